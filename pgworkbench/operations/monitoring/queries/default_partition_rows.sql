-- Default partitions that hold rows, by the planner's count: no archive finds these, and they bar new partitions.
SELECT n.nspname::text AS schemaname, c.relname::text AS relname,
       greatest(c.reltuples, pg_catalog.pg_stat_get_live_tuples(c.oid))::float8 AS value
  FROM pg_catalog.pg_partitioned_table p JOIN pg_catalog.pg_class c ON c.oid = p.partdefid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE p.partdefid <> 0
