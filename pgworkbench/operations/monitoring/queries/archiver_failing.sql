-- Seconds since the archiver last failed without a success after it; 0 if it works.
SELECT CASE WHEN last_failed_time IS NOT NULL AND (last_archived_time IS NULL OR last_archived_time < last_failed_time)
            THEN greatest(extract(epoch FROM clock_timestamp() - coalesce(last_archived_time, stats_reset, last_failed_time)), 1)
            ELSE 0 END::float8 AS value
  FROM pg_catalog.pg_stat_archiver
