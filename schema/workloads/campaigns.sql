-- Campaigns and ads templates: lists, placing ads, the networks' daily reports, dashboards.
-- role: campus_application
-- set: app.tenant_id = :tenant_id

-- name: campaign_by_code
-- A visitor comes by a link: the campaign behind its utm_campaign.
-- calls per hour: 6000
-- target: 3 ms
-- params: SELECT c.tenant_id, c.code
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaigns GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campaigns WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT id, name, status, starts_on, ends_on
  FROM campaigns
 WHERE code = :code AND deleted_at IS NULL;

-- name: campaigns_by_status
-- The list of campaigns of one status, latest first, with what is left of their budgets.
-- calls per hour: 300
-- target: 20 ms
-- params: SELECT c.tenant_id, c.status, c.starts_on AS after_date, c.id AS after_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaigns GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campaigns WHERE tenant_id = t.tenant_id AND starts_on IS NOT NULL
--             ORDER BY status = 'completed' DESC, starts_on DESC, id DESC LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT id, name, code, starts_on, ends_on, budget_amount, spent_amount, budget_currency,
       round(100 * spent_amount / nullif(budget_amount, 0), 1) AS percent_spent
  FROM campaigns
 WHERE status = :status AND deleted_at IS NULL AND (starts_on, id) < (:after_date, :after_id)
 ORDER BY starts_on DESC, id DESC
 LIMIT 25;

-- name: campaign_counts_by_status
-- The numbers beside the tabs of that list.
-- calls per hour: 300
-- target: 10 ms
-- params: SELECT tenant_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaigns GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT status, count(*) AS campaigns
  FROM campaigns
 WHERE deleted_at IS NULL
 GROUP BY status;

-- name: campaigns_of_owner
-- A marketer's own campaigns.
-- calls per hour: 120
-- target: 10 ms
-- params: SELECT c.tenant_id, c.owner_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaigns GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campaigns WHERE tenant_id = t.tenant_id AND owner_id IS NOT NULL
--             ORDER BY id LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT id, name, status, ends_on, budget_amount - spent_amount AS budget_left, budget_currency
  FROM campaigns
 WHERE owner_id = :owner_id AND deleted_at IS NULL
 ORDER BY ends_on NULLS FIRST;

-- name: template_by_name
-- Completion while placing an ad: templates whose name begins with some letters.
-- calls per hour: 100
-- target: 10 ms
-- params: SELECT a.tenant_id, left(a.name, 4) AS prefix, left(a.name, 4) || chr(1114109) AS prefix_end
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM ads_templates GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM ads_templates WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS a
--     ORDER BY t.place, a.tenant_id
SELECT id, name, channel, format, headline
  FROM ads_templates
 WHERE name ~>=~ :prefix AND name ~<~ :prefix_end AND deleted_at IS NULL
 ORDER BY name
 LIMIT 10;

-- name: templates_for_channel
-- What can be placed in a channel, last changed first.
-- calls per hour: 100
-- target: 20 ms
-- params: SELECT a.tenant_id, a.channel
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM ads_templates GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM ads_templates WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS a
--     ORDER BY t.place, a.tenant_id
SELECT id, name, format, headline, body, call_to_action, media_url, placeholders
  FROM ads_templates
 WHERE channel = :channel AND status = 'approved' AND deleted_at IS NULL
 ORDER BY updated_at DESC
 LIMIT 20;

-- name: ads_of_campaign
-- A campaign's page: its ads with their templates.
-- calls per hour: 250
-- target: 15 ms
-- params: SELECT a.tenant_id, a.campaign_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaign_ads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, campaign_id FROM campaign_ads WHERE tenant_id = t.tenant_id
--             GROUP BY tenant_id, campaign_id ORDER BY count(*) DESC, campaign_id LIMIT 1) AS a
--     ORDER BY t.place, a.tenant_id
SELECT a.id, a.channel, a.status, a.daily_budget_amount, t.name, t.format, t.headline
  FROM campaign_ads AS a
  LEFT JOIN ads_templates AS t ON t.tenant_id = a.tenant_id AND t.id = a.ads_template_id AND t.deleted_at IS NULL
 WHERE a.campaign_id = :campaign_id
 ORDER BY a.channel, a.created_at;

-- name: ad_by_external_ref
-- A network's report names the ad by its own reference.
-- calls per hour: 3600
-- target: 3 ms
-- params: SELECT a.tenant_id, a.channel, a.external_ref
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaign_ads GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campaign_ads WHERE tenant_id = t.tenant_id AND external_ref IS NOT NULL
--             ORDER BY id LIMIT 1) AS a
--     ORDER BY t.place, a.tenant_id
SELECT id, campaign_id
  FROM campaign_ads
 WHERE channel = :channel AND external_ref = :external_ref;

-- name: metrics_of_ad
-- An ad's curve: its days in order.
-- calls per hour: 200
-- target: 10 ms
-- params: SELECT m.tenant_id, m.campaign_id, m.campaign_ad_id, m.metric_date - 30 AS since
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaign_daily_metrics GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campaign_daily_metrics WHERE tenant_id = t.tenant_id
--             ORDER BY metric_date DESC, campaign_ad_id LIMIT 1) AS m
--     ORDER BY t.place, m.tenant_id
SELECT metric_date, impressions, clicks, conversions, spend_amount
  FROM campaign_daily_metrics
 WHERE campaign_id = :campaign_id AND campaign_ad_id = :campaign_ad_id AND metric_date >= :since
 ORDER BY metric_date;

