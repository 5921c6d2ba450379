"""What is always true of the records, whatever happened: each invariant is one question to the database.

A statement returns the ids of the rows that break it, so that an empty answer means that all is well; what no statement
can ask is reckoned. Imported history is left out where only our own process promises something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from tasuki.rules.wording import N_
from tasuki.sla.actions import rebuild
from tasuki.sla.retelling import some_leads

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Invariant:
    """``sentence`` says what holds; ``broken_by`` finds the ids for which it does not.

    It is a statement, or what reckons them: of some records, unless it is asked for every one.
    """

    key: str
    sentence: str
    broken_by: str | Callable[[bool], Sequence[object]]


@dataclass(frozen=True, slots=True)
class Finding:
    """How one invariant stands; ``examples`` are the first few ids that break it."""

    invariant: Invariant
    count: int
    examples: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.count == 0


CONVERTED_ONCE = """
SELECT lead.id FROM records_lead lead
LEFT JOIN conversion_conversion c ON c.lead_id = lead.id AND c.voided_at IS NULL
WHERE lead.state = 'converted' AND lead.origin = 'native'
GROUP BY lead.id
HAVING count(c.id) <> 1 OR count(lead.opportunity_id) = 0 OR NOT bool_and(c.opportunity_id = lead.opportunity_id)
"""
STANDING_CONVERSION_OF_A_CONVERTED_LEAD = """
SELECT c.id FROM conversion_conversion c JOIN records_lead lead ON lead.id = c.lead_id
WHERE c.voided_at IS NULL AND lead.state NOT IN ('converted', 'merged')
"""
VOIDED_TOGETHER = """
SELECT c.id FROM conversion_conversion c JOIN records_opportunity o ON o.id = c.opportunity_id
WHERE (c.voided_at IS NOT NULL AND o.state <> 'voided' AND c.made->'opportunity'->>'action' = 'create' AND NOT EXISTS (
         SELECT FROM conversion_conversion other WHERE other.opportunity_id = o.id AND other.voided_at IS NULL))
   OR (c.voided_at IS NULL AND o.state = 'voided')
"""
ACCOUNT_OF_EVERY_OPPORTUNITY = """
SELECT o.id FROM records_opportunity o LEFT JOIN records_account a ON a.id = o.account_id
WHERE o.origin = 'native' AND (a.id IS NULL OR a.merged_into_id IS NOT NULL)
"""
A_CONTACT_WITH_A_ROLE = """
SELECT o.id FROM records_opportunity o
WHERE o.origin = 'native' AND EXISTS (SELECT FROM conversion_conversion c WHERE c.opportunity_id = o.id)
  AND NOT EXISTS (SELECT FROM records_contactrole r WHERE r.opportunity_id = o.id)
"""
PENDING_WAITS_FOR_ONE_APPROVAL = """
SELECT o.id FROM records_opportunity o
WHERE o.origin = 'native' AND ((o.state = 'pending_approval') <> (
    1 = (SELECT count(*) FROM conversion_approval a JOIN conversion_conversion c ON c.id = a.conversion_id
         WHERE a.opportunity_id = o.id AND a.state = 'pending' AND c.made->'opportunity'->>'action' = 'create')))
"""
FORECAST_HOLDS_OPEN_DEALS = """
SELECT id FROM records_opportunity
WHERE origin = 'native' AND in_forecast AND state NOT IN ('open', 'closed_won')
"""
# A dispute about a lead whose way has ended has its own clock.
RUNNING_CLOCKS_OF_LIVING_LEADS = """
SELECT c.id FROM sla_clock c JOIN records_lead lead ON lead.id = c.lead_id
WHERE c.stopped_at IS NULL AND c.subject <> 'dispute'
  AND lead.state IN ('disqualified', 'recycled', 'archived', 'merged')
"""
NO_CLOCK_RUNS_FOR_NOBODY = """
SELECT c.id FROM sla_clock c LEFT JOIN people_person p ON p.id = c.owner_id
WHERE c.stopped_at IS NULL AND NOT coalesce(p.is_active, false)
  AND EXISTS (SELECT FROM people_person other
              WHERE other.is_active AND other.roles && '{revops,manager,admin}'::varchar[])
