"""The views that reports read."""

from django.db import migrations

CREATE = """
CREATE VIEW lead_facts AS
SELECT lead_id, state, origin, source, campaign_id, segment, industry, owner_id AS sdr_id, ae_id, playbook, country, tier,
  captured_at, state_since, mql_at, sal_at, sql_at, handed_over_at, discovery_at, held_at, converted_at, won_at, lost_at,
  disqualified_at, recycled_at, archived_at, merged_at, times_recycled::int, exit_reason, exit_cause, exit_state,
  opportunity_id, deal_state, amount, currency, overridden
FROM records_milestone;

CREATE VIEW deal_facts AS
SELECT o.id AS opportunity_id, o.lead_id, o.account_id, o.name, o.state, o.stage,
  ARRAY(SELECT visit->>'stage' FROM jsonb_array_elements(o.stage_history) visit) AS stages,
  o.origin, o.source, o.campaign_id, o.segment, coalesce(a.industry, '') AS industry, o.sdr_id, o.owner_id AS ae_id,
  o.playbook, o.created_at, o.stage_since, o.last_activity_at,
  CASE WHEN o.state = 'closed_won' THEN o.closed_at END AS won_at,
  CASE WHEN o.state = 'closed_lost' THEN o.closed_at END AS lost_at,
  CASE WHEN o.state = 'voided' THEN
    (SELECT min(c.voided_at) FROM conversion_conversion c WHERE c.opportunity_id = o.id) END AS voided_at,
  o.close_on, o.close_date_pushes::int, o.amount, o.currency, o.probability, o.in_forecast, o.overridden,
  o.close_reason, o.competitor
FROM records_opportunity o LEFT JOIN records_account a ON a.id = o.account_id;

CREATE VIEW handoff_facts AS
SELECT h.id AS handoff_id, h.lead_id, h.state, m.origin, m.source, m.campaign_id, m.segment, m.industry, h.sdr_id, h.ae_id,
  h.playbook, h.submitted_at, h.decided_at, h.rated_at, h.reason, h.completeness, h.rating::int,
  jsonb_array_length(h.asked_again) AS asked_again, h.quality, m.converted_at
FROM handoff_handoff h JOIN records_milestone m ON m.lead_id = h.lead_id
WHERE h.submitted_at IS NOT NULL;

CREATE VIEW clock_facts AS
SELECT c.id AS clock_id, c.lead_id, c.sla, c.owner_id, c.owner_role, m.origin, m.source, m.campaign_id, m.segment,
  m.industry, m.owner_id AS sdr_id, m.ae_id, c.playbook, c.started_at, c.due_at, c.stopped_at, c.breached_at, c.outcome,
  c.side, c.late_because
FROM sla_clock c LEFT JOIN records_milestone m ON m.lead_id = c.lead_id;

CREATE VIEW person_facts AS
SELECT p.id AS person_id, p.name, coalesce(t.name, '') AS team, p.roles
FROM people_person p LEFT JOIN people_team t ON t.id = p.team_id;

CREATE VIEW campaign_facts AS
SELECT id AS campaign_id, code, name, source, message, offer, audience, spend, currency, starts_on, ends_on
FROM records_campaign;

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

CREATE VIEW approval_facts AS
SELECT a.id AS approval_id, a.opportunity_id, o.lead_id, a.state, a.rank, a.approver_id, o.origin, o.source,
  o.campaign_id, o.segment, coalesce(acc.industry, '') AS industry, o.sdr_id, o.owner_id AS ae_id, o.playbook, a.asked_at,
  CASE WHEN a.state IN ('granted', 'refused') THEN a.decided_at END AS decided_at, o.amount, o.currency
FROM conversion_approval a JOIN records_opportunity o ON o.id = a.opportunity_id
LEFT JOIN records_account acc ON acc.id = o.account_id;
"""
DROP = """
DROP VIEW approval_facts;
DROP VIEW call_facts;
DROP VIEW delivery_facts;
DROP VIEW campaign_facts;
DROP VIEW person_facts;
DROP VIEW clock_facts;
DROP VIEW handoff_facts;
DROP VIEW deal_facts;
DROP VIEW lead_facts;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("people", "0001_initial"),
        ("journal", "0001_initial"),
        ("records", "0002_milestones_follow"),
        ("sla", "0001_initial"),
        ("meetings", "0001_initial"),
        ("handoff", "0003_milestone_of_handoff"),
        ("discovery", "0002_milestone_of_discovery"),
        ("conversion", "0001_initial"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
