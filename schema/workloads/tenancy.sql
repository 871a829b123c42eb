-- Tenancy: how a request finds its tenant, and how the platform goes from tenant to tenant.
-- role: campus_application

-- name: find_tenant
-- From the host name to the tenant, before anybody is signed in: the first query of every request that misses the cache.
-- calls per hour: 20000
-- target: 1 ms
-- params: SELECT t.slug
--     FROM tenants AS t
--     LEFT JOIN (SELECT tenant_id, count(*) AS leads FROM leads GROUP BY tenant_id) AS l ON l.tenant_id = t.id
--     ORDER BY least(rank() OVER (ORDER BY l.leads DESC NULLS LAST), rank() OVER (ORDER BY l.leads NULLS FIRST)), t.id
SELECT app.find_tenant(:slug) AS tenant_id;

-- name: tenant_settings
-- What every page needs to know of its tenant: name, locale, time zone.
-- set: app.tenant_id = :tenant_id
-- calls per hour: 20000
-- target: 1 ms
-- params: SELECT t.id AS tenant_id
--     FROM tenants AS t
--     LEFT JOIN (SELECT tenant_id, count(*) AS leads FROM leads GROUP BY tenant_id) AS l ON l.tenant_id = t.id
--     ORDER BY least(rank() OVER (ORDER BY l.leads DESC NULLS LAST), rank() OVER (ORDER BY l.leads NULLS FIRST)), t.id
SELECT id, slug, name, status, plan, locale, time_zone, search_language
  FROM tenants
 WHERE id = :tenant_id;

-- name: tenants_in_business
-- The nightly jobs' first query: whose turn it is.
-- role: campus_jobs
-- calls per hour: 10
-- target: 5 ms
SELECT id, slug, time_zone
  FROM tenants
 WHERE status IN ('trial', 'active')
 ORDER BY id;

-- name: change_tenant
-- An institution's administrator changes how it presents itself.
-- set: app.tenant_id = :tenant_id
-- set: app.user_id = :user_id
-- calls per hour: 1
-- target: 20 ms
-- params: SELECT t.id AS tenant_id, u.id AS user_id, t.name, t.locale, 'Europe/Lisbon' AS time_zone
--     FROM tenants AS t
--     JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.id AND deleted_at IS NULL ORDER BY id LIMIT 1) AS u ON true
--     LEFT JOIN (SELECT tenant_id, count(*) AS leads FROM leads GROUP BY tenant_id) AS l ON l.tenant_id = t.id
--     ORDER BY least(rank() OVER (ORDER BY l.leads DESC NULLS LAST), rank() OVER (ORDER BY l.leads NULLS FIRST)), t.id
UPDATE tenants
   SET name = :name, locale = :locale, time_zone = :time_zone
 WHERE id = :tenant_id;
