"""What stands beside the tables on the server: roles, schemas, functions, triggers, policies, grants, partitions.

All of it hangs on SQLAlchemy's DDL events, so `metadata.create_all(connection)` alone builds the whole design. What a
table needs is read from its columns and its `info`; the domains' modules say it, and nothing here names a table of a
domain but the audit log.
"""
