-- Bytes of log that a standby has not replayed yet, as its primary sees it: grows also when replay has stopped.
SELECT application_name::text AS application_name,
       pg_catalog.pg_wal_lsn_diff(CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_receive_lsn()
                                       ELSE pg_catalog.pg_current_wal_lsn() END, replay_lsn)::float8 AS value
  FROM pg_catalog.pg_stat_replication WHERE replay_lsn IS NOT NULL
