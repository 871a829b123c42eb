-- Share of the two thousand million transaction ids that the oldest row of a database lies back.
SELECT datname::text AS datname, pg_catalog.age(datfrozenxid)::float8 / 2147483648 AS value
  FROM pg_catalog.pg_database WHERE datallowconn
