-- case: check_not_valid_comes_and_is_validated
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
ALTER TABLE t ADD CONSTRAINT later CHECK (a > 0) NOT VALID;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, b int, CONSTRAINT later CHECK (a > 0));
ALTER TABLE t ADD CONSTRAINT fresh CHECK (b > 0) NOT VALID;
-- rows:
INSERT INTO t VALUES (1, 5, 5);

-- case: check_no_inherit
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT low CHECK (a > 0));
CREATE TABLE u (b int) INHERITS (t);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, CONSTRAINT low CHECK (a > 0) NO INHERIT);
CREATE TABLE u (b int) INHERITS (t);
-- rows:
INSERT INTO t VALUES (1, 5); INSERT INTO u VALUES (2, 5, 5);

-- case: check_expression_changes
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text CONSTRAINT form CHECK (a ~ '^[a-z]+$'));
COMMENT ON CONSTRAINT form ON t IS 'small';
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text CONSTRAINT form CHECK (a ~ '^[a-z%''"]+$' AND length(a) < 10));
COMMENT ON CONSTRAINT form ON t IS 'small, few';
-- rows:
INSERT INTO t VALUES (1, 'abc');

-- case: check_over_several_columns_of_which_one_goes
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, b int, CONSTRAINT ordered CHECK (a < b));
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int);
-- rows:
INSERT INTO t VALUES (1, 1, 2);

-- case: unique_deferrable
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, CONSTRAINT u UNIQUE (a));
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, CONSTRAINT u UNIQUE (a) DEFERRABLE INITIALLY DEFERRED);
-- rows:
INSERT INTO t VALUES (1, 1), (2, 2);

-- case: primary_key_deferrable
-- from:
CREATE TABLE t (id int PRIMARY KEY);
-- to:
CREATE TABLE t (id int PRIMARY KEY DEFERRABLE);
-- rows:
INSERT INTO t VALUES (1);

-- case: unique_nulls_not_distinct
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, UNIQUE (a));
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, UNIQUE NULLS NOT DISTINCT (a));
-- rows:
INSERT INTO t VALUES (1, 1), (2, NULL);

-- case: unique_with_included_columns
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, b text, UNIQUE (a));
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, b text, UNIQUE (a) INCLUDE (b));
-- rows:
INSERT INTO t VALUES (1, 1, 'x');

-- case: unique_constraint_becomes_an_index_of_its_name
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, CONSTRAINT t_a_key UNIQUE (a));
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE UNIQUE INDEX t_a_key ON t (a) WHERE a > 0;
-- rows:
INSERT INTO t VALUES (1, 1), (2, 2);

-- case: check_becomes_a_foreign_key_of_its_name
-- from:
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT known CHECK (a > 0));
-- to:
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT known REFERENCES r);
-- rows:
INSERT INTO r VALUES (1); INSERT INTO t VALUES (1, 1);

-- case: exclusion_comes_changes_and_goes
-- from:
CREATE TABLE a (id int PRIMARY KEY, r int4range);
CREATE TABLE b (id int PRIMARY KEY, r int4range, CONSTRAINT apart EXCLUDE USING gist (r WITH &&));
CREATE TABLE c (id int PRIMARY KEY, r int4range, CONSTRAINT apart_c EXCLUDE USING gist (r WITH &&));
-- to:
CREATE TABLE a (id int PRIMARY KEY, r int4range, CONSTRAINT apart_a EXCLUDE USING gist (r WITH &&) WHERE (id > 0) DEFERRABLE);
CREATE TABLE b (id int PRIMARY KEY, r int4range, CONSTRAINT apart EXCLUDE USING gist (r WITH =));
CREATE TABLE c (id int PRIMARY KEY, r int4range);
-- rows:
INSERT INTO a VALUES (1, '[1,2)'); INSERT INTO b VALUES (1, '[1,2)'), (2, '[3,4)'); INSERT INTO c VALUES (1, '[1,2)');

-- case: foreign_key_actions_change
-- from:
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int REFERENCES r, b int REFERENCES r ON DELETE CASCADE ON UPDATE SET NULL);
-- to:
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int REFERENCES r ON DELETE SET NULL, b int REFERENCES r ON UPDATE CASCADE);
-- rows:
INSERT INTO r VALUES (1); INSERT INTO t VALUES (1, 1, NULL);

-- case: foreign_key_set_null_of_one_column
-- from:
CREATE TABLE r (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int, FOREIGN KEY (a, b) REFERENCES r ON DELETE CASCADE);
-- to:
CREATE TABLE r (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int, FOREIGN KEY (a, b) REFERENCES r ON DELETE SET NULL (b));
-- rows:
INSERT INTO r VALUES (1, 2); INSERT INTO t VALUES (1, 1, 2);

