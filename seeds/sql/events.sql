-- All that happened in the streams that there are.
SELECT h.tenant_id, (lpad(to_hex((extract(epoch FROM occurred_at) * 1000)::bigint), 12, '0') || '7' || substr(md5(h.hash || h.version), 1, 3) || '8' || substr(md5(h.hash || h.version), 4, 15))::uuid AS id,
       h.occurred_at, s.id AS stream_id, h.version AS stream_version, h.type, h.payload,
       jsonb_build_object('client', CASE WHEN h.actor_id IS NULL THEN 'job' ELSE 'web' END) AS metadata, h.actor_id,
       CASE WHEN h.actor_id IS NOT NULL THEN 'req-' || left(md5(h.hash || h.version), 12) END AS request_id
  FROM ({happenings}) AS h
  JOIN event_streams AS s ON s.tenant_id = h.tenant_id AND s.kind = h.kind AND s.subject_id = h.subject_id