-- name: spend_by_day
-- The dashboard's curve: what all campaigns together spent and brought, day by day.
-- calls per hour: 150
-- target: 60 ms
-- params: SELECT tenant_id, latest - 30 AS since, latest AS until
--     FROM (SELECT tenant_id, max(metric_date) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaign_daily_metrics GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT metric_date, sum(impressions) AS impressions, sum(clicks) AS clicks, sum(spend_amount) AS spend
  FROM campaign_daily_metrics
 WHERE metric_date >= :since AND metric_date < :until
 GROUP BY metric_date
 ORDER BY metric_date;

-- name: campaign_funnel
-- The dashboard's table: each campaign of a quarter from impressions to conversions, the dearest first.
-- calls per hour: 60
-- target: 120 ms
-- params: SELECT tenant_id, latest - 90 AS since, latest AS until
--     FROM (SELECT tenant_id, max(metric_date) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaign_daily_metrics GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT c.id, c.name, c.budget_currency, m.impressions, m.clicks, m.conversions, m.spend,
       round(m.spend / nullif(m.conversions, 0), 2) AS cost_per_conversion
  FROM (SELECT tenant_id, campaign_id, sum(impressions) AS impressions, sum(clicks) AS clicks,
               sum(conversions) AS conversions, sum(spend_amount) AS spend
          FROM campaign_daily_metrics
         WHERE metric_date >= :since AND metric_date < :until
         GROUP BY tenant_id, campaign_id) AS m
  JOIN campaigns AS c ON c.tenant_id = m.tenant_id AND c.id = m.campaign_id AND c.deleted_at IS NULL
 ORDER BY m.spend DESC
 LIMIT 20;

-- name: create_campaign
-- A marketer begins a campaign.
-- set: app.user_id = :user_id
-- calls per hour: 6
-- target: 20 ms
-- params: SELECT u.tenant_id, u.id AS user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaigns GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM users WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, u.tenant_id
INSERT INTO campaigns (name, code, objective, owner_id, budget_amount, budget_currency, audience)
VALUES ('Open days', 'open-days-measured', 'enquiries', :user_id, 2500.00, 'EUR', '{"ages": [17, 25]}')
RETURNING id, version;

-- name: change_campaign
-- A marketer changes a budget; the version says whether somebody else was quicker.
-- set: app.user_id = :user_id
-- calls per hour: 40
-- target: 20 ms
-- params: SELECT c.tenant_id, u.id AS user_id, c.id, c.version, c.budget_amount + 100 AS budget_amount
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaigns GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campaigns WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS c
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, c.tenant_id
UPDATE campaigns
   SET budget_amount = :budget_amount, notes = 'Raised.'
 WHERE id = :id AND version = :version AND deleted_at IS NULL
RETURNING version;

-- name: place_ad
-- A campaign places a template in a channel.
-- set: app.user_id = :user_id
-- calls per hour: 20
-- target: 20 ms
-- params: SELECT c.tenant_id, u.id AS user_id, c.id AS campaign_id, a.id AS ads_template_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaigns GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campaigns WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS c
--     CROSS JOIN LATERAL (SELECT * FROM ads_templates WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS a
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, c.tenant_id
INSERT INTO campaign_ads (campaign_id, ads_template_id, channel, daily_budget_amount)
VALUES (:campaign_id, :ads_template_id, 'social', 40.00)
ON CONFLICT (tenant_id, ads_template_id, campaign_id, channel)
DO UPDATE SET status = 'active', daily_budget_amount = excluded.daily_budget_amount
RETURNING id;

-- name: report_metrics
-- A network reports or corrects one ad's last week: seven rows at once, whatever is there already.
-- role: campus_jobs
-- calls per hour: 3600
-- target: 20 ms
-- params: SELECT m.tenant_id, m.campaign_id, m.campaign_ad_id, m.metric_date - 5 AS since, m.metric_date + 1 AS until
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaign_daily_metrics GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campaign_daily_metrics WHERE tenant_id = t.tenant_id
--             ORDER BY metric_date DESC, campaign_ad_id LIMIT 1) AS m
--     ORDER BY t.place, m.tenant_id
INSERT INTO campaign_daily_metrics AS m
       (tenant_id, campaign_id, campaign_ad_id, metric_date, impressions, clicks, conversions, spend_amount)
SELECT :tenant_id, :campaign_id, :campaign_ad_id, day::date, 1200, 48, 3, 17.40
  FROM generate_series(CAST(:since AS timestamp), CAST(:until AS timestamp), interval '1 day') AS day
ON CONFLICT (tenant_id, campaign_id, campaign_ad_id, metric_date)
DO UPDATE SET impressions = excluded.impressions, clicks = excluded.clicks, conversions = excluded.conversions,
              spend_amount = excluded.spend_amount, reported_at = now()
        WHERE m.spend_amount IS DISTINCT FROM excluded.spend_amount OR m.clicks IS DISTINCT FROM excluded.clicks;

-- name: finish_campaigns
-- The nightly job: campaigns whose last day has passed are completed.
-- role: campus_jobs
-- calls per hour: 17
-- target: 100 ms
-- params: SELECT tenant_id, latest + 1 AS today
--     FROM (SELECT tenant_id, max(ends_on) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campaigns GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
UPDATE campaigns
   SET status = 'completed'
 WHERE tenant_id = :tenant_id AND status IN ('active', 'paused') AND ends_on < :today AND deleted_at IS NULL;

-- name: retire_template
-- A designer retires a template; the ads that use it keep it.
-- set: app.user_id = :user_id
-- calls per hour: 2
-- target: 20 ms
-- params: SELECT a.tenant_id, u.id AS user_id, a.id, a.version
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM ads_templates GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM ads_templates WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             AND status <> 'retired' ORDER BY id DESC LIMIT 1) AS a
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, a.tenant_id
UPDATE ads_templates
   SET status = 'retired', deleted_at = now()
 WHERE id = :id AND version = :version AND deleted_at IS NULL;
