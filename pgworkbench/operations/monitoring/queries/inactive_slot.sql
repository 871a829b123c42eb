-- Bytes of log that a replication slot without a client keeps on the disk.
SELECT slot_name::text AS slot_name,
       pg_catalog.pg_wal_lsn_diff(CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                                       ELSE pg_catalog.pg_current_wal_lsn() END, restart_lsn)::float8 AS value
  FROM pg_catalog.pg_replication_slots WHERE NOT active AND restart_lsn IS NOT NULL
