-- Share of a table's pages that its rows do not need, by the planner's statistics; tables of ten megabytes and more.
SELECT n.nspname::text AS schemaname, c.relname::text AS relname,
       greatest(0, 1 - c.reltuples * w.width / 8168 / (w.fill / 100) / c.relpages)::float8 AS value
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN LATERAL (SELECT 28 + 4 + sum((1 - s.null_frac) * s.avg_width) AS width, count(*) AS columns,
                       coalesce((SELECT o.option_value::float8 FROM pg_catalog.pg_options_to_table(c.reloptions) AS o
                                  WHERE o.option_name = 'fillfactor'), 100) AS fill
                  FROM pg_catalog.pg_stats AS s
                 WHERE s.schemaname = n.nspname AND s.tablename = c.relname AND NOT s.inherited) AS w ON true
 WHERE c.relkind = 'r' AND c.relpages >= 1280 AND c.reltuples >= 0
   AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND w.columns = (SELECT count(*) FROM pg_catalog.pg_attribute AS a
                     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
