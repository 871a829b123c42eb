-- Leads: capture, the adviser's day, searches, the funnel, consents and the end of retention.
-- role: campus_application
-- set: app.tenant_id = :tenant_id

-- name: leads_by_campaign_and_date
-- The lead search of marketing: one campaign, a range of dates, newest first, the first page (R-USE-2).
-- calls per hour: 1200
-- target: 20 ms
-- params: SELECT c.tenant_id, c.campaign_id, c.earliest AS since, c.earliest + interval '60 days' AS until
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, campaign_id, min(created_at) AS earliest FROM leads
--             WHERE tenant_id = t.tenant_id AND campaign_id IS NOT NULL
--             GROUP BY tenant_id, campaign_id ORDER BY count(*) DESC, campaign_id LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT id, given_name, family_name, email, status, score, assigned_to, created_at
  FROM leads
 WHERE campaign_id = :campaign_id AND created_at >= :since AND created_at < :until AND deleted_at IS NULL
 ORDER BY created_at DESC, id DESC
 LIMIT 50;

-- name: leads_by_campaign_next_page
-- The pages after it, from the last row of the one before: no OFFSET, so the tenth page costs what the first did.
-- calls per hour: 700
-- target: 20 ms
-- params: SELECT c.tenant_id, c.campaign_id, c.earliest AS since, l.created_at AS last_time, l.id AS last_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, campaign_id, min(created_at) AS earliest FROM leads
--             WHERE tenant_id = t.tenant_id AND campaign_id IS NOT NULL
--             GROUP BY tenant_id, campaign_id ORDER BY count(*) DESC, campaign_id LIMIT 1) AS c
--     CROSS JOIN LATERAL (SELECT * FROM leads WHERE tenant_id = c.tenant_id AND campaign_id = c.campaign_id
--             ORDER BY created_at DESC, id DESC OFFSET 50 LIMIT 1) AS l
--     ORDER BY t.place, c.tenant_id
SELECT id, given_name, family_name, email, status, score, assigned_to, created_at
  FROM leads
 WHERE campaign_id = :campaign_id AND created_at >= :since AND (created_at, id) < (:last_time, :last_id)
   AND deleted_at IS NULL
 ORDER BY created_at DESC, id DESC
 LIMIT 50;

-- name: leads_per_campaign
-- The dashboard: what each campaign has brought in a month, beside what it cost.
-- calls per hour: 60
-- target: 150 ms
-- params: SELECT tenant_id, latest - interval '30 days' AS since, latest AS until
--     FROM (SELECT tenant_id, max(created_at) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT c.id, c.name, c.spent_amount, c.budget_currency, count(l.id) AS leads,
       count(l.id) FILTER (WHERE l.status IN ('applied', 'enrolled')) AS applied
  FROM campaigns AS c
  LEFT JOIN leads AS l ON l.tenant_id = c.tenant_id AND l.campaign_id = c.id
        AND l.created_at >= :since AND l.created_at < :until AND l.deleted_at IS NULL
 WHERE c.status = 'active' AND c.deleted_at IS NULL
 GROUP BY c.tenant_id, c.id
 ORDER BY leads DESC;

-- name: leads_by_status
-- The pipeline: leads of one status, newest first, with who follows them.
-- calls per hour: 900
-- target: 25 ms
-- params: SELECT l.tenant_id, l.status, l.created_at AS last_time, l.id AS last_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM leads WHERE tenant_id = t.tenant_id AND status = 'qualified'
--             ORDER BY created_at DESC, id DESC LIMIT 1) AS l
--     ORDER BY t.place, l.tenant_id
SELECT l.id, l.given_name, l.family_name, l.score, l.created_at, l.last_activity_at, p.display_name AS adviser
  FROM leads AS l
  LEFT JOIN user_profiles AS p ON p.tenant_id = l.tenant_id AND p.user_id = l.assigned_to
 WHERE l.status = :status AND (l.created_at, l.id) < (:last_time, :last_id) AND l.deleted_at IS NULL
 ORDER BY l.created_at DESC, l.id DESC
 LIMIT 50;

-- name: lead_counts_by_status
-- The numbers above the pipeline's columns, for the leads of the last quarter.
-- calls per hour: 900
-- target: 60 ms
-- params: SELECT tenant_id, latest - interval '90 days' AS since
--     FROM (SELECT tenant_id, max(created_at) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT status, count(*) AS leads
  FROM leads
 WHERE created_at >= :since AND deleted_at IS NULL
 GROUP BY status;

-- name: leads_waiting_for_user
-- An adviser's morning: open leads, the longest waiting first.
-- calls per hour: 800
-- target: 15 ms
-- params: SELECT l.tenant_id, l.assigned_to
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, assigned_to FROM leads
--             WHERE tenant_id = t.tenant_id AND assigned_to IS NOT NULL
--             GROUP BY tenant_id, assigned_to ORDER BY count(*) DESC, assigned_to LIMIT 1) AS l
--     ORDER BY t.place, l.tenant_id
SELECT id, given_name, family_name, status, score, last_activity_at
  FROM leads
 WHERE assigned_to = :assigned_to AND status IN ('new', 'contacted', 'qualified', 'applied') AND deleted_at IS NULL
 ORDER BY last_activity_at
 LIMIT 30;

