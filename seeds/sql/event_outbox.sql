-- The newest events, in their order; the last five of each tenant still wait.
SELECT tenant_id, stream_id, stream_version, type, payload, (place > 5)::integer AS attempts,
       CASE WHEN place > 5 THEN least(occurred_at + interval '1 second', %(as_of)s) END AS published_at,
       occurred_at AS created_at
  FROM (SELECT *, row_number() OVER (PARTITION BY tenant_id ORDER BY occurred_at DESC, id) AS place
          FROM (SELECT * FROM events ORDER BY occurred_at DESC, id LIMIT %(rows)s) AS newest) AS e
 ORDER BY occurred_at, id