-- case: foreign_key_match_full
-- from:
CREATE TABLE r (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE t (id int PRIMARY KEY, a int, b int, FOREIGN KEY (a, b) REFERENCES r);
-- to:
CREATE TABLE r (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE t (id int PRIMARY KEY, a int, b int, FOREIGN KEY (a, b) REFERENCES r MATCH FULL);
-- rows:
INSERT INTO t VALUES (1, NULL, NULL);

-- case: foreign_key_deferrable_in_place
-- from:
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int REFERENCES r, b int REFERENCES r DEFERRABLE INITIALLY DEFERRED);
-- to:
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int REFERENCES r DEFERRABLE, b int REFERENCES r);
-- rows:
INSERT INTO r VALUES (1); INSERT INTO t VALUES (1, 1, 1);

-- case: foreign_key_not_valid_and_validated
-- from:
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
ALTER TABLE t ADD CONSTRAINT fa FOREIGN KEY (a) REFERENCES r NOT VALID;
-- to:
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
ALTER TABLE t ADD CONSTRAINT fa FOREIGN KEY (a) REFERENCES r;
ALTER TABLE t ADD CONSTRAINT fb FOREIGN KEY (b) REFERENCES r NOT VALID;
-- rows:
INSERT INTO r VALUES (1); INSERT INTO t VALUES (1, 1, 1);

-- case: foreign_key_to_itself
-- from:
CREATE TABLE t (id int PRIMARY KEY, parent int);
-- to:
CREATE TABLE t (id bigint PRIMARY KEY, parent bigint REFERENCES t ON DELETE CASCADE);
-- rows:
INSERT INTO t VALUES (1, NULL), (2, 1);

-- case: foreign_key_target_changes
-- from:
CREATE TABLE r (id int PRIMARY KEY, code int UNIQUE);
CREATE TABLE s (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT k REFERENCES r);
-- to:
CREATE TABLE r (id int PRIMARY KEY, code int UNIQUE);
CREATE TABLE s (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT k REFERENCES r (code));
-- rows:
INSERT INTO r VALUES (1, 1); INSERT INTO s VALUES (1); INSERT INTO t VALUES (1, 1);

-- case: foreign_key_to_a_table_that_is_dropped
-- from:
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int REFERENCES r);
-- to:
CREATE TABLE s (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int);
-- rows:
INSERT INTO r VALUES (1); INSERT INTO t VALUES (1, 1);

-- case: foreign_key_to_a_unique_index
-- from:
CREATE TABLE r (id int PRIMARY KEY, code text NOT NULL);
CREATE UNIQUE INDEX r_code ON r (code);
CREATE TABLE t (id int PRIMARY KEY, a text REFERENCES r (code));
-- to:
CREATE TABLE r (id int PRIMARY KEY, code varchar(9) NOT NULL);
CREATE UNIQUE INDEX r_code ON r (code);
CREATE TABLE t (id int PRIMARY KEY, a varchar(9) REFERENCES r (code));
-- rows:
INSERT INTO r VALUES (1, 'x'); INSERT INTO t VALUES (1, 'x');

-- case: primary_key_gets_another_column
-- from:
CREATE TABLE t (id int, a int NOT NULL, PRIMARY KEY (id));
-- to:
CREATE TABLE t (id int, a int NOT NULL, PRIMARY KEY (id, a));
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: primary_key_by_name_and_storage
-- from:
CREATE TABLE t (id int CONSTRAINT "P k'" PRIMARY KEY WITH (fillfactor = 70), a int UNIQUE);
ALTER TABLE t CLUSTER ON "P k'";
-- to:
CREATE TABLE t (id int CONSTRAINT "P k'" PRIMARY KEY, a int UNIQUE WITH (fillfactor = 50));
COMMENT ON CONSTRAINT "P k'" ON t IS 'key';
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: not_null_and_check_together
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, b int NOT NULL);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL CHECK (a <> 3), b int CHECK (b IS NOT NULL));
-- rows:
INSERT INTO t VALUES (1, 1, 1);

-- case: constraints_with_names_of_63_bytes
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa CHECK (a > 0));
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab CHECK (a > 0) CONSTRAINT "ääääääääääääääääääääääääääääääa" CHECK (a < 99));
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: circle_of_keys_that_defer
-- from:
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
-- to:
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a DEFERRABLE);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b DEFERRABLE INITIALLY DEFERRED;
-- rows:
INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (1, 1);
-- case: unique_index_becomes_a_unique_constraint_of_its_name
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE UNIQUE INDEX t_a_key ON t (a);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, CONSTRAINT t_a_key UNIQUE (a));
-- rows:
INSERT INTO t VALUES (1, 1), (2, 2);