-- name: leads_by_ad
-- An ad's page: how many leads it brought, and how far they came.
-- calls per hour: 100
-- target: 30 ms
-- params: SELECT l.tenant_id, l.campaign_ad_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, campaign_ad_id FROM leads
--             WHERE tenant_id = t.tenant_id AND campaign_ad_id IS NOT NULL
--             GROUP BY tenant_id, campaign_ad_id ORDER BY count(*) DESC, campaign_ad_id LIMIT 1) AS l
--     ORDER BY t.place, l.tenant_id
SELECT count(*) AS leads, count(*) FILTER (WHERE status = 'enrolled') AS enrolled, avg(score) AS average_score
  FROM leads
 WHERE campaign_ad_id = :campaign_ad_id AND deleted_at IS NULL;

-- name: lead_by_email
-- Somebody writes: every enquiry of that address.
-- calls per hour: 300
-- target: 5 ms
-- params: SELECT l.tenant_id, l.email
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM leads WHERE tenant_id = t.tenant_id AND email IS NOT NULL
--             AND deleted_at IS NULL ORDER BY id DESC LIMIT 1) AS l
--     ORDER BY t.place, l.tenant_id
SELECT id, campaign_id, status, assigned_to, created_at
  FROM leads
 WHERE email = :email AND deleted_at IS NULL
 ORDER BY created_at DESC;

-- name: lead_by_phone
-- The telephone rings: who is calling, and what about.
-- calls per hour: 400
-- target: 5 ms
-- params: SELECT l.tenant_id, l.phone
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM leads WHERE tenant_id = t.tenant_id AND phone IS NOT NULL
--             AND deleted_at IS NULL ORDER BY id DESC LIMIT 1) AS l
--     ORDER BY t.place, l.tenant_id
SELECT id, given_name, family_name, status, assigned_to, message
  FROM leads
 WHERE phone = :phone AND deleted_at IS NULL;

-- name: leads_by_name
-- Completion while typing: leads whose family name begins with some letters.
-- calls per hour: 1500
-- target: 10 ms
-- params: SELECT l.tenant_id, left(l.search_name, 4) AS prefix, left(l.search_name, 4) || chr(1114109) AS prefix_end
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM leads WHERE tenant_id = t.tenant_id AND search_name IS NOT NULL
--             ORDER BY id LIMIT 1) AS l
--     ORDER BY t.place, l.tenant_id
SELECT id, given_name, family_name, email, status
  FROM leads
 WHERE search_name >= :prefix AND search_name < :prefix_end AND deleted_at IS NULL
 ORDER BY search_name
 LIMIT 10;

-- name: lead_card
-- A lead's page: the lead, its campaign and its adviser in one row.
-- calls per hour: 2500
-- target: 5 ms
-- params: SELECT l.tenant_id, l.id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM leads WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS l
--     ORDER BY t.place, l.tenant_id
SELECT l.*, c.name AS campaign, p.display_name AS adviser
  FROM leads AS l
  LEFT JOIN campaigns AS c ON c.tenant_id = l.tenant_id AND c.id = l.campaign_id AND c.deleted_at IS NULL
  LEFT JOIN user_profiles AS p ON p.tenant_id = l.tenant_id AND p.user_id = l.assigned_to
 WHERE l.id = :id AND l.deleted_at IS NULL;

-- name: timeline_of_lead
-- What was done with a lead, newest first.
-- calls per hour: 2500
-- target: 10 ms
-- params: SELECT a.tenant_id, a.lead_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM lead_activities GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, lead_id FROM lead_activities WHERE tenant_id = t.tenant_id
--             GROUP BY tenant_id, lead_id ORDER BY count(*) DESC, lead_id LIMIT 1) AS a
--     ORDER BY t.place, a.tenant_id
SELECT id, kind, direction, subject, body, occurred_at, due_at, done_at, assigned_to
  FROM lead_activities
 WHERE lead_id = :lead_id
 ORDER BY occurred_at DESC, id DESC
 LIMIT 20;

-- name: status_history_of_lead
-- A lead's way through the pipeline, and how long each step took.
-- calls per hour: 600
-- target: 5 ms
-- params: SELECT s.tenant_id, s.lead_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM lead_status_changes GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM lead_status_changes WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
SELECT from_status, to_status, reason, created_at, created_by,
       created_at - lag(created_at) OVER (ORDER BY created_at) AS after_step_before
  FROM lead_status_changes
 WHERE lead_id = :lead_id
 ORDER BY created_at DESC;

