-- Seconds since a transaction was prepared and not ended: it holds its locks and keeps vacuum from cleaning.
SELECT gid::text AS gid, extract(epoch FROM clock_timestamp() - prepared)::float8 AS value FROM pg_catalog.pg_prepared_xacts
