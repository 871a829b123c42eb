-- Functions and types that can only be made once there are tables, used by defaults, checks and columns of others.
CREATE TABLE rates (id int PRIMARY KEY, percent numeric(5, 2) NOT NULL);
CREATE FUNCTION share(r rates) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$ SELECT r.percent / 100 $$;
CREATE FUNCTION usual_rate() RETURNS numeric LANGUAGE sql STABLE
    BEGIN ATOMIC SELECT min(percent) FROM rates; END;
CREATE TYPE pair AS (old rates, new rates);
CREATE TABLE bills (id int PRIMARY KEY, percent numeric DEFAULT usual_rate(), changed pair);
CREATE TABLE notes (id int PRIMARY KEY, percent numeric DEFAULT usual_rate(), bill_id int REFERENCES bills);
CREATE INDEX rates_share_idx ON rates (share(rates));
CREATE VIEW rated AS SELECT n.id, n.percent FROM notes AS n;
CREATE VIEW twice_rated AS SELECT id, percent * 2 AS percent FROM rated;
CREATE RULE no_deletes AS ON DELETE TO notes DO INSTEAD NOTHING;
COMMENT ON VIEW rated IS 'What was rated; 100%.';
