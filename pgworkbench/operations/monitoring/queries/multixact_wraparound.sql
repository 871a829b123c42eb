-- Share of the multixact ids that the oldest one of a database lies back.
SELECT datname::text AS datname, pg_catalog.mxid_age(datminmxid)::float8 / 2147483648 AS value
  FROM pg_catalog.pg_database WHERE datallowconn