-- name: open_tasks_of_user
-- What an adviser has to do, the most urgent first, each with its lead.
-- calls per hour: 1000
-- target: 15 ms
-- params: SELECT a.tenant_id, a.assigned_to
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM lead_activities GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, assigned_to FROM lead_activities
--             WHERE tenant_id = t.tenant_id AND assigned_to IS NOT NULL
--             GROUP BY tenant_id, assigned_to ORDER BY count(*) DESC, assigned_to LIMIT 1) AS a
--     ORDER BY t.place, a.tenant_id
SELECT a.id, a.subject, a.due_at, l.id AS lead_id, l.given_name, l.family_name, l.status
  FROM lead_activities AS a
  JOIN leads AS l ON l.tenant_id = a.tenant_id AND l.id = a.lead_id AND l.deleted_at IS NULL
 WHERE a.assigned_to = :assigned_to AND a.done_at IS NULL AND a.due_at IS NOT NULL
 ORDER BY a.due_at
 LIMIT 30;

-- name: activity_by_user
-- The team's month: calls, mails and meetings of each adviser.
-- calls per hour: 20
-- target: 200 ms
-- params: SELECT tenant_id, latest - interval '30 days' AS since
--     FROM (SELECT tenant_id, max(occurred_at) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM lead_activities GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT u.id, p.display_name, a.kind, count(*) AS activities, count(DISTINCT a.lead_id) AS leads
  FROM users AS u
  JOIN user_profiles AS p ON p.tenant_id = u.tenant_id AND p.user_id = u.id
  JOIN lead_activities AS a ON a.tenant_id = u.tenant_id AND a.assigned_to = u.id AND a.occurred_at >= :since
 WHERE u.deleted_at IS NULL
 GROUP BY u.id, p.display_name, a.kind
 ORDER BY p.display_name, a.kind;

-- name: consents_in_force
-- Before a mail goes out: may it?
-- calls per hour: 5000
-- target: 3 ms
-- params: SELECT c.tenant_id, c.lead_id, c.purpose
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM lead_consents GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM lead_consents WHERE tenant_id = t.tenant_id AND withdrawn_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT given_at, policy_version
  FROM lead_consents
 WHERE lead_id = :lead_id AND purpose = :purpose AND withdrawn_at IS NULL;

-- name: consents_of_lead
-- All that a person ever allowed, with its proof: what the authority asks for.
-- calls per hour: 50
-- target: 10 ms
-- params: SELECT c.tenant_id, c.lead_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM lead_consents GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, lead_id FROM lead_consents WHERE tenant_id = t.tenant_id
--             GROUP BY tenant_id, lead_id ORDER BY count(*) DESC, lead_id LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT purpose, method, policy_version, given_at, withdrawn_at, evidence
  FROM lead_consents
 WHERE lead_id = :lead_id
 ORDER BY given_at DESC;

-- name: funnel_by_month
-- The yearly report: how many leads reached each step in each month.
-- calls per hour: 5
-- target: 300 ms
-- params: SELECT tenant_id, latest - interval '365 days' AS since
--     FROM (SELECT tenant_id, max(created_at) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM lead_status_changes GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT date_trunc('month', created_at) AS month, to_status, count(*) AS steps
  FROM lead_status_changes
 WHERE created_at >= :since
 GROUP BY month, to_status
 ORDER BY month, to_status;

-- name: leads_past_retention
-- The nightly job: leads whom nobody has spoken to for three years; each is then erased.
-- role: campus_jobs
-- calls per hour: 17
-- target: 100 ms
-- params: SELECT tenant_id, earliest + interval '30 days' AS before_time
--     FROM (SELECT tenant_id, min(last_activity_at) AS earliest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT id
  FROM leads
 WHERE tenant_id = :tenant_id AND last_activity_at < :before_time AND erased_at IS NULL
 ORDER BY last_activity_at
 LIMIT 500;

-- name: capture_lead
-- A form is sent, perhaps twice: the first makes the lead, the second finds it and keeps the newer words.
-- calls per hour: 1500
-- target: 25 ms
-- params: SELECT l.tenant_id, l.campaign_id, l.email
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (
--         (SELECT tenant_id, campaign_id, email FROM leads WHERE tenant_id = t.tenant_id AND email IS NOT NULL
--             AND campaign_id IS NOT NULL AND deleted_at IS NULL ORDER BY id DESC LIMIT 1)
--         UNION ALL
--         (SELECT tenant_id, id, 'measured@example.org' FROM campaigns WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1)
--     ) AS l
--     ORDER BY t.place, l.tenant_id, l.email
INSERT INTO leads (campaign_id, given_name, family_name, email, source, locale, message, utm_source, utm_medium)
VALUES (:campaign_id, 'Ines', 'Moura', :email, 'web_form', 'pt', 'When does the course begin?', 'newsletter', 'email')
ON CONFLICT (tenant_id, email, campaign_id) WHERE deleted_at IS NULL AND email IS NOT NULL
DO UPDATE SET message = excluded.message
RETURNING id, status;

-- name: move_lead
-- An adviser moves a lead one step; the version says whether somebody else was quicker.
-- set: app.user_id = :user_id
-- calls per hour: 700
-- target: 25 ms
-- params: SELECT l.tenant_id, u.id AS user_id, l.id, l.version
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM leads WHERE tenant_id = t.tenant_id AND status = 'new' AND deleted_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS l
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, l.tenant_id
UPDATE leads
   SET status = 'contacted'
 WHERE id = :id AND version = :version AND deleted_at IS NULL
RETURNING version;

-- name: reassign_leads
-- An adviser leaves: the open leads go to a colleague.
-- set: app.user_id = :new_id
-- calls per hour: 0.2
-- target: 2 s
-- params: SELECT l.tenant_id, l.assigned_to AS old_id, u.id AS new_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, assigned_to FROM leads
--             WHERE tenant_id = t.tenant_id AND assigned_to IS NOT NULL
--             GROUP BY tenant_id, assigned_to ORDER BY count(*), assigned_to LIMIT 1) AS l
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, l.tenant_id
UPDATE leads
   SET assigned_to = :new_id
 WHERE assigned_to = :old_id AND status NOT IN ('enrolled', 'lost', 'unqualified') AND deleted_at IS NULL;

-- name: note_activity
-- An adviser writes down a call; the lead's latest activity moves with it.
-- set: app.user_id = :user_id
-- calls per hour: 1800
-- target: 20 ms
-- params: SELECT l.tenant_id, u.id AS user_id, l.id AS lead_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM leads WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id LIMIT 1) AS l
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, l.tenant_id
INSERT INTO lead_activities (lead_id, assigned_to, kind, direction, subject, body, details)
VALUES (:lead_id, :user_id, 'call', 'outbound', 'First call', 'Wants to begin in autumn.', '{"seconds": 340}')
RETURNING id;

-- name: finish_task
-- An adviser ticks a task off.
-- set: app.user_id = :user_id
-- calls per hour: 600
-- target: 15 ms
-- params: SELECT a.tenant_id, u.id AS user_id, a.id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM lead_activities GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM lead_activities WHERE tenant_id = t.tenant_id AND kind = 'task'
--             AND done_at IS NULL ORDER BY id LIMIT 1) AS a
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, a.tenant_id
UPDATE lead_activities
   SET done_at = now()
 WHERE id = :id AND done_at IS NULL;

