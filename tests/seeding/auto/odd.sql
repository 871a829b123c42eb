CREATE DOMAIN iban AS text CHECK (VALUE ~ '^[A-Z]{2}' AND length(replace(VALUE,' ','')) BETWEEN 15 AND 34 AND left(VALUE,2) = upper(left(VALUE,2)));
CREATE FUNCTION is_slug(t text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT t = lower(t) AND position(' ' in t) = 0 AND length(t) > 3 $$;
CREATE DOMAIN slugged AS text CHECK (is_slug(VALUE));
CREATE TABLE "Odd ""one" (
  id int PRIMARY KEY,
  named jsonb CHECK (named ? 'name' AND jsonb_typeof(named -> 'name') = 'string'),
  tag text CHECK (starts_with(tag, 'tt_')),
  needed text NOT NULL CHECK (starts_with(needed, 'x-') AND length(needed) % 2 = 0),
  slug slugged NOT NULL,
  half numeric(8,2) CHECK (half * 4 = trunc(half * 4) AND half > 0),
  odd int NOT NULL CHECK (odd % 7 = 3),
  monday date CHECK (extract(isodow FROM monday) = 1),
  "a b" text, "c%d" text, CHECK ("a b" || "c%d" = 'aabc' ),
  lo int NOT NULL, hi int NOT NULL, CHECK (hi - lo = 10 OR hi * 2 = lo),
  list text[] NOT NULL CHECK (list <@ ARRAY['red','green','blue'] AND cardinality(list) > 0),
  tz text CHECK (now() AT TIME ZONE tz IS NOT NULL),
  doc jsonb NOT NULL CHECK (jsonb_typeof(doc) = 'array'),
  settings jsonb NOT NULL CHECK ((settings ->> 'theme') IN ('dark','light'))
);
