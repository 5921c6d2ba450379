"""What the tables and keys of a playbook are called, and what their choices mean: for forms and comparisons."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.playbooks.telling.agreement import SIDES
from tasuki.playbooks.telling.chapters.decisions import BUILTIN, REVIEWS
from tasuki.playbooks.telling.chapters.handoff import CHECKLISTS
from tasuki.playbooks.telling.chapters.limits import CREDITS, LIMIT_SHARES, LIMITS
from tasuki.playbooks.telling.chapters.reasons import TRIGGERS, USES
from tasuki.playbooks.telling.chapters.routing import RUNS, SENT, STRATEGIES
from tasuki.playbooks.telling.chapters.stages import DIMENSIONS, EVERY, KINDS, SOURCES
from tasuki.playbooks.telling.people import PEOPLE
from tasuki.playbooks.telling.values import ENFORCEMENTS, MODES
from tasuki.rules.labels import GATES
from tasuki.rules.rationale import ASKED_FOR
from tasuki.rules.wording import N_, Sentence, Text

TABLES: Mapping[str, str] = {
    "playbook": N_("The playbook itself"),
    "agreement": N_("Sign-off and analysis"),
    "targets": N_("Targets"),
    "limits": N_("Limits"),
    "placeholders": N_("What says nothing"),
    "icp": N_("Ideal customer profile"),
    "exclusion": N_("Exclusions"),
    "criterion": N_("Criteria"),
    "question": N_("Questions"),
    "framework": N_("Frameworks"),
    "gate": N_("Gates"),
    "required": N_("Required fields"),
    "validation": N_("Own rules"),
    "brief": N_("Lines of the brief"),
    "checklist": N_("Checklists"),
    "reason": N_("Reasons"),
    "calendar": N_("Calendars"),
    "sla": N_("Clocks"),
    "route": N_("Routes"),
    "score": N_("Scores"),
    "approval": N_("Approvals"),
    "notice": N_("Notices"),
    "benchmark": N_("Benchmarks"),
    "stage": N_("Stages"),
    "commitment": N_("Commitments"),
    "cadence": N_("Meetings and reports"),
    "source": N_("Sources"),
    "hygiene": N_("Flags on opportunities"),
    "free_mail": N_("Free mail domains"),
}
# Key, or table/key where the same word means something else there.
KEYS: Mapping[str, str] = {
    **{f"limits/{name}": label for name, label in LIMITS.items()},
    "key": N_("Key"),
    "id": N_("Id"),
    "code": N_("Code"),
    "name": N_("Name"),
    "version": N_("Version"),
    "title": N_("Title"),
    "summary": N_("Summary"),
    "currency": N_("Currency"),
    "zone": N_("Time zone"),
    "language": N_("Language of drafted texts"),
    "country": N_("Country of the public holidays"),
    "label": N_("Label"),
    "text": N_("Wording"),
    "means": N_("What it means"),
    "fails_when": N_("Not met when"),
    "gated": N_("Asked for at gates"),
    "note": N_("Note"),
    "when": N_("Only where"),
    "icp/when": N_("Fits when"),
    "exclusion/when": N_("Excluded when"),
    "approval/when": N_("Approval needed when"),
    "validation/when": N_("Whenever"),
    "must": N_("Must hold"),
    "field": N_("Field"),
    "fix": N_("What to do"),
    "enforcement": N_("If not"),
    "enforcement_unmet": N_("If not met"),
    "enforcement_unknown": N_("If not known"),
    "criterion": N_("Criterion"),
    "asked_by": N_("Asked by"),
    "before": N_("Needed before the gate"),
    "good": N_("A good answer"),
    "bad": N_("Not an answer"),
    "elements": N_("Elements"),
    "reads": N_("Reads"),
    "weight": N_("Weight"),
    "max_points": N_("Most points per element"),
    "mode": N_("How many criteria have to be met"),
    "min_count": N_("At least this many"),
    "threshold": N_("Threshold"),
    "framework": N_("Framework"),
    "require": N_("Criteria and levels"),
    "level": N_("Level"),
    "variants": N_("Other criteria for some deals"),
    "gate": N_("Gate"),
    "rule": N_("Rule"),
    "rules": N_("Answered by the rules"),
    "any_of": N_("Any one of these fields"),
    "section": N_("Section"),
    "required": N_("Needed"),
    "unknown_with": N_("“Unknown” will do together with"),
    "none_with": N_("“None” will do together with"),
    "list": N_("Checklist"),
    "actor": N_("Who"),
    "check": N_("Answered"),
    "blocking": N_("Blocks while open"),
    "fields": N_("About these fields"),
    "used_for": N_("Used when"),
    "exit_cause": N_("Counts as"),
    "protected": N_("Protected"),
    "leads_to": N_("The lead is then"),
    "asks_for": N_("Asks for"),
    "recycle_after_days": N_("Comes back after days"),
    "recycle_trigger": N_("Comes back when"),
    "qualification": N_("Counts as premature conversion"),
    "hours": N_("Working hours"),
    "closed_on": N_("Closed on"),
    "half_days": N_("Half days"),
    "starts_on": N_("Starts when"),
    "stops_on": N_("Stops when"),
    "within": N_("Within"),
    "owner": N_("Owner"),
    "calendar": N_("Calendar"),
    "warn_at": N_("Warned at (per cent)"),
    "then": N_("Escalation ladder"),
    "escalate_every": N_("From rung to rung"),
    "no_later_than": N_("At the latest"),
    "expected_days": N_("Expected days, from and to"),
    "side": N_("Whose promise"),
    "route/to": N_("How"),
    "run": N_("Finds"),
    "target": N_("Wanted"),
    "points": N_("Points"),
    "kind": N_("Kind"),
    "signal": N_("Signal of a touch"),
    "fades_per_week": N_("Points lost per week"),
    "intent_tier": N_("Tier of intent"),
    "approver": N_("Who approves"),
    "builtin": N_("Built-in condition"),
    "on": N_("When this happens"),
    "send": N_("Sent, unless chosen otherwise"),
    "to": N_("To"),
    "low": N_("From (per cent)"),
    "high": N_("To (per cent)"),
    "dimension": N_("For"),
    "value": N_("Value"),
    "probability": N_("Probability (per cent)"),
    "entry": N_("An opportunity may begin here"),
    "cap_days": N_("Stands here at most (days)"),
    "measure": N_("Measured by"),
    "every": N_("How often"),
    "agenda": N_("Agenda"),
    "aliases": N_("Also called"),
    "days": N_("Days"),
    "sign_offs": N_("Signed"),
    "closed_won_analysis": N_("The closed-won analysis relied on"),
    "mqls_per_month": N_("Marketing: qualified leads (MQLs) a month"),
    "acceptance": N_("Sales: share of the MQLs that is accepted (per cent)"),
    "opportunities_per_month": N_("Both: opportunities created a month"),
    "average_amount": N_("Both: average amount of an opportunity"),
    "texts": N_("Texts that count as empty (HB-3)"),
    "dates": N_("Dates that count as empty"),
    "numbers": N_("Numbers that count as empty"),
    "empty_phrases": N_("Phrases that explain nothing (AR-3)"),
    "source": N_("Source"),
}
ROLES = {role: PEOPLE[role] for role in ("sdr", "ae", "manager", "marketer", "revops", "admin")}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "enforcement": ENFORCEMENTS,
    "enforcement_unmet": ENFORCEMENTS,
    "enforcement_unknown": ENFORCEMENTS,
    "mode": MODES,
    "before": GATES,
    "gate": GATES,
    "asked_by": {role: PEOPLE[role] for role in ("sdr", "ae")},
    "actor": {role: PEOPLE[role] for role in ("sdr", "ae", "system")},
    "owner": ROLES,
    "sla/side": {side: PEOPLE[side] for side in ("marketing", "sales", "joint")},
    "commitment/side": SIDES,
    "approver": {role: PEOPLE[role] for role in ("manager", "vp", "deal_desk", "revops")},
    "list": CHECKLISTS,
    "check": {"auto": N_("by the product"), "evidence": N_("by a tick with evidence")},
    "exit_cause": {"qualified_out": N_("not qualified"), "process_failure": N_("our process failed")},
    "leads_to": {"disqualified": N_("disqualified"), "sql": N_("SQL"), "merged": N_("merged")},
    "route/to": STRATEGIES,
    "run": RUNS,
    "builtin": BUILTIN,
    "dimension": DIMENSIONS,
    "stage/kind": KINDS,
    "source/kind": SOURCES,
    "score/kind": {"fit": N_("Fit"), "intent": N_("Intent")},
    "every": EVERY,
    "send": SENT,
    "limits/early_stage_review": REVIEWS,
    "limits/credit_back": CREDITS,
    "used_for": USES,
    "asks_for": ASKED_FOR,
    "recycle_trigger": TRIGGERS,
    "no_later_than": {"meeting.booked_for": N_("before the meeting begins")},
    "language": {"ja": N_("Japanese"), "en": N_("English")},
}
SHARES = frozenset(
    {
        "targets/acceptance", "sla/warn_at", "benchmark/low", "benchmark/high", "stage/probability",
        *(f"limits/{name}" for name in LIMIT_SHARES),
    }
)  # fmt: skip
"""Fractions in the file; people read and type per cent."""


def table_called(table: str) -> Sentence:
    return Sentence(TABLES[table])


def key_called(table: str, key: str) -> Sentence | Text:
    """The label of a key; one that nobody worded by its own name."""
    label = KEYS.get(f"{table}/{key}") or KEYS.get(key)
    return Sentence(label) if label else Text(key)


def choices_of(table: str, key: str) -> Mapping[str, str]:
    """Code → words, where the key takes one of a few values."""
    return CHOICES.get(f"{table}/{key}") or CHOICES.get(key) or {}
