-- Settings that were changed and wait for a restart: the next one brings a surprise.
SELECT count(*)::float8 AS value FROM pg_catalog.pg_settings WHERE pending_restart
