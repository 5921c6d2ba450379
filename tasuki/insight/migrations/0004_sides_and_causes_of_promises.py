"""Promises by the side that makes them, and why they were late."""

from django.db import migrations

CREATE = """
CREATE OR REPLACE VIEW clock_facts AS
SELECT c.id AS clock_id, c.lead_id, c.sla, c.owner_id, c.owner_role, m.origin, m.source, m.campaign_id, m.segment,
  m.industry, m.owner_id AS sdr_id, m.ae_id, c.playbook, c.started_at, c.due_at, c.stopped_at, c.breached_at, c.outcome,
  c.side, c.late_because
FROM sla_clock c LEFT JOIN records_milestone m ON m.lead_id = c.lead_id;
"""
DROP = """
DROP VIEW clock_facts;
CREATE VIEW clock_facts AS
SELECT c.id AS clock_id, c.lead_id, c.sla, c.owner_id, c.owner_role, m.origin, m.source, m.campaign_id, m.segment,
  m.industry, m.owner_id AS sdr_id, m.ae_id, c.playbook, c.started_at, c.due_at, c.stopped_at, c.breached_at, c.outcome
FROM sla_clock c LEFT JOIN records_milestone m ON m.lead_id = c.lead_id;
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0003_approvals"), ("sla", "0006_sides_and_causes")]
    operations = [migrations.RunSQL(CREATE, DROP)]
