-- Moves campaigns.spent_amount by what a statement changed in campaign_daily_metrics. Campaigns are taken in the order of
-- their keys, so two reports cannot wait for each other.
CREATE OR REPLACE FUNCTION app.sum_campaign_spend() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_moved record;
BEGIN
  -- each branch is planned only when it runs: the other operations have no such table
  IF TG_OP = 'INSERT' THEN
    FOR v_moved IN SELECT tenant_id, campaign_id, sum(spend_amount) AS amount FROM new_rows GROUP BY 1, 2 ORDER BY 1, 2 LOOP
      UPDATE public.campaigns SET spent_amount = spent_amount + v_moved.amount
       WHERE tenant_id = v_moved.tenant_id AND id = v_moved.campaign_id AND v_moved.amount <> 0;
    END LOOP;
  ELSIF TG_OP = 'DELETE' THEN
    FOR v_moved IN SELECT tenant_id, campaign_id, sum(spend_amount) AS amount FROM old_rows GROUP BY 1, 2 ORDER BY 1, 2 LOOP
      UPDATE public.campaigns SET spent_amount = spent_amount - v_moved.amount
       WHERE tenant_id = v_moved.tenant_id AND id = v_moved.campaign_id AND v_moved.amount <> 0;
    END LOOP;
  ELSE
    FOR v_moved IN
      SELECT tenant_id, campaign_id, sum(amount) AS amount
        FROM (SELECT tenant_id, campaign_id, spend_amount AS amount FROM new_rows
              UNION ALL SELECT tenant_id, campaign_id, -spend_amount FROM old_rows) AS both_rows
       GROUP BY 1, 2 HAVING sum(amount) <> 0 ORDER BY 1, 2
    LOOP
      UPDATE public.campaigns SET spent_amount = spent_amount + v_moved.amount
       WHERE tenant_id = v_moved.tenant_id AND id = v_moved.campaign_id;
    END LOOP;
  END IF;
  RETURN NULL;
END
$$;
