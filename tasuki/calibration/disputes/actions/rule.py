"""RevOps rules on a dispute: why it came to it, whether the decision stands, and what should change (DS-1, DS-2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.calibration.disputes.actions.open import entry, too_long
from tasuki.calibration.disputes.models import Dispute
from tasuki.calibration.disputes.queries import dispute_for, event_of, parts_in, way_back_of
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.append import append
from tasuki.platform.refusals import Invalid, NotPossibleNow
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import locked_lead
from tasuki.rules.dispute import NOT_NEUTRAL, Cause, DisputeState, Ruling
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.qualification.endings import rationale_findings

RULED_ON = ("state", "cause", "ruling", "rationale", "rule_change", "way_back", "ended_at", "ruled_by")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the ruler says. ``brings_back``: an overturned ending opens the lead again.

    ``rule_change`` is what a draft of the agreement should say differently.
    """

    cause: str = ""
    ruling: str = ""
    rationale: str = ""
    rule_change: str = ""
    brings_back: bool = False


@transaction.atomic
def rule(dispute_id: UUID, judged: Judgement, *, by: Actor, at: datetime) -> Dispute:
    """A ruling stands; history stays as it was, and the ruling beside it is the correction.

    What an overturned ending took away comes back by the lead's own way (`flow/process.py`).

    Raises Forbidden, NotFound, NotPossibleNow (it is over, or whoever rules has a part in it), Invalid, and GateRefused
    where a recycled lead does not fit any more.
    """
    ask_any(by, "dispute.rule")
    row = locked_open(dispute_id, by)
    _refuse_a_part(row, by)
    problems = list(_problems(judged, row, in_force()))
    if problems:
        raise Invalid(problems)
    row.state, row.cause, row.ruling = DisputeState.RULED, judged.cause, judged.ruling
    row.rationale, row.rule_change = judged.rationale.strip(), judged.rule_change.strip()
    row.way_back = way_back_of(row) if judged.brings_back else ""
    row.ended_at, row.ruled_by_id = at, by.person_id
    row.save(update_fields=RULED_ON)
    data = {
        "event": row.event,
        "decision": row.code,
        "cause": row.cause,
        "ruling": row.ruling,
        "way_back": row.way_back,
        "opened_by": str(row.opened_by_id) if row.opened_by_id else None,
    }
    words = {"rationale": row.rationale, **({"rule_change": row.rule_change} if row.rule_change else {})}
    append(entry("dispute.ruled", row, by, at, data, words))
    return row


def locked_open(dispute_id: UUID, by: Actor) -> Dispute:
    """The dispute, still open, locked behind its lead. Raises Forbidden, NotFound, NotPossibleNow."""
    lead = _locked_lead_of(dispute_id, by)
    row = Dispute.objects.select_for_update().get(pk=dispute_id)
    row.lead = lead
    if row.state != DisputeState.OPEN:
        if row.state == DisputeState.RULED:
            text, fix = N_("This dispute has been ruled on."), N_("Read the ruling; it stands.")
        else:
            text, fix = N_("This dispute was withdrawn."), N_("Open another one about the same decision.")
        raise NotPossibleNow(Sentence(text), fix=Sentence(fix))
    return row


def _locked_lead_of(dispute_id: UUID, by: Actor) -> Lead:
    """The lead that it is about: another one where two became one while this waited."""
    lead = locked_lead(dispute_for(by, dispute_id).lead_id)
    while (about := dispute_for(by, dispute_id).lead_id) != lead.pk:
        lead = locked_lead(about)
    return lead


def _refuse_a_part(row: Dispute, by: Actor) -> None:
    parts = parts_in(row, event_of(row), by)
    if parts:
        fix = Sentence(N_("Leave it to somebody of RevOps who has no part in it."))
        title = Sentence(N_("Whoever rules has no part in the dispute."))
        problems = [Problem(f"/ruled_by/{one}", "DS-1", Sentence(NOT_NEUTRAL[one]), fix) for one in parts]
        raise NotPossibleNow(title, problems)


def _problems(judged: Judgement, row: Dispute, book: Playbook) -> Iterator[Problem]:
    if judged.cause not in set(Cause):
        text = Sentence(N_("Say why it came to it: the criteria, or how they were followed."))
        yield Problem("/cause", "DS-1", text, Sentence(N_("Choose one of the two.")))
    if judged.ruling not in set(Ruling):
        text = Sentence(N_("Say whether the decision stands."))
        yield Problem("/ruling", "DS-1", text, Sentence(N_("Choose one of the two.")))
    for one in rationale_findings(judged.rationale, book):
        yield Problem("/rationale", one.rule, one.because, one.fix)
    yield from too_long({"rationale": judged.rationale, "rule_change": judged.rule_change})
    if judged.brings_back and judged.ruling == Ruling.UPHELD:
        text = Sentence(N_("A decision that stands brings no lead back."))
        yield Problem("/brings_back", "DS-2", text, Sentence(N_("Leave it out, or rule otherwise.")))
    elif judged.brings_back and not way_back_of(row):
        text = Sentence(N_("The lead is not where this decision put it."))
        yield Problem(
            "/brings_back", "DS-2", text, Sentence(N_("Leave it out: the ruling stands by itself."))
        )
