-- Five hundred runs with forty enrolments each.

-- name: load_runs
-- All at once.
-- params: SELECT 500 AS many
INSERT INTO runs (tenant_id, id, title, capacity) SELECT 1, n, 'Run ' || n, 1000000 FROM generate_series(1, :many) n;

-- name: load_enrollments
-- Ten batches of two thousand, spread over the runs.
-- params: SELECT b * 2000 + 1 AS first, (b + 1) * 2000 AS last FROM generate_series(0, 9) b
INSERT INTO enrollments (tenant_id, run_id, person) SELECT 1, 1 + n % 500, n FROM generate_series(:first, :last) n;
