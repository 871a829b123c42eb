-- The newest records of this year, with what the trigger adds; ids and transactions follow from the record itself.
SELECT (lpad(to_hex((extract(epoch FROM occurred_at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3)
         || '8' || substr(hash, 4, 15))::uuid AS id,
       tenant_id, table_name, record_id, operation, before, after, changed_columns, occurred_at, actor_id,
       CASE WHEN actor_id IS NOT NULL THEN 'req-' || substr(hash, 20, 12) END AS request_id,
       'campus_application' AS database_role,
       dense_rank() OVER (ORDER BY occurred_at, actor_id) + 1000 AS transaction_id
  FROM (SELECT *, md5(concat_ws('/', table_name, record_id, operation, changed_columns, occurred_at)) AS hash
          FROM ({changes}) AS changes
         WHERE occurred_at >= date_trunc('year', {as_of}) AND occurred_at <= {as_of}) AS recorded
 ORDER BY occurred_at DESC, id
 LIMIT {rows}
