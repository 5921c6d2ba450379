"""The views of opportunities: how they went on, what they lack (§8, HY-11), what their hygiene is judged by (HY-1 … HY-8).

Leads are wide and lie all over their table: one is read only where it is asked what both leave unsaid, and only if it can
make up for something that the opportunity does not say.
"""

from django.db import migrations

_IN_FORCE = "(SELECT v.{name} FROM playbooks_playbookversion v WHERE v.state = 'in_force')"
_EDGES = ".。…!！?？()（）[]「」 "


def _empty(*texts: str) -> str:
    """Every one of them says nothing: any one of a required field's places will do."""
    return " AND ".join(map(_says_nothing, texts))


def _says_nothing(text: str) -> str:
    """As `says_nothing` folds it; the words are put into a table once, and not searched through for each text."""
    folded = f"lower(btrim(btrim(normalize(coalesce({text}, ''), NFKC)), '{_EDGES}'))"
    words = "SELECT unnest(v.nothing_texts) FROM playbooks_playbookversion v WHERE v.state = 'in_force'"
    return f"(coalesce({text}, '') = '' OR {folded} IN ({words}))"


def _unanswered(criterion: str, *keys: str) -> str:
    said = " OR ".join(f"coalesce(q.body->>'{key}', '') NOT IN ('', '[]')" for key in keys)
    return f"""NOT EXISTS (SELECT FROM qualification_answer q
      WHERE q.lead_id = o.lead_id AND q.criterion = '{criterion}' AND ({said}))"""


EMPTY = {
    "product": _empty("o.product"),
    "use_case": _empty("o.use_case"),
    "owner": "o.owner_id IS NULL",
    "account": "o.account_id IS NULL",
    "contacts": "NOT EXISTS (SELECT FROM records_contactrole r WHERE r.opportunity_id = o.id)",
    "amount": f"coalesce(o.amount, 0) <= 0 OR o.amount = ANY ({_IN_FORCE.format(name='nothing_numbers')}::numeric[])",
    "discount": "o.discount IS NULL",
    "close_on": f"o.close_on IS NULL OR o.close_on = ANY ({_IN_FORCE.format(name='nothing_dates')}::date[])",
    "stage": "o.stage = ''",
    "probability": "o.probability IS NULL AND o.stage = ''",
    "next_steps": """o.state = 'open' AND NOT EXISTS (
      SELECT FROM records_nextstep s WHERE s.opportunity_id = o.id AND s.done_at IS NULL)""",
    "qualification_notes": _empty("o.qualification_notes"),
    "product_line": _empty("o.product_line", "o.product"),
    "decision_criteria": f"{_empty('o.decision_criteria')} AND {_unanswered('decision_process', 'criteria')}",
    "competitive_landscape": (
        f"{_empty('o.competitive_landscape')} AND {_unanswered('competition', 'landscape', 'checked_how')}"
    ),
    "risks": _empty("o.risks"),
    "follow_up_plan": _empty("o.follow_up_plan"),
}  # fmt: skip
"""What an opportunity lacks of itself."""
UNSAID = {
    "company": (_empty("o.company_part"), _empty("l.company_name")),
    "source": ("o.source = ''", "coalesce(l.source, '') = ''"),
    "campaign": ("o.campaign_id IS NULL", "l.campaign_id IS NULL"),
    "lead_score": (
        "o.fit_at_conversion IS NULL AND o.intent_at_conversion IS NULL", "l.fit IS NULL AND l.intent IS NULL",
    ),
    "use_case_or_vertical": (_empty("o.use_case", "o.industry_vertical"), "coalesce(l.industry, '') = ''"),
}  # fmt: skip
"""What it may leave unsaid, since its lead may say it: when it does, and when the lead does as well."""
_LEAD = " OR ".join(unsaid for unsaid, _ in UNSAID.values())
_MISSING = ",\n    ".join(f"CASE WHEN {empty} THEN '{key}' END" for key, empty in EMPTY.items())
_UNSAID = ",\n    ".join(f"CASE WHEN {it} AND {its_lead} THEN '{key}' END" for key, (it, its_lead) in UNSAID.items())
DEALS = f"""
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
    {_MISSING}
  ], NULL) AS missing,
  EXISTS (SELECT FROM records_contactrole r WHERE r.opportunity_id = o.id
    AND r.role IN ('economic_buyer', 'champion', 'influencer')) AS has_role,
  CASE WHEN o.amount_basis <> '' OR o.close_date_basis <> ''
    THEN 'guess' IN (o.amount_basis, o.close_date_basis) END AS guessed,
  CASE WHEN o.origin <> 'import' AND o.lead_id IS NOT NULL THEN ARRAY(
    SELECT told.criterion FROM (
      SELECT DISTINCT ON (e.data->>'criterion') e.data->>'criterion' AS criterion, (e.data->>'level')::int AS level
      FROM journal_event e
      WHERE e.lead_id = o.lead_id AND e.code = 'answer.recorded' AND e.at < o.created_at + interval '30 days'
        AND e.data ? 'criterion'
      ORDER BY e.data->>'criterion', e.at DESC, e.seq DESC
    ) told WHERE told.level >= 2) END AS proven,
  (SELECT array_remove(ARRAY[
    {_UNSAID}
  ], NULL) FROM (SELECT) once LEFT JOIN records_lead l ON l.id = CASE WHEN {_LEAD} THEN o.lead_id END) AS unsaid
FROM records_opportunity o
LEFT JOIN records_account a ON a.id = o.account_id;
"""
HEALTH = """
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
DROP = """
DROP VIEW health_facts;
DROP VIEW deal_facts;
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_facts"), ("playbooks", "0002_placeholders_noted"), ("pipeline", "0001_initial")]
    operations = [migrations.RunSQL(DEALS + HEALTH, DROP)]
