"""What the agreement is measured by beyond the first views: MQLs as they were delivered, and discovery calls."""

from django.db import migrations

CREATE = """
CREATE VIEW delivery_facts AS
SELECT m.lead_id, m.origin, m.source, m.campaign_id, m.segment, m.industry, m.owner_id AS sdr_id, m.ae_id,
  coalesce(told.playbook, '') AS playbook, m.mql_at, m.sal_at, m.merged_at, m.exit_reason,
  (l.company_name <> '' AND l.source <> '' AND concat(l.name, l.family_name, l.email) <> '') AS complete,
  NOT (told.open ? 'G-00') AS with_context
FROM records_milestone m JOIN records_lead l ON l.id = m.lead_id
LEFT JOIN LATERAL (
  SELECT e.playbook, e.data->'open' AS open FROM journal_event e
  WHERE e.lead_id = m.lead_id AND e.at >= m.mql_at AND e.code = 'lead.marketing_qualified' ORDER BY e.at LIMIT 1
) told ON TRUE
WHERE m.mql_at IS NOT NULL;

CREATE VIEW call_facts AS
SELECT c.id AS meeting_id, c.lead_id, m.origin, m.source, m.campaign_id, m.segment, m.industry,
  coalesce(c.sdr_id, m.owner_id) AS sdr_id, coalesce(c.ae_id, m.ae_id) AS ae_id, m.playbook, c.held_at, c.sdr_attended
FROM meetings_meeting c JOIN records_milestone m ON m.lead_id = c.lead_id
WHERE c.kind = 'discovery' AND c.state = 'held';
"""
DROP = """
DROP VIEW call_facts;
DROP VIEW delivery_facts;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0001_facts"),
        ("records", "0003_milestones_follow"),
        ("journal", "0001_initial"),
        ("meetings", "0001_initial"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