-- name: give_consent
-- A person allows something: once in force, a second time changes nothing.
-- calls per hour: 1500
-- target: 20 ms
-- params: SELECT l.tenant_id, l.id AS lead_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM leads WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS l
--     ORDER BY t.place, l.tenant_id
INSERT INTO lead_consents (lead_id, purpose, method, policy_version, ip_address, evidence)
VALUES (:lead_id, 'text_messages', 'web_form', '2026-05', '203.0.113.7', '{"form": "open-day"}')
ON CONFLICT (tenant_id, lead_id, purpose) WHERE withdrawn_at IS NULL DO NOTHING;

-- name: withdraw_consent
-- A person takes a consent back.
-- calls per hour: 40
-- target: 20 ms
-- params: SELECT c.tenant_id, c.lead_id, c.purpose
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM lead_consents GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM lead_consents WHERE tenant_id = t.tenant_id AND withdrawn_at IS NULL
--             ORDER BY id LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
UPDATE lead_consents
   SET withdrawn_at = now()
 WHERE lead_id = :lead_id AND purpose = :purpose AND withdrawn_at IS NULL;

-- name: delete_lead
-- A lead goes into the bin, and can be taken out again.
-- set: app.user_id = :user_id
-- calls per hour: 30
-- target: 20 ms
-- params: SELECT l.tenant_id, u.id AS user_id, l.id, l.version
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM leads WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id LIMIT 1) AS l
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, l.tenant_id
UPDATE leads
   SET deleted_at = now()
 WHERE id = :id AND version = :version AND deleted_at IS NULL;

-- name: erase_lead
-- A person asks to be forgotten.
-- kind: write
-- set: app.user_id = :user_id
-- calls per hour: 2
-- target: 1 s
-- params: SELECT l.tenant_id, u.id AS user_id, l.id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM leads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM leads WHERE tenant_id = t.tenant_id AND erased_at IS NULL
--             ORDER BY id LIMIT 1) AS l
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, l.tenant_id
SELECT app.erase_person('lead', :id, 'request') AS changed_rows;