"""
# The tick and a late stop tell a breach in the transaction that writes it.
WHAT_BROKE_IS_TOLD = """
SELECT c.id FROM sla_clock c
WHERE c.breached_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM journal_event e WHERE e.subject = 'clock' AND e.subject_id = c.id AND e.code = 'sla.breached')
"""
WHAT_THE_LEADERS_DECIDE_IS_SOMEBODYS = """
SELECT r.id FROM sla_jointreview r LEFT JOIN people_person p ON p.id = r.owner_id
WHERE r.decided_at IS NULL AND NOT coalesce(p.is_active, false)
  AND EXISTS (SELECT FROM people_person other
              WHERE other.is_active AND other.roles && '{revops,manager,admin}'::varchar[])
UNION ALL
SELECT f.id FROM sla_weeklyfeedback f JOIN sla_clock c ON c.subject_id = f.id
WHERE f.given_at IS NOT NULL AND c.stopped_at IS NULL
"""
NO_CLOCKS_FOR_HISTORY = """
SELECT c.id FROM sla_clock c JOIN records_lead lead ON lead.id = c.lead_id
WHERE lead.origin = 'import' AND NOT EXISTS (
    SELECT FROM journal_event e WHERE e.lead_id = lead.id AND e.origin <> 'import')
"""
EVERY_STATE_HAS_ITS_MILESTONE = """
SELECT id FROM records_lead WHERE origin = 'native' AND CASE state
  WHEN 'mql' THEN entered_mql_at WHEN 'sal' THEN entered_sal_at WHEN 'sql' THEN entered_sql_at
  WHEN 'discovery' THEN entered_discovery_at WHEN 'converted' THEN entered_converted_at
  WHEN 'disqualified' THEN entered_disqualified_at WHEN 'recycled' THEN entered_recycled_at
  WHEN 'archived' THEN entered_archived_at WHEN 'merged' THEN entered_merged_at ELSE captured_at END IS NULL
"""
# A milestone is the first entry of a state: an event of that moment has to tell of it. A merged lead may bring history.
EVERY_MILESTONE_IS_TOLD = """
SELECT DISTINCT lead.id FROM records_lead lead CROSS JOIN LATERAL (VALUES
  (lead.entered_mql_at, ARRAY['lead.marketing_qualified', 'lead.reengaged', 'lead.reopened']),
  (lead.entered_sal_at, ARRAY['lead.accepted']),
  (lead.entered_sql_at, ARRAY['lead.sales_qualified']),
  (lead.entered_discovery_at, ARRAY['handoff.accepted', 'opportunity.voided', 'opportunity.left']),
  (lead.entered_converted_at, ARRAY['opportunity.created', 'opportunity.joined', 'approval.requested']),
  (lead.entered_disqualified_at, ARRAY['lead.disqualified', 'handoff.rejected']),
  (lead.entered_recycled_at, ARRAY['lead.recycled', 'handoff.recycled']),
  (lead.entered_archived_at, ARRAY['lead.archived']),
  (lead.entered_merged_at, ARRAY['lead.merged'])
) AS milestone (entered_at, codes)
WHERE lead.origin = 'native' AND milestone.entered_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM journal_event e
                  WHERE e.lead_id = lead.id AND e.code = ANY(milestone.codes) AND e.at = milestone.entered_at)
"""
REPORTS_READ_WHAT_IS_SO = """
SELECT lead_id FROM records_milestone_due d FULL JOIN records_milestone m USING (lead_id)
WHERE to_jsonb(d) IS DISTINCT FROM to_jsonb(m) - '{handed_over_at,held_at,met,met_at,expected_amount,
  expected_currency,noted,lacks,complete,with_context}'::text[]
UNION ALL
SELECT m.lead_id FROM records_milestone m
LEFT JOIN (SELECT lead_id, min(submitted_at) AS at FROM handoff_handoff GROUP BY lead_id) h ON h.lead_id = m.lead_id
LEFT JOIN (SELECT lead_id, min(held_at) AS at FROM discovery_discovery GROUP BY lead_id) d ON d.lead_id = m.lead_id
LEFT JOIN (SELECT lead_id, coalesce(array_agg(criterion ORDER BY criterion) FILTER (WHERE level >= 2), '{}') AS met,
  max(at) FILTER (WHERE level >= 2) AS met_at FROM qualification_answer GROUP BY lead_id) a ON a.lead_id = m.lead_id
