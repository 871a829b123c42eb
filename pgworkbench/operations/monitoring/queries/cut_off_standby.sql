-- On a standby: 1 if it receives no log from its primary, so that every read there grows older.
SELECT 1::float8 AS value
 WHERE pg_catalog.pg_is_in_recovery()
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_wal_receiver WHERE status = 'streaming')
