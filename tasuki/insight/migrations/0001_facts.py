"""The views that reports read, but those of opportunities.

What is asked of handoffs and calls alone reads no leads: a join that gives nothing is left out. A lead of which a
handoff was submitted knows when it was handed over, and is found among those.
"""

from django.db import migrations

CREATE = """
CREATE VIEW lead_facts AS
SELECT m.lead_id, m.state, m.origin, m.source, m.campaign_id, m.segment, m.industry, m.owner_id AS sdr_id, m.ae_id,
  m.playbook, m.country, m.tier, m.captured_at, m.state_since, m.mql_at, m.sal_at, m.sql_at, m.handed_over_at,
  m.discovery_at, m.held_at, m.converted_at, m.won_at, m.lost_at, m.disqualified_at, m.recycled_at, m.archived_at,
  m.merged_at, m.times_recycled::int, m.exit_reason, m.exit_cause, m.exit_state, m.opportunity_id, m.deal_state,
  m.amount, m.currency, m.overridden, m.met::text[] AS met, m.met_at,
  m.expected_amount::numeric AS expected_amount, m.expected_currency::text AS expected_currency
FROM records_milestone m;

CREATE VIEW handoff_facts AS
SELECT h.id AS handoff_id, h.lead_id, h.state, m.origin, m.source, m.campaign_id, m.segment, m.industry, h.sdr_id, h.ae_id,
  h.playbook, h.submitted_at, h.decided_at, h.rated_at, h.reason, h.completeness, h.rating::int,
  jsonb_array_length(h.asked_again) AS asked_again, h.quality, m.converted_at, m.exit_reason,
  overturned.at AS overturned_at
FROM handoff_handoff h
LEFT JOIN records_milestone m ON m.lead_id = h.lead_id AND m.handed_over_at IS NOT NULL
LEFT JOIN (
  SELECT decided.subject_id AS handoff_id, max(ruled.at) AS at
  FROM journal_event ruled JOIN journal_event decided ON decided.seq = (ruled.data ->> 'event')::bigint
  WHERE ruled.code = 'dispute.ruled' AND ruled.data ->> 'ruling' = 'overturned' AND decided.subject = 'handoff'
  GROUP BY decided.subject_id
) overturned ON overturned.handoff_id = h.id
WHERE h.submitted_at IS NOT NULL;

CREATE VIEW clock_facts AS
SELECT c.id AS clock_id, c.lead_id, c.sla, c.owner_id, c.owner_role, m.origin, m.source, m.campaign_id, m.segment,
  m.industry, m.owner_id AS sdr_id, m.ae_id, c.playbook, c.started_at, c.due_at, c.stopped_at, c.breached_at, c.outcome,
  c.side, c.late_because
FROM sla_clock c LEFT JOIN records_milestone m ON m.lead_id = c.lead_id;

CREATE VIEW delivery_facts AS
SELECT m.lead_id, m.origin, m.source, m.campaign_id, m.segment, m.industry, m.owner_id AS sdr_id, m.ae_id,
  coalesce((SELECT e.playbook FROM journal_event e
    WHERE e.lead_id = m.lead_id AND e.at >= m.mql_at AND e.code = 'lead.marketing_qualified' ORDER BY e.at LIMIT 1), '')
    AS playbook,
  m.mql_at, m.sal_at, m.merged_at, m.exit_reason,
  CASE WHEN m.noted IS NOT NULL THEN m.complete ELSE lead_came_complete(m.lead_id) END AS complete,
  CASE WHEN m.noted IS NOT NULL THEN m.with_context ELSE lead_came_with_context(m.lead_id, m.mql_at) END AS with_context
FROM records_milestone m
WHERE m.mql_at IS NOT NULL;

CREATE VIEW record_facts AS
SELECT m.lead_id, m.origin, m.source, m.campaign_id, m.segment, m.industry, m.owner_id AS sdr_id, m.ae_id, m.playbook,
  m.captured_at, m.merged_at, m.exit_reason, m.noted, m.lacks
FROM records_milestone m;

CREATE VIEW call_facts AS
SELECT c.id AS meeting_id, c.lead_id, m.origin, m.source, m.campaign_id, m.segment, m.industry,
  coalesce(c.sdr_id, m.owner_id) AS sdr_id, coalesce(c.ae_id, m.ae_id) AS ae_id, m.playbook, c.held_at, c.sdr_attended
FROM meetings_meeting c LEFT JOIN records_milestone m ON m.lead_id = c.lead_id
WHERE c.kind = 'discovery' AND c.state = 'held';

CREATE VIEW approval_facts AS
SELECT a.id AS approval_id, a.opportunity_id, o.lead_id, a.state, a.rank, a.approver_id, o.origin, o.source,
  o.campaign_id, o.segment, coalesce(acc.industry, '') AS industry, o.sdr_id, o.owner_id AS ae_id, o.playbook, a.asked_at,
  CASE WHEN a.state IN ('granted', 'refused') THEN a.decided_at END AS decided_at, o.amount, o.currency
FROM conversion_approval a JOIN records_opportunity o ON o.id = a.opportunity_id
LEFT JOIN records_account acc ON acc.id = o.account_id;

CREATE VIEW person_facts AS
SELECT p.id AS person_id, p.name, coalesce(t.name, '') AS team, p.roles
FROM people_person p LEFT JOIN people_team t ON t.id = p.team_id;

CREATE VIEW campaign_facts AS
SELECT id AS campaign_id, code, name, source, message, offer, audience, spend, currency, starts_on, ends_on,
  coalesce(starts_on, (created_at AT TIME ZONE 'UTC')::date) AS listed_on
FROM records_campaign;
"""
DROP = """
DROP VIEW campaign_facts;
DROP VIEW person_facts;
DROP VIEW approval_facts;
DROP VIEW call_facts;
DROP VIEW record_facts;
DROP VIEW delivery_facts;
DROP VIEW clock_facts;
DROP VIEW handoff_facts;
DROP VIEW lead_facts;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("people", "0001_initial"),
        ("journal", "0004_rulings_are_found"),
        ("records", "0012_ready_ones_are_found"),
        ("sla", "0001_initial"),
        ("meetings", "0001_initial"),
        ("handoff", "0003_milestone_of_handoff"),
        ("discovery", "0002_milestone_of_discovery"),
        ("qualification", "0003_milestone_of_budgets"),
        ("conversion", "0001_initial"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
