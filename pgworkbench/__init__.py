"""A design workbench for PostgreSQL: one module or package a verb, no knowledge of any design."""