WHERE (m.handed_over_at, m.held_at, m.met, m.met_at) IS DISTINCT FROM (h.at, d.at, a.met, a.met_at)
"""
EVERY_LEAD_CAME_IN = """
SELECT lead.id FROM records_lead lead WHERE lead.origin = 'native'
  AND NOT EXISTS (SELECT FROM journal_event e WHERE e.lead_id = lead.id AND e.code = 'lead.captured')
"""
MERGED_LEADS_NAME_WHO_STAYS = """
SELECT lead.id FROM records_lead lead LEFT JOIN records_lead survivor ON survivor.id = lead.merged_into_id
WHERE (lead.state = 'merged') <> (survivor.id IS NOT NULL) OR survivor.id = lead.id
"""
OPEN_WORK_HAS_A_LIVING_OWNER = """
SELECT t.id FROM records_task t LEFT JOIN people_person p ON p.id = t.owner_id
WHERE t.done_at IS NULL AND (NOT coalesce(p.is_active, true)
   OR num_nonnulls(t.lead_id, t.opportunity_id, t.account_id, t.contact_id) = 0)
UNION ALL
SELECT lead.id FROM records_lead lead JOIN people_person p ON p.id IN (lead.owner_id, lead.ae_id)
WHERE NOT p.is_active AND lead.origin = 'native'
  AND lead.state NOT IN ('converted', 'disqualified', 'archived', 'merged')
"""
NO_WORK_FOR_VOIDED_DEALS = """
SELECT t.id FROM records_task t JOIN records_opportunity o ON o.id = t.opportunity_id
WHERE t.done_at IS NULL AND o.state = 'voided'
"""
ONE_OPEN_HANDOFF_OF_A_WORKED_LEAD = """
SELECT h.id FROM handoff_handoff h JOIN records_lead lead ON lead.id = h.lead_id
WHERE h.state = 'submitted' AND lead.state <> 'sql'
"""
IMPORTS_ADD_UP = """
SELECT id FROM intake_import WHERE state <> 'running' AND rows <> created + updated + skipped + rejected
"""
ONE_PLAYBOOK_IN_FORCE = """
SELECT 'playbooks in force: ' || count(*) FROM playbooks_playbookversion WHERE state = 'in_force' HAVING count(*) <> 1
"""
EVERY_DECISION_NAMES_A_KNOWN_PLAYBOOK = """
SELECT c.id FROM conversion_conversion c WHERE NOT EXISTS (
    SELECT FROM playbooks_playbookversion v WHERE v.name || '@' || v.number = c.playbook)
"""
THE_JOURNAL_IS_APPEND_ONLY = """
SELECT wanted.name FROM (VALUES ('journal_is_append_only'), ('journal_is_never_truncated')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_trigger t
    WHERE t.tgname = wanted.name AND t.tgrelid = 'journal_event'::regclass AND t.tgenabled IN ('O', 'A'))
"""
THE_BRIEF_IS_IMMUTABLE = """
SELECT 'brief_is_immutable' WHERE NOT EXISTS (SELECT FROM pg_trigger
    WHERE tgname = 'brief_is_immutable' AND tgrelid = 'handoff_briefversion'::regclass AND tgenabled IN ('O', 'A'))
"""

# One whose successor has done the same since is no trouble any more.
NO_JOB_HAS_FAILED = """
SELECT j.id FROM procrastinate_jobs j WHERE j.status = 'failed' AND NOT EXISTS (
  SELECT FROM procrastinate_jobs later
  WHERE later.queueing_lock = j.queueing_lock AND later.id > j.id AND later.status = 'succeeded')
