-- Share of its range that a sequence has used (as far as this role may look).
SELECT schemaname::text AS schemaname, sequencename::text AS relname,
       (last_value - min_value)::float8 / nullif(max_value - min_value, 0) AS value
  FROM pg_catalog.pg_sequences WHERE last_value IS NOT NULL AND increment_by > 0 AND NOT cycle
