"""What a database contains: `read_catalog(connection)` -> Catalog."""
