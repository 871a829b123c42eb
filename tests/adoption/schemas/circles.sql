-- Tables that refer to each other in a circle, to themselves, and by two columns at once.
CREATE TABLE departments (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, head_id int, name text NOT NULL UNIQUE);
CREATE TABLE employees (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    department_id int NOT NULL REFERENCES departments ON DELETE RESTRICT,
    manager_id int REFERENCES employees ON DELETE SET NULL,
    badge char(6) NOT NULL,
    UNIQUE (department_id, badge)
);
ALTER TABLE departments
    ADD CONSTRAINT head_fk FOREIGN KEY (head_id) REFERENCES employees DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE passes (
    department_id int,
    badge char(6),
    door smallint NOT NULL,
    FOREIGN KEY (department_id, badge) REFERENCES employees (department_id, badge) MATCH FULL ON UPDATE CASCADE
);
CREATE INDEX passes_door_idx ON passes USING brin (door);
CREATE INDEX passes_badge_idx ON passes (badge COLLATE "C" bpchar_pattern_ops DESC);
