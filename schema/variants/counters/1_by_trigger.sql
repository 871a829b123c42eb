-- A count in the run's row, kept by a trigger: readers find it there, writers of one run stand in line.
CREATE EXTENSION dblink;
CREATE TABLE runs (
    tenant_id integer NOT NULL,
    id integer NOT NULL,
    title text NOT NULL,
    capacity integer NOT NULL,
    enrolled_count integer NOT NULL DEFAULT 0 CHECK (enrolled_count <= capacity),
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE enrollments (
    tenant_id integer NOT NULL,
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    run_id integer NOT NULL,
    person integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, id)
);
CREATE INDEX enrollments_run_id_btree_idx ON enrollments (tenant_id, run_id);
CREATE FUNCTION count_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE runs SET enrolled_count = enrolled_count + 1 WHERE tenant_id = NEW.tenant_id AND id = NEW.run_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER enrollments_count_trigger AFTER INSERT ON enrollments FOR EACH ROW EXECUTE FUNCTION count_seats();
-- The rule on the count refuses the seat too many.
CREATE FUNCTION take_seat(p_run integer, p_person integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO enrollments (tenant_id, run_id, person) VALUES (1, p_run, p_person);
END
$$;
CREATE VIEW run_seats AS SELECT tenant_id, id, title, capacity, enrolled_count FROM runs;
-- One writer of several: takes so many seats, each in a transaction of its own.
CREATE PROCEDURE take_seats(p_run integer, p_many integer) LANGUAGE plpgsql AS $$
BEGIN
  FOR v_person IN 1 .. p_many LOOP
    PERFORM take_seat(p_run, v_person);
    COMMIT;
  END LOOP;
END
$$;
-- Four writers on connections of their own, all at once; returns how many seats they took. `p_step` 0: all of one run.
CREATE FUNCTION write_at_once(p_run integer, p_step integer, p_many integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_self text := format('dbname=%s host=%s port=%s user=%s', quote_literal(current_database()),
                        quote_literal(split_part(current_setting('unix_socket_directories'), ',', 1)),
                        current_setting('port'), quote_literal(session_user));
  v_writer integer;
BEGIN
  FOR v_writer IN 1 .. 4 LOOP
    IF NOT coalesce('writer' || v_writer = ANY (dblink_get_connections()), false) THEN
      PERFORM dblink_connect('writer' || v_writer, v_self);
    END IF;
    PERFORM dblink_send_query('writer' || v_writer, format('CALL take_seats(%s, %s)', p_run + v_writer * p_step, p_many));
  END LOOP;
  FOR v_writer IN 1 .. 4 LOOP
    PERFORM * FROM dblink_get_result('writer' || v_writer) AS answer (status text);
    PERFORM * FROM dblink_get_result('writer' || v_writer) AS answer (status text);
  END LOOP;
  RETURN 4 * p_many;
END
$$;
