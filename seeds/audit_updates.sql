-- Every change that the rows show, as the trigger would have recorded it: the changed columns before and after.
SELECT tenant_id, 'users' AS table_name, id AS record_id, 'update' AS operation,
       jsonb_build_object('status', 'invited', 'email_verified_at', NULL) AS before,
       jsonb_build_object('status', 'active', 'email_verified_at', email_verified_at) AS after,
       ARRAY['email_verified_at', 'status'] AS changed_columns, email_verified_at AS occurred_at, id AS actor_id
  FROM users WHERE email_verified_at IS NOT NULL
UNION ALL
SELECT tenant_id, 'users', id, 'update', '{"status": "active"}', '{"status": "suspended"}', ARRAY['status'],
       updated_at, updated_by
  FROM users WHERE status = 'suspended'
UNION ALL
SELECT tenant_id, 'users', id, 'update', '{"deleted_at": null}', jsonb_build_object('deleted_at', deleted_at),
       ARRAY['deleted_at'], deleted_at, updated_by
  FROM users WHERE deleted_at IS NOT NULL
UNION ALL
SELECT c.tenant_id, 'campaigns', c.id, 'update', jsonb_build_object('status', s.earlier),
       jsonb_build_object('status', s.later), ARRAY['status'], s.at, c.updated_by
  FROM campaigns AS c
 CROSS JOIN LATERAL (
         VALUES (ARRAY['scheduled', 'active', 'paused', 'completed'], 'draft', 'scheduled',
                 c.created_at + interval '1 day'),
                (ARRAY['active', 'paused', 'completed'], 'scheduled', 'active',
                 (c.starts_on + time '01:00') AT TIME ZONE 'UTC'),
                (ARRAY['paused'], 'active', 'paused', c.updated_at),
                (ARRAY['completed'], 'active', 'completed', (c.ends_on + 1 + time '01:00') AT TIME ZONE 'UTC'),
                (ARRAY['cancelled'], 'draft', 'cancelled', c.created_at + interval '2 days')
       ) AS s (reached, earlier, later, at)
 WHERE c.status = ANY (s.reached)
UNION ALL
SELECT tenant_id, 'campaigns', id, 'update', '{"deleted_at": null}', jsonb_build_object('deleted_at', deleted_at),
       ARRAY['deleted_at'], deleted_at, updated_by
  FROM campaigns WHERE deleted_at IS NOT NULL
UNION ALL
SELECT s.tenant_id, 'leads', s.lead_id, 'update',
       jsonb_strip_nulls(jsonb_build_object('status', s.from_status))
         || CASE WHEN s.reason IS NULL THEN '{}' ELSE '{"lost_reason": null}' END::jsonb
         || CASE WHEN s.to_status = 'enrolled' THEN '{"converted_at": null}' ELSE '{}' END::jsonb,
       jsonb_strip_nulls(jsonb_build_object(
         'status', s.to_status, 'lost_reason', s.reason,
         'converted_at', CASE WHEN s.to_status = 'enrolled' THEN s.created_at END)),
       array_remove(ARRAY[CASE WHEN s.to_status = 'enrolled' THEN 'converted_at' END,
                          CASE WHEN s.reason IS NOT NULL THEN 'lost_reason' END, 'status'], NULL),
       s.created_at, s.created_by
  FROM lead_status_changes AS s
UNION ALL
SELECT tenant_id, 'leads', id, 'update', '{"deleted_at": null}', jsonb_build_object('deleted_at', deleted_at),
       ARRAY['deleted_at'], deleted_at, updated_by
  FROM leads WHERE deleted_at IS NOT NULL
UNION ALL
SELECT tenant_id, 'lead_consents', id, 'update', '{"withdrawn_at": null}',
       jsonb_build_object('withdrawn_at', withdrawn_at), ARRAY['withdrawn_at'], withdrawn_at, updated_by
  FROM lead_consents WHERE withdrawn_at IS NOT NULL
