-- Every type, and names that nobody should give: what a filler must not stumble over.
CREATE SCHEMA "a.b";
CREATE SCHEMA "select";
CREATE TYPE "select"."Größe" AS ENUM ('klein', 'groß', 'it''s', 'a,b', '{x}', '%s', ' ', 'ünï"cödé');
CREATE DOMAIN "select".positive AS int CHECK (VALUE > 0);
CREATE DOMAIN "select".small AS "select".positive CHECK (VALUE < 50);
CREATE DOMAIN "select".words AS text[] CHECK (cardinality(VALUE) BETWEEN 1 AND 3);
CREATE TYPE "select".inner_pair AS (a int, "B b" text);
CREATE TYPE "select".outer_pair AS (p "select".inner_pair, sizes "select"."Größe"[], s "select".small);
CREATE TYPE "select".floatrange AS RANGE (subtype = float8);
CREATE TABLE "a.b"."we ird ""table"" 100%" (
  "primary key" int GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT 5) PRIMARY KEY,
  "%s" text NOT NULL,
  "{}" text UNIQUE,
  "dot.ted" int NOT NULL,
  "quo""te" "select"."Größe" NOT NULL,
  "select" boolean,
  abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk text,
  CONSTRAINT "odd ""check"" %" CHECK ("dot.ted" BETWEEN 5 AND 500 AND "%s" <> '')
);
CREATE TABLE "a.b".references_ (
  id serial PRIMARY KEY,
  "group" int REFERENCES "a.b"."we ird ""table"" 100%" ("primary key"),
  "order" int NOT NULL REFERENCES "a.b"."we ird ""table"" 100%",
  UNIQUE ("group", "order")
);
CREATE TABLE types (
  a_small smallint, a_int int, a_big bigint, a_real real, a_double double precision,
  a_numeric numeric, a_sized numeric(10,3), a_negative numeric(3,-2), a_fraction numeric(2,4), a_money money,
  a_char char, a_five char(5), a_quoted "char", a_varchar varchar, a_seven varchar(7), a_text text, a_name name,
  a_bytes bytea, a_bool boolean, a_date date, a_time time, a_timetz timetz(3), a_stamp timestamp(0), a_stamptz timestamptz,
  an_interval interval, a_hours interval hour to minute, a_uuid uuid, a_json json, a_jsonb jsonb, a_xml xml,
  an_inet inet, a_cidr cidr, a_mac macaddr, a_mac8 macaddr8,
  a_bit bit, bits bit(13), a_varbit bit varying, some_bits bit varying(9),
  a_point point, a_line line, a_lseg lseg, a_box box, a_path path, a_polygon polygon, a_circle circle,
  a_vector tsvector, a_query tsquery, a_lsn pg_lsn, a_snapshot pg_snapshot, a_jsonpath jsonpath, an_oid oid, a_class regclass,
  an_int4range int4range, an_int8range int8range, a_numrange numrange, a_tsrange tsrange, a_tstzrange tstzrange, a_daterange daterange,
  a_floatrange "select".floatrange, an_int4multirange int4multirange, a_datemultirange datemultirange, a_tstzmultirange tstzmultirange,
  an_enum "select"."Größe", a_domain "select".small, some_words "select".words, a_composite "select".outer_pair,
  ints int[], grid int[][], texts text[], stamps timestamptz[], uuids uuid[], ranges daterange[], enums "select"."Größe"[],
  jsons jsonb[], composites "select".inner_pair[], domains "select".small[], points point[], boxes box[], bytes bytea[], char5s char(5)[]
);
CREATE TABLE required AS SELECT * FROM types;
ALTER TABLE required DROP a_xml;
DO $$ DECLARE c text; BEGIN
  FOR c IN SELECT attname FROM pg_attribute WHERE attrelid = 'required'::regclass AND attnum > 0 AND NOT attisdropped LOOP
    EXECUTE format('ALTER TABLE required ALTER %I SET NOT NULL', c);
  END LOOP; END $$;
CREATE TABLE unique_types (
  a smallint UNIQUE, b numeric(6,2) UNIQUE, c date UNIQUE, d timestamptz UNIQUE, e uuid UNIQUE, f inet UNIQUE, g macaddr UNIQUE,
  h bytea UNIQUE, i varchar(4) UNIQUE, j interval UNIQUE, k jsonb UNIQUE, l int[] UNIQUE, m int4range UNIQUE, n bit(20) UNIQUE,
  o time UNIQUE, p real UNIQUE, q cidr UNIQUE, r money UNIQUE, s char(6) UNIQUE, t "select".positive UNIQUE, u tsvector UNIQUE,
  v daterange UNIQUE, w text[] UNIQUE, x name UNIQUE, y double precision UNIQUE, z "select".inner_pair UNIQUE
);
CREATE TABLE parent_table (id int PRIMARY KEY, note text NOT NULL);
CREATE TABLE child_table (extra int NOT NULL CHECK (extra IN (1, 2)), PRIMARY KEY (id)) INHERITS (parent_table);
CREATE TABLE by_range (at date NOT NULL, n int NOT NULL, PRIMARY KEY (at, n)) PARTITION BY RANGE (at, n);
CREATE TABLE by_range_1 PARTITION OF by_range FOR VALUES FROM ('2024-01-01', 0) TO ('2024-07-01', MAXVALUE);
CREATE TABLE by_range_2 PARTITION OF by_range FOR VALUES FROM ('2024-07-02', MINVALUE) TO ('2025-01-01', 500);
CREATE TABLE by_list (kind text, id int) PARTITION BY LIST (kind);
CREATE TABLE by_list_ab PARTITION OF by_list FOR VALUES IN ('a', 'b');
CREATE TABLE by_list_null PARTITION OF by_list FOR VALUES IN (NULL);
CREATE TABLE by_list_sub PARTITION OF by_list FOR VALUES IN ('c') PARTITION BY RANGE (id);
CREATE TABLE by_list_sub_1 PARTITION OF by_list_sub FOR VALUES FROM (1) TO (1000);
CREATE TABLE by_default (n int NOT NULL, t text) PARTITION BY RANGE (n);
CREATE TABLE by_default_1 PARTITION OF by_default FOR VALUES FROM (0) TO (10);
CREATE TABLE by_default_rest PARTITION OF by_default DEFAULT;
CREATE TABLE by_expression (at timestamptz NOT NULL, n int) PARTITION BY LIST (extract(year FROM at AT TIME ZONE 'UTC'));
CREATE TABLE by_expression_24 PARTITION OF by_expression FOR VALUES IN (2024);
CREATE TABLE by_expression_25 PARTITION OF by_expression FOR VALUES IN (2025);
CREATE TABLE no_columns ();
CREATE TABLE only_identity (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE only_generated (a int GENERATED ALWAYS AS (1) STORED);
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE elsewhere (a int) SERVER nowhere;
CREATE UNLOGGED TABLE unlogged_one (a int NOT NULL CHECK (a > 10 AND a < 1000000));
