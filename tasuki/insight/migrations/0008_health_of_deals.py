"""What the hygiene of an open opportunity is judged by (HY-1 … HY-8)."""

from django.db import migrations

CREATE = """
CREATE VIEW health_facts AS
SELECT f.opportunity_id, f.lead_id, f.origin, f.source, f.campaign_id, f.segment, f.industry, f.sdr_id, f.ae_id, f.playbook,
  f.stage, f.stages, f.created_at, f.stage_since, f.last_activity_at, f.close_on, f.close_date_pushes, f.amount, f.currency,
  f.probability,
  coalesce((SELECT max(e.at) FROM journal_event e WHERE e.opportunity_id = f.opportunity_id
    AND e.code = 'opportunity.edited' AND e.data ? 'close_on'), f.created_at) AS date_set_at,
  (SELECT max(s.created_at) FROM records_nextstep s WHERE s.opportunity_id = f.opportunity_id AND s.done_at IS NULL)
    AS step_set_at,
  (SELECT count(DISTINCT r.contact_id) FROM records_contactrole r WHERE r.opportunity_id = f.opportunity_id)::int AS contacts,
  (SELECT coalesce(max((visit->>'skipped')::int), 0) FROM jsonb_array_elements(o.stage_history) visit
    WHERE coalesce(visit->>'evidence', '') IN ('', '[]', 'false', '{}')) AS skipped,
  usual.days AS usual_days, coalesce(usual.n, 0) AS usual_n
FROM deal_facts f JOIN records_opportunity o ON o.id = f.opportunity_id
LEFT JOIN pipeline_usualstay usual ON usual.stage = f.stage
WHERE f.state = 'open';
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0007_editions"), ("pipeline", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP VIEW health_facts")]
