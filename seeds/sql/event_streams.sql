-- A stream for each thing, at the version that its happenings lead to.
SELECT tenant_id, (lpad(to_hex((extract(epoch FROM begun) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid AS id,
       kind, subject_id, versions AS version, begun AS created_at, latest AS updated_at
  FROM (SELECT tenant_id, kind, subject_id, hash, versions, min(occurred_at) AS begun, max(occurred_at) AS latest
          FROM ({happenings}) AS happened
         GROUP BY tenant_id, kind, subject_id, hash, versions) AS things
 ORDER BY hash
 LIMIT %(rows)s
