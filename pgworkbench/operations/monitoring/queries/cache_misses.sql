-- Share of page reads that shared buffers did not have, in databases with at least a hundred thousand of them.
SELECT datname::text AS datname, blks_read::float8 / nullif(blks_read + blks_hit, 0) AS value
  FROM pg_catalog.pg_stat_database WHERE blks_read + blks_hit >= 100000 AND datname IS NOT NULL
