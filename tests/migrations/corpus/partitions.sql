-- case: created
-- from:
CREATE TABLE other (id int PRIMARY KEY);
-- to:
CREATE TABLE other (id int PRIMARY KEY);
CREATE TABLE e (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL, kind text NOT NULL DEFAULT 'x', other_id int REFERENCES other,
    PRIMARY KEY (id, at), CHECK (kind <> '')) PARTITION BY RANGE (at);
CREATE INDEX e_kind ON e (kind);
CREATE INDEX e_at ON e USING brin (at);
CREATE TABLE e_p1 PARTITION OF e FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2026-02-01 00:00+00');
CREATE TABLE e_p2 PARTITION OF e FOR VALUES FROM ('2026-02-01 00:00+00') TO ('2026-03-01 00:00+00') WITH (fillfactor = 80);
CREATE TABLE e_rest PARTITION OF e DEFAULT;
CREATE TABLE l (id int, tenant int) PARTITION BY LIST (tenant);
CREATE TABLE l_1 PARTITION OF l FOR VALUES IN (1, 2) PARTITION BY HASH (id);
CREATE TABLE l_1_a PARTITION OF l_1 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE l_1_b PARTITION OF l_1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);

-- case: dropped_with_rows
-- from:
CREATE TABLE e (id int NOT NULL, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE e_p1 PARTITION OF e FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE e_p2 PARTITION OF e FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
-- to:
CREATE TABLE other (id int PRIMARY KEY);
-- rows:
INSERT INTO e SELECT n, date '2026-01-15' + n * 7 FROM generate_series(0, 5) AS n;

-- case: partition_added_and_dropped
-- from:
CREATE TABLE e (id int NOT NULL, at date NOT NULL, kind text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX e_kind ON e (kind);
CREATE TABLE e_p1 PARTITION OF e FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE e_p2 PARTITION OF e FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
-- to:
CREATE TABLE e (id int NOT NULL, at date NOT NULL, kind text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX e_kind ON e (kind);
CREATE TABLE e_p2 PARTITION OF e FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE TABLE e_p3 PARTITION OF e FOR VALUES FROM ('2026-03-01') TO ('2026-04-01');
COMMENT ON TABLE e_p3 IS 'March';
-- rows:
INSERT INTO e SELECT n, date '2026-01-15' + n * 7 FROM generate_series(0, 5) AS n;

-- case: attached_and_detached
-- from:
CREATE TABLE e (id int NOT NULL, at date NOT NULL, kind text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX e_kind ON e (kind);
CREATE TABLE e_p1 PARTITION OF e FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE e_p2 (id int NOT NULL, at date NOT NULL, kind text, PRIMARY KEY (id, at));
CREATE INDEX e_p2_kind_idx ON e_p2 (kind);
-- to:
CREATE TABLE e (id int NOT NULL, at date NOT NULL, kind text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX e_kind ON e (kind);
CREATE TABLE e_p1 (id int NOT NULL, at date NOT NULL, kind text, PRIMARY KEY (id, at));
CREATE INDEX e_p1_kind_idx ON e_p1 (kind);
CREATE TABLE e_p2 PARTITION OF e FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
-- rows:
INSERT INTO e SELECT n, date '2026-01-15' + n FROM generate_series(0, 5) AS n;
INSERT INTO e_p2 SELECT n, date '2026-02-15' + n FROM generate_series(0, 5) AS n;

-- case: changed_through_the_parent
-- from:
CREATE TABLE e (id int NOT NULL, at date NOT NULL, kind varchar(10), old int DEFAULT 1, PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
CREATE INDEX e_kind ON e (kind);
CREATE TABLE e_p1 PARTITION OF e FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE e_p2 PARTITION OF e FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
-- to:
CREATE TABLE e (id bigint NOT NULL, at date NOT NULL, kind text NOT NULL DEFAULT 'k', old int, fresh int DEFAULT 5 CHECK (fresh > 0), PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
CREATE INDEX e_kind ON e (kind, id);
CREATE UNIQUE INDEX e_id ON e (id, at);
CREATE TABLE e_p1 PARTITION OF e FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE e_p2 PARTITION OF e FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER e_t BEFORE INSERT ON e FOR EACH ROW EXECUTE FUNCTION f();
-- rows:
INSERT INTO e SELECT n, date '2026-01-15' + n * 7, 'k' FROM generate_series(0, 5) AS n;

-- case: own_default
-- from:
CREATE TABLE e (id int NOT NULL, kind text DEFAULT 'parent') PARTITION BY LIST (id);
CREATE TABLE e_1 PARTITION OF e FOR VALUES IN (1);
-- to:
CREATE TABLE e (id int NOT NULL, kind text DEFAULT 'parent') PARTITION BY LIST (id);
CREATE TABLE e_1 PARTITION OF e (kind DEFAULT 'child', CHECK (kind <> 'x')) FOR VALUES IN (1);
CREATE TABLE e_2 PARTITION OF e (kind DEFAULT 'second' NOT NULL) FOR VALUES IN (2);
CREATE INDEX e_2_only ON e_2 (kind);

-- case: bound_changed
-- from:
CREATE TABLE e (id int NOT NULL, a text) PARTITION BY LIST (id);
CREATE TABLE e_1 PARTITION OF e FOR VALUES IN (1);
-- to:
CREATE TABLE e (id int NOT NULL, a text) PARTITION BY LIST (id);
CREATE TABLE e_1 PARTITION OF e FOR VALUES IN (1, 2);
-- rows:
INSERT INTO e VALUES (1, 'x');

-- case: unusual_index_name
-- from:
CREATE TABLE e (id int NOT NULL, a text) PARTITION BY LIST (id);
CREATE TABLE e_1 PARTITION OF e FOR VALUES IN (1);
-- to:
CREATE TABLE e (id int NOT NULL, a text) PARTITION BY LIST (id);
CREATE TABLE e_1 PARTITION OF e FOR VALUES IN (1);
CREATE INDEX e_a ON e (a);
ALTER INDEX e_1_a_idx RENAME TO "my own";
COMMENT ON INDEX "my own" IS 'renamed';
CREATE TABLE e_2 PARTITION OF e FOR VALUES IN (2);
ALTER INDEX e_2_a_idx RENAME TO "my other";
