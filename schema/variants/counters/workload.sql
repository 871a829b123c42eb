-- Readers first, then one writer, then four at once on connections of their own; what those write stays, in all variants alike.

-- name: seats_of_run
-- How many are in?
-- params: SELECT n AS id FROM unnest(ARRAY[7, 250, 499]) n
SELECT capacity - enrolled_count AS free FROM run_seats WHERE tenant_id = 1 AND id = :id;

-- name: list_of_runs
-- A page of the catalogue: fifty runs with their free seats.
-- params: SELECT n AS first FROM unnest(ARRAY[1, 301]) n
SELECT id, title, capacity - enrolled_count AS free FROM run_seats
 WHERE tenant_id = 1 AND id BETWEEN :first AND :first + 49 ORDER BY id;

-- name: one_writer
-- Somebody enrols, alone.
-- kind: write
-- params: SELECT n AS id FROM unnest(ARRAY[7, 250, 499]) n
SELECT take_seat(:id, 1);

-- name: four_writers_apart
-- Four people enrol twenty-five times each, in four different runs.
-- kind: write
-- params: SELECT 10 AS id
SELECT write_at_once(:id, 1, 25);

-- name: four_writers_of_one_run
-- The same in one and the same run: they stand in line wherever seats are counted.
-- kind: write
-- params: SELECT 20 AS id
SELECT write_at_once(:id, 0, 25);
