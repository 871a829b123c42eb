-- Every role of the cluster, what it is a member of, and its settings, for all databases and for this one.
SELECT r.oid, r.rolname AS name, r.rolsuper AS superuser, r.rolbypassrls AS bypass_rls, r.rolcanlogin AS login,
       r.rolcreaterole AS create_role, r.rolcreatedb AS create_database, r.rolinherit AS inherit,
       r.rolreplication AS replication, r.rolconnlimit AS connection_limit,
       ARRAY(SELECT m.roleid FROM pg_auth_members m WHERE m.member = r.oid ORDER BY m.oid) AS parents,
       ARRAY(SELECT m.admin_option FROM pg_auth_members m WHERE m.member = r.oid ORDER BY m.oid) AS admin,
       ARRAY(SELECT m.inherit_option FROM pg_auth_members m WHERE m.member = r.oid ORDER BY m.oid) AS inherited,
       ARRAY(SELECT m.set_option FROM pg_auth_members m WHERE m.member = r.oid ORDER BY m.oid) AS assumable,
       ARRAY(SELECT unnest(s.setconfig) FROM pg_db_role_setting s
             WHERE s.setrole = r.oid AND s.setdatabase = 0) AS settings,
       ARRAY(SELECT unnest(s.setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
             WHERE s.setrole = r.oid AND d.datname = current_database()) AS settings_here,
       shobj_description(r.oid, 'pg_authid') AS comment
FROM pg_roles r
