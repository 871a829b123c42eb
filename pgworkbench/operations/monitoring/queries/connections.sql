-- Share of the connections that clients may have, in use now.
SELECT count(*)::float8 / (current_setting('max_connections')::int
       - current_setting('superuser_reserved_connections')::int - current_setting('reserved_connections')::int) AS value
  FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend'