"""
NO_LETTER_WAS_GIVEN_UP = "SELECT id FROM notices_delivery WHERE state = 'failed'"
NO_WEBHOOK_HAS_FAILED = "SELECT id FROM webhooks_endpoint WHERE disabled_because IN ('gone', 'failing')"


def _clocks_that_no_event_tells(of_every_lead: bool) -> list[object]:
    """Clocks that are not what the journal tells: of the newest ones and those due next, or of all."""
    leads = None if of_every_lead else some_leads()
    return [one.clock.pk for one in rebuild(leads, write=False)]


INVARIANTS: tuple[Invariant, ...] = (
    Invariant("playbook", N_("Exactly one playbook is in force."), ONE_PLAYBOOK_IN_FORCE),
    Invariant("journal", N_("The journal can only be appended to."), THE_JOURNAL_IS_APPEND_ONLY),
    Invariant("brief", N_("A submitted brief cannot be changed."), THE_BRIEF_IS_IMMUTABLE),
    Invariant("captured", N_("The journal tells of every lead's capture."), EVERY_LEAD_CAME_IN),
    Invariant("states", N_("Every lead has the milestone of its state."), EVERY_STATE_HAS_ITS_MILESTONE),
    Invariant("milestones", N_("The journal tells of every milestone."), EVERY_MILESTONE_IS_TOLD),
    Invariant("reports", N_("Reports read what the leads and opportunities say."), REPORTS_READ_WHAT_IS_SO),
    Invariant("merged", N_("A merged lead names the one that stays."), MERGED_LEADS_NAME_WHO_STAYS),
    Invariant(
        "handoffs",
        N_("A submitted handoff belongs to a sales-qualified lead."),
        ONE_OPEN_HANDOFF_OF_A_WORKED_LEAD,
    ),
    Invariant(
        "converted",
        N_("Every converted lead has one standing conversion and its opportunity."),
        CONVERTED_ONCE,
    ),
    Invariant(
        "conversions",
        N_("Every standing conversion belongs to a converted lead."),
        STANDING_CONVERSION_OF_A_CONVERTED_LEAD,
    ),
    Invariant("voided", N_("A conversion and its opportunity are voided together."), VOIDED_TOGETHER),
    Invariant("accounts", N_("Every opportunity has its account."), ACCOUNT_OF_EVERY_OPPORTUNITY),
    Invariant(
        "contacts", N_("Every converted opportunity has a contact with a role."), A_CONTACT_WITH_A_ROLE
    ),
    Invariant(
        "approvals",
        N_("A pending opportunity waits for exactly one approval."),
        PENDING_WAITS_FOR_ONE_APPROVAL,
    ),
    Invariant(
        "forecast", N_("Only open and won opportunities are in the forecast."), FORECAST_HOLDS_OPEN_DEALS
    ),
    Invariant(
        "stamps", N_("Every conversion names a playbook that is kept."), EVERY_DECISION_NAMES_A_KNOWN_PLAYBOOK
    ),
    Invariant("clocks", N_("Running clocks belong to open leads."), RUNNING_CLOCKS_OF_LIVING_LEADS),
    Invariant("named", N_("No clock runs for nobody."), NO_CLOCK_RUNS_FOR_NOBODY),
    Invariant("breaches", N_("The journal tells of every broken promise."), WHAT_BROKE_IS_TOLD),
    Invariant("retold", N_("Clocks are what the journal tells."), _clocks_that_no_event_tells),
    Invariant(
        "leaders",
        N_("Every open review is somebody's, and feedback that was given is owed no more."),
        WHAT_THE_LEADERS_DECIDE_IS_SOMEBODYS,
    ),
    Invariant("history", N_("Imported history has no clocks."), NO_CLOCKS_FOR_HISTORY),
    Invariant(
        "owners",
        N_("Open work belongs to somebody who is here, and to a record."),
        OPEN_WORK_HAS_A_LIVING_OWNER,
    ),
    Invariant("tasks", N_("A voided opportunity has no open tasks."), NO_WORK_FOR_VOIDED_DEALS),
    Invariant("jobs", N_("No job has failed for good."), NO_JOB_HAS_FAILED),
    Invariant("letters", N_("No letter was given up."), NO_LETTER_WAS_GIVEN_UP),
    Invariant("webhooks", N_("No webhook was disabled by its failures."), NO_WEBHOOK_HAS_FAILED),
    Invariant("imports", N_("The rows of every import add up."), IMPORTS_ADD_UP),
)


def examine(invariants: Iterable[Invariant] = INVARIANTS, *, every_record: bool = False) -> list[Finding]:
    """How every invariant stands now. Work going on meanwhile breaks none.

    Each reads one moment; the clocks are looked at again where an agreement or a merge came in between.

    ``every_record``: also those that take too long to look at in passing.
    """
    return [_ask(invariant, every_record) for invariant in invariants]


def _ask(invariant: Invariant, every_record: bool) -> Finding:
    if not isinstance(invariant.broken_by, str):
        found = invariant.broken_by(every_record)
        return Finding(invariant, len(found), tuple(str(one) for one in found[:SHOWN]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), (array_agg(broken.id::text))[:{SHOWN}] FROM ({invariant.broken_by}) AS broken (id)"
        )
        count, examples = cursor.fetchone()
    return Finding(invariant, count, tuple(examples or ()))
