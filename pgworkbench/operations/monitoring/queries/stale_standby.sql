-- On a standby: seconds since the last commit that it shows, if it has received more than it shows.
SELECT extract(epoch FROM clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp())::float8 AS value
 WHERE pg_catalog.pg_is_in_recovery()
   AND pg_catalog.pg_last_wal_receive_lsn() IS DISTINCT FROM pg_catalog.pg_last_wal_replay_lsn()
