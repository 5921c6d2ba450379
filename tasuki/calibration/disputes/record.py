"""The record that a ruling is made on: the decision, what was known then, and what the agreement of that day says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tasuki.calibration.decisions import PASSED, Decided
from tasuki.calibration.disputes.models import Dispute
from tasuki.calibration.disputes.queries import event_of
from tasuki.calibration.knowing import Known, known_at
from tasuki.platform.journal.models import Event
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import by_stamp, in_force
from tasuki.rules.decision import Decision, Verdict
from tasuki.rules.gates import decide, gate_after
from tasuki.rules.playbook import Playbook, Reason, Sla
from tasuki.rules.wording import N_
from tasuki.stages.handoff.models import BriefVersion

BEFORE_A_GATE = frozenset({"captured", "mql", "sal", "sql"})
ANSWERS = frozenset({"handoff.accepted", "handoff.rejected", "handoff.recycled"})
BRIEFED = frozenset({*ANSWERS, "handoff.submitted"})


@dataclass(frozen=True, slots=True)
class Record:
    """``decision`` is what the gate found on what was known then; ``lost`` says why that cannot be told again.

    ``book`` is the agreement of that day, ``brief`` the version that lay before the AE.
    """

    event: Event | None
    book: Playbook
    reason: Reason | None
    promise: Sla | None
    decision: Decision | None
    lost: str
    brief: BriefVersion | None

    @property
    def words(self) -> Mapping[str, Any]:
        """What was written with the decision; nothing where it has been erased."""
        payload = getattr(self.event, "payload", None)
        return payload.words if payload else {}


def record_of(row: Dispute) -> Record:
    """Everything that is known about the disputed decision, as it stood when it was made."""
    event, book = event_of(row), _book(row.playbook)
    if event is None:
        return Record(None, book, None, None, None, N_("The journal does not tell of it any more."), None)
    decision, lost = _judged_then(event, book)
    return Record(
        event=event,
        book=book,
        reason=book.reasons.get(event.reason),
        promise=book.slas.get(str(event.data.get("sla", ""))),
        decision=decision,
        lost=lost,
        brief=_brief(event),
    )


def _book(stamp: str) -> Playbook:
    try:
        return by_stamp(stamp)
    except NotFound:
        return in_force()


def _judged_then(event: Event, book: Playbook) -> tuple[Decision | None, str]:
    """What the gate finds on the facts of that moment; nothing where no gate was asked."""
    asked = _asked(event)
    if asked is None:
        return None, ""
    known = next(iter(known_at([asked], asked.at)), Known(asked, lost=N_("The lead is not here any more.")))
    if known.dossier is None:
        return None, known.lost
    found = decide(asked.gate, known.dossier, _book(asked.playbook) if asked.playbook else book, asked.at)
    if asked.verdict is not None and found.verdict is not asked.verdict:
        return None, N_("What is known gives another verdict than the one on record.")
    return found, ""


def _asked(event: Event) -> Decided | None:
    """The gate that the lead stood before; an AE's answer is about the one that let the handoff through."""
    if event.code in ANSWERS:
        submitted = Event.objects.filter(
            lead_id=event.lead_id, code="handoff.submitted", subject_id=event.subject_id, seq__lt=event.seq
        )
        event_asked = submitted.order_by("-seq").first()
        return _passed(event_asked) if event_asked else None
    state = event.data.get("from")
    if event.code not in ("lead.disqualified", "lead.recycled") or state not in BEFORE_A_GATE:
        return None
    assert event.lead_id is not None
    gate = gate_after(state)
    return Decided("left", gate, event.lead_id, event.at, event.playbook, event.subject_id, event.seq)


def _passed(event: Event) -> Decided:
    assert event.lead_id is not None
    verdict, gate = Verdict(event.data["verdict"]), PASSED[event.code]
    return Decided(
        "passed", gate, event.lead_id, event.at, event.playbook, event.subject_id, event.seq, verdict
    )


def _brief(event: Event) -> BriefVersion | None:
    """The version that lay before the AE at that moment."""
    rows = BriefVersion.objects.filter(at__lte=event.at).select_related("by")
    rows = (
        rows.filter(handoff=event.subject_id)
        if event.code in BRIEFED
        else rows.filter(handoff__lead=event.lead_id)
    )
    return rows.order_by("-at", "-number").first()
