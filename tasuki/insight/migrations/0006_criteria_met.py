"""Which criteria a lead meets is read from its milestone, where the database keeps it."""

from django.db import migrations

VIEW = """
CREATE OR REPLACE VIEW lead_facts AS
SELECT m.lead_id, m.state, m.origin, m.source, m.campaign_id, m.segment, m.industry, m.owner_id AS sdr_id, m.ae_id,
  m.playbook, m.country, m.tier, m.captured_at, m.state_since, m.mql_at, m.sal_at, m.sql_at, m.handed_over_at,
  m.discovery_at, m.held_at, m.converted_at, m.won_at, m.lost_at, m.disqualified_at, m.recycled_at, m.archived_at,
  m.merged_at, m.times_recycled::int, m.exit_reason, m.exit_cause, m.exit_state, m.opportunity_id, m.deal_state,
  m.amount, m.currency, m.overridden, m.met::text[] AS met, m.met_at,
  (SELECT (q.body->'amount'->>'amount')::numeric FROM qualification_answer q
   WHERE q.lead_id = m.lead_id AND q.criterion = 'budget') AS expected_amount,
  (SELECT q.body->'amount'->>'currency' FROM qualification_answer q
   WHERE q.lead_id = m.lead_id AND q.criterion = 'budget') AS expected_currency
FROM records_milestone m;
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0005_what_leads_lack"), ("qualification", "0002_milestone_of_answers")]
    operations = [migrations.RunSQL(VIEW, migrations.RunSQL.noop)]
