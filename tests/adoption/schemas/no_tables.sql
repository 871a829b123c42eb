-- No table at all: a schema, a type, a function and a view.
CREATE SCHEMA maths;
CREATE TYPE maths.sign AS ENUM ('plus', 'minus');
CREATE FUNCTION maths.half(value int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT value / 2 $$;
CREATE VIEW maths.halves AS SELECT n, maths.half(n) AS half FROM generate_series(1, 10) AS n;
