-- 1 for a replication slot whose log was removed: its standby or consumer must be made anew.
SELECT slot_name::text AS slot_name, 1::float8 AS value
  FROM pg_catalog.pg_replication_slots WHERE wal_status = 'lost'
