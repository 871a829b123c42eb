-- Counts campaigns.spent_amount anew where it is not the sum of the daily metrics, and returns how many campaigns that
-- changed: after a load without triggers, or to prove that the triggers keep it.
-- execute: jobs
-- after the tables
CREATE OR REPLACE FUNCTION app.refresh_campaign_spend() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH summed AS (
    SELECT c.tenant_id, c.id, coalesce(sum(m.spend_amount), 0) AS amount
      FROM public.campaigns c
      LEFT JOIN public.campaign_daily_metrics m ON m.tenant_id = c.tenant_id AND m.campaign_id = c.id
     GROUP BY c.tenant_id, c.id
  ), changed AS (
    UPDATE public.campaigns c SET spent_amount = s.amount
      FROM summed s
     WHERE s.tenant_id = c.tenant_id AND s.id = c.id AND c.spent_amount <> s.amount
    RETURNING 1
  )
  SELECT count(*) FROM changed
$$;
