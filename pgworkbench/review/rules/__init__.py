"""One file, one rule. The shortest to read first is `unlogged_table.py`."""
