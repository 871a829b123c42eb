-- Makes the partitions of this month and of so many months ahead; returns how many were missing. A nightly job.
-- execute: jobs
CREATE OR REPLACE FUNCTION app.make_partitions(p_parent text, p_months integer) RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
  SELECT count(app.make_partition(p_parent, (date_trunc('month', now()) + make_interval(months => ahead))::date))::integer
    FROM generate_series(0, p_months) AS ahead
$$;
