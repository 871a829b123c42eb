-- One object of every kind that a catalog tells, and the look-alikes; runs on 16 and newer, all of it in one transaction.
CREATE SCHEMA app AUTHORIZATION zoo_keeper;
COMMENT ON SCHEMA app IS 'what the application calls';
GRANT USAGE ON SCHEMA app TO zoo_visitor;
CREATE EXTENSION btree_gist WITH SCHEMA app;
CREATE TYPE mood AS ENUM ('grumpy', 'sleepy', 'hungry');
COMMENT ON TYPE mood IS 'how an animal feels';
CREATE DOMAIN email AS text COLLATE "C" DEFAULT 'nobody@example.org' CONSTRAINT email_at_check CHECK (VALUE LIKE '%@%');
REVOKE ALL ON DOMAIN email FROM PUBLIC;
CREATE TYPE app.point AS (x numeric(6, 2), y numeric(6, 2));
CREATE TYPE app.hours AS RANGE (SUBTYPE = time, MULTIRANGE_TYPE_NAME = app.opening);
CREATE COLLATION app.plain (PROVIDER = libc, LC_COLLATE = 'C', LC_CTYPE = 'C');
CREATE SEQUENCE app.ticket_numbers AS integer START 1000 INCREMENT 10 CACHE 5;
GRANT USAGE ON SEQUENCE app.ticket_numbers TO zoo_visitor;

CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    -- the row's own clock
    NEW.updated_at := now();
    RETURN NEW;
