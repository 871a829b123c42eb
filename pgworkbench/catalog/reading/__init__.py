"""How a Catalog is read: one query for each kind (`queries/`), one function that makes values of its rows."""
