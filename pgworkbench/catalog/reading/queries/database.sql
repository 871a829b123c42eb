-- The database itself: one row.
SELECT current_setting('server_version_num')::int AS version,
       d.datname AS name,
       d.datdba AS owner,
       d.oid,
       ARRAY(SELECT unnest(s.setconfig) FROM pg_db_role_setting s
             WHERE s.setdatabase = d.oid AND s.setrole = 0) AS settings
FROM pg_database d
WHERE d.datname = current_database()
