-- What happened this year, in order, to each thing that anything but its beginning happened to.
SELECT tenant_id, kind, subject_id, occurred_at, type, payload, actor_id,
       row_number() OVER thing AS version, count(*) OVER (PARTITION BY tenant_id, subject_id) AS versions,
       md5(kind || subject_id) AS hash
  FROM (SELECT tenant_id, 'lead' AS kind, id AS subject_id, created_at AS occurred_at, 'lead.captured' AS type,
               jsonb_build_object('channel', source, 'score', score) AS payload, created_by AS actor_id, 0 AS turn
          FROM leads
        UNION ALL
        SELECT tenant_id, 'lead', lead_id, created_at, 'lead.moved',
               jsonb_strip_nulls(jsonb_build_object('from', from_status, 'to', to_status, 'reason', reason)), created_by, id
          FROM lead_status_changes
        UNION ALL
        SELECT tenant_id, 'lead', lead_id, occurred_at, 'lead.contacted', jsonb_build_object('channel', kind), created_by, 0
          FROM lead_activities WHERE kind IN ('call', 'email', 'message', 'meeting')
        UNION ALL
        SELECT tenant_id, 'campaign', id, created_at, 'campaign.created', jsonb_build_object('objective', objective), created_by, 0
          FROM campaigns
        UNION ALL
        SELECT tenant_id, 'campaign', id, updated_at, 'campaign.changed', jsonb_build_object('status', status), updated_by, 1
          FROM campaigns WHERE version > 1
        UNION ALL
        SELECT tenant_id, 'user', id, created_at, 'user.invited', jsonb_build_object('status', 'invited'), created_by, 0
          FROM users
        UNION ALL
        SELECT tenant_id, 'user', user_id, created_at, 'user.signed_in', '{}', user_id, 1 FROM user_sessions) AS told
 WHERE (tenant_id, subject_id) IN (
         SELECT tenant_id, id FROM leads WHERE created_at >= date_trunc('year', %(as_of)s::timestamptz)
            AND id IN (SELECT lead_id FROM lead_status_changes UNION SELECT lead_id FROM lead_activities)
         UNION ALL SELECT tenant_id, id FROM campaigns WHERE created_at >= date_trunc('year', %(as_of)s::timestamptz)
         UNION ALL SELECT tenant_id, id FROM users WHERE created_at >= date_trunc('year', %(as_of)s::timestamptz))
WINDOW thing AS (PARTITION BY tenant_id, subject_id ORDER BY occurred_at, turn, type)
