-- Bytes of temporary files since the statistics began (a counter): sorts and hashes that work_mem could not hold.
SELECT datname::text AS datname, temp_bytes::float8 AS value FROM pg_catalog.pg_stat_database WHERE datname IS NOT NULL
