"""What the diagnoses read besides: criteria met, what opportunities lack, when they entered each stage."""

from django.db import migrations

VIEWS = """
CREATE OR REPLACE VIEW lead_facts AS
SELECT m.lead_id, m.state, m.origin, m.source, m.campaign_id, m.segment, m.industry, m.owner_id AS sdr_id, m.ae_id,
  m.playbook, m.country, m.tier, m.captured_at, m.state_since, m.mql_at, m.sal_at, m.sql_at, m.handed_over_at,
  m.discovery_at, m.held_at, m.converted_at, m.won_at, m.lost_at, m.disqualified_at, m.recycled_at, m.archived_at,
  m.merged_at, m.times_recycled::int, m.exit_reason, m.exit_cause, m.exit_state, m.opportunity_id, m.deal_state,
  m.amount, m.currency, m.overridden,
  (SELECT CASE WHEN count(*) > 0 THEN coalesce(array_agg(q.criterion::text) FILTER (WHERE q.level >= 2), '{}') END
   FROM qualification_answer q WHERE q.lead_id = m.lead_id) AS met,
  (SELECT max(q.at) FROM qualification_answer q WHERE q.lead_id = m.lead_id AND q.level >= 2) AS met_at,
  (SELECT (q.body->'amount'->>'amount')::numeric FROM qualification_answer q
   WHERE q.lead_id = m.lead_id AND q.criterion = 'budget') AS expected_amount,
  (SELECT q.body->'amount'->>'currency' FROM qualification_answer q
   WHERE q.lead_id = m.lead_id AND q.criterion = 'budget') AS expected_currency
FROM records_milestone m;

CREATE OR REPLACE VIEW deal_facts AS
SELECT o.id AS opportunity_id, o.lead_id, o.account_id, o.name, o.state, o.stage,
  ARRAY(SELECT visit->>'stage' FROM jsonb_array_elements(o.stage_history) visit) AS stages,
  o.origin, o.source, o.campaign_id, o.segment, coalesce(a.industry, '') AS industry, o.sdr_id, o.owner_id AS ae_id,
  o.playbook, o.created_at, o.stage_since, o.last_activity_at,
  CASE WHEN o.state = 'closed_won' THEN o.closed_at END AS won_at,
  CASE WHEN o.state = 'closed_lost' THEN o.closed_at END AS lost_at,
  CASE WHEN o.state = 'voided' THEN
    (SELECT min(c.voided_at) FROM conversion_conversion c WHERE c.opportunity_id = o.id) END AS voided_at,
  o.close_on, o.close_date_pushes::int, o.amount, o.currency, o.probability, o.in_forecast, o.overridden,
  (CASE WHEN o.state = 'voided'
    THEN coalesce((SELECT m.exit_reason FROM records_milestone m WHERE m.lead_id = o.lead_id), '')
    ELSE o.close_reason END)::varchar(60) AS close_reason,
  o.competitor,
  ARRAY(SELECT nullif(visit->>'at', '')::timestamptz FROM jsonb_array_elements(o.stage_history) visit) AS stages_at,
  array_remove(ARRAY[
    CASE WHEN o.account_id IS NULL THEN 'account' END,
    CASE WHEN o.owner_id IS NULL THEN 'owner' END,
    CASE WHEN coalesce(o.amount, 0) <= 1 THEN 'amount' END,
    CASE WHEN o.close_on IS NULL OR o.close_on >= DATE '9999-01-01' THEN 'close_on' END,
    CASE WHEN o.qualification_notes ~* '^\\s*(tbd|tba|n/?a|unknown|none|[-?.]*|未定|不明|未確認|なし)\\s*$'
      THEN 'qualification_notes' END,
    CASE WHEN o.state = 'open' AND NOT EXISTS (
      SELECT FROM records_nextstep s WHERE s.opportunity_id = o.id AND s.done_at IS NULL) THEN 'next_step' END
  ], NULL) AS missing,
  EXISTS (SELECT FROM records_contactrole r WHERE r.opportunity_id = o.id
    AND r.role IN ('economic_buyer', 'champion', 'influencer')) AS has_role,
  CASE WHEN o.amount_basis <> '' OR o.close_date_basis <> ''
    THEN 'guess' IN (o.amount_basis, o.close_date_basis) END AS guessed
FROM records_opportunity o LEFT JOIN records_account a ON a.id = o.account_id;

CREATE OR REPLACE VIEW handoff_facts AS
SELECT h.id AS handoff_id, h.lead_id, h.state, m.origin, m.source, m.campaign_id, m.segment, m.industry, h.sdr_id, h.ae_id,
  h.playbook, h.submitted_at, h.decided_at, h.rated_at, h.reason, h.completeness, h.rating::int,
  jsonb_array_length(h.asked_again) AS asked_again, h.quality, m.converted_at, m.exit_reason
FROM handoff_handoff h JOIN records_milestone m ON m.lead_id = h.lead_id
WHERE h.submitted_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0002_campaigns_are_listed"),
        ("qualification", "0001_initial"),
        ("records", "0002_milestones_follow"),
    ]
    operations = [migrations.RunSQL(VIEWS, migrations.RunSQL.noop)]
