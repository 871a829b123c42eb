-- The longest streams, summed up one event before their end.
SELECT s.tenant_id, s.id AS stream_id, s.version - 1 AS version, s.updated_at AS created_at,
       (SELECT jsonb_object_agg(e.type, e.payload ORDER BY e.stream_version) FROM events AS e
         WHERE e.tenant_id = s.tenant_id AND e.stream_id = s.id AND e.stream_version < s.version) AS state
  FROM event_streams AS s
 WHERE s.version > 1
 ORDER BY s.version DESC, s.id
 LIMIT %(rows)s
