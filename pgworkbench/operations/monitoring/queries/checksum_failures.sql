-- Pages that were found damaged.
SELECT coalesce(datname, '')::text AS datname, coalesce(checksum_failures, 0)::float8 AS value FROM pg_catalog.pg_stat_database
