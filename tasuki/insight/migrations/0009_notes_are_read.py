"""Budgets and notes are read from the milestone; what nobody asks for is not looked up."""

from importlib import import_module

from django.db import migrations

_OLD = import_module("tasuki.insight.migrations.0006_criteria_met").VIEW
_SUBQUERIES = _OLD[_OLD.index("  (SELECT (q.body->'amount'->>'amount')") : _OLD.index("FROM records_milestone m;")]
LEADS = _OLD.replace(
    _SUBQUERIES, "  m.expected_amount::numeric AS expected_amount, m.expected_currency::text AS expected_currency\n"
)
VIEWS = f"""
{LEADS}
CREATE OR REPLACE VIEW delivery_facts AS
SELECT m.lead_id, m.origin, m.source, m.campaign_id, m.segment, m.industry, m.owner_id AS sdr_id, m.ae_id,
  coalesce((SELECT e.playbook FROM journal_event e
    WHERE e.lead_id = m.lead_id AND e.at >= m.mql_at AND e.code = 'lead.marketing_qualified' ORDER BY e.at LIMIT 1), '')
    AS playbook,
  m.mql_at, m.sal_at, m.merged_at, m.exit_reason,
  CASE WHEN m.noted IS NOT NULL THEN m.complete ELSE lead_came_complete(m.lead_id) END AS complete,
  CASE WHEN m.noted IS NOT NULL THEN m.with_context ELSE lead_came_with_context(m.lead_id, m.mql_at) END AS with_context
FROM records_milestone m
WHERE m.mql_at IS NOT NULL;

DROP VIEW record_facts;
CREATE VIEW record_facts AS
SELECT m.lead_id, m.origin, m.source, m.campaign_id, m.segment, m.industry, m.owner_id AS sdr_id, m.ae_id, m.playbook,
  m.captured_at, m.merged_at, m.exit_reason, m.noted, m.lacks
FROM records_milestone m;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0008_health_of_deals"),
        ("records", "0008_notes_on_records"),
        ("qualification", "0003_milestone_of_budgets"),
    ]
    operations = [migrations.RunSQL(VIEWS, migrations.RunSQL.noop)]