END $$;
CREATE FUNCTION app.tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;
CREATE FUNCTION app.weight(integer, integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 * $2';
COMMENT ON FUNCTION app.weight IS 'heavier';
REVOKE ALL ON FUNCTION app.weight FROM PUBLIC;
CREATE PROCEDURE app.feed(kind mood) LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE FUNCTION app.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE OPERATOR app.<<>> (LEFTARG = integer, RIGHTARG = integer, FUNCTION = app.weight, COMMUTATOR = OPERATOR(app.<<>>));
CREATE FUNCTION app.mood_number(mood) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (mood AS integer) WITH FUNCTION app.mood_number(mood) AS ASSIGNMENT;

CREATE TABLE keepers (
    tenant_id uuid NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY (START 7),
    name varchar(80) NOT NULL,
    address email,
    boss_id bigint,
    settings jsonb NOT NULL DEFAULT '{}',
    tags text[] COMPRESSION pglz,
    notes text STORAGE EXTERNAL,
    lower_name text GENERATED ALWAYS AS (lower(name)) STORED,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT keepers_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT keepers_name_key UNIQUE (tenant_id, name) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT keepers_boss_fk FOREIGN KEY (tenant_id, boss_id) REFERENCES keepers ON DELETE SET NULL (boss_id),
    CONSTRAINT keepers_notes_check CHECK (length(notes) < 10000 AND updated_at > '2020-01-01 00:00:00+02')
) WITH (fillfactor = 80, toast.autovacuum_enabled = false);
COMMENT ON TABLE keepers IS 'who feeds the animals';
COMMENT ON COLUMN keepers.boss_id IS 'NULL for the director';
COMMENT ON CONSTRAINT keepers_notes_check ON keepers IS 'short ones only';
ALTER TABLE keepers ALTER name SET STATISTICS 300, ALTER tags SET (n_distinct = 12);
ALTER TABLE keepers ADD CONSTRAINT keepers_tags_check CHECK (tags <> '{}') NOT VALID;
CREATE INDEX keepers_settings_idx ON keepers USING gin (settings jsonb_path_ops) WITH (fastupdate = off);
CREATE UNIQUE INDEX keepers_lower_idx ON keepers (tenant_id, lower(name) COLLATE "C" DESC NULLS LAST) INCLUDE (id)
    NULLS NOT DISTINCT WHERE boss_id IS NOT NULL;
COMMENT ON INDEX keepers_lower_idx IS 'one name a tenant';
CREATE STATISTICS app.keepers_statistics (dependencies) ON tenant_id, name FROM keepers;
ALTER STATISTICS app.keepers_statistics SET STATISTICS 200;
CREATE TRIGGER keepers_touch_trigger BEFORE UPDATE OF name, notes ON keepers
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION app.touch();
ALTER TABLE keepers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keepers_tenant_policy ON keepers USING (tenant_id = app.tenant()) WITH CHECK (tenant_id = app.tenant());
CREATE POLICY keepers_visitor_policy ON keepers AS RESTRICTIVE FOR SELECT TO zoo_visitor USING (CURRENT_USER = 'zoo_visitor');
GRANT SELECT (tenant_id, name), UPDATE (name) ON keepers TO zoo_visitor;
GRANT SELECT ON keepers TO zoo_keeper WITH GRANT OPTION;

CREATE TABLE feedings (
    id serial,
    keeper bigint,
    tenant_id uuid NOT NULL,
    at timestamptz NOT NULL,
    during tstzrange,
    feels mood DEFAULT 'hungry',
    PRIMARY KEY (at, id),
    FOREIGN KEY (tenant_id, keeper) REFERENCES keepers (tenant_id, id) MATCH SIMPLE ON UPDATE CASCADE ON DELETE RESTRICT
) PARTITION BY RANGE (at);
CREATE TABLE feedings_p2026_11 PARTITION OF feedings FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00');
CREATE TABLE feedings_rest PARTITION OF feedings DEFAULT;
CREATE INDEX feedings_keeper_idx ON feedings (tenant_id, keeper);
CREATE TRIGGER feedings_trigger AFTER INSERT OR DELETE ON feedings FOR EACH ROW EXECUTE FUNCTION app.touch();
ALTER TABLE feedings_rest ADD CONSTRAINT feedings_rest_check CHECK (id > 0) NO INHERIT;

CREATE UNLOGGED TABLE cages (id integer CONSTRAINT cages_pk PRIMARY KEY, during tstzrange, area app.point,
    CONSTRAINT cages_exclude EXCLUDE USING gist (id WITH =, during WITH &&) WHERE (id > 0));
ALTER TABLE cages REPLICA IDENTITY USING INDEX cages_pk, CLUSTER ON cages_pk;
CREATE TABLE aviaries (height numeric(4, 1)) INHERITS (cages);
ALTER TABLE aviaries OWNER TO zoo_keeper;
CREATE TABLE app.typed OF app.point (x WITH OPTIONS DEFAULT 0);
CREATE RULE cages_rule AS ON DELETE TO cages WHERE OLD.id < 0 DO INSTEAD NOTHING;

CREATE VIEW app.hungry WITH (security_invoker = true) AS SELECT f.id, k.name FROM feedings f JOIN keepers k ON k.id = f.keeper;
GRANT SELECT ON app.hungry TO PUBLIC;
ALTER VIEW app.hungry ALTER id SET DEFAULT 5;
CREATE MATERIALIZED VIEW counts AS SELECT keeper, count(*) AS n FROM feedings GROUP BY keeper WITH NO DATA;
CREATE UNIQUE INDEX counts_idx ON counts (keeper);

CREATE EVENT TRIGGER zoo_ddl ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION app.on_ddl();
CREATE PUBLICATION zoo_changes FOR TABLE keepers (tenant_id, id, name) WHERE (boss_id IS NULL)
    WITH (publish = 'insert, update', publish_via_partition_root = true);
CREATE FOREIGN DATA WRAPPER zoo_wrapper OPTIONS (debug 'true');
CREATE SERVER zoo_server TYPE 'ark' VERSION '1' FOREIGN DATA WRAPPER zoo_wrapper OPTIONS (host 'ararat');
CREATE FOREIGN TABLE far_away (id integer OPTIONS (field 'ID')) SERVER zoo_server OPTIONS (path '/dev/null');
CREATE TEXT SEARCH CONFIGURATION app.words (COPY = simple);
ALTER DEFAULT PRIVILEGES FOR ROLE zoo_keeper IN SCHEMA app GRANT SELECT ON TABLES TO zoo_visitor;
ALTER DEFAULT PRIVILEGES FOR ROLE zoo_keeper REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
