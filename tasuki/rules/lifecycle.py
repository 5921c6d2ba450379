"""The one table of moves: what may happen to a lead, a handoff, an opportunity and a meeting (domain §1).

Whatever changes a state looks its move up here, so that the pages, the API, the command line, an import and a
replay share one machine. A move names the journal event that records it; where one event moves two records (a
conversion makes an opportunity and converts the lead), both rows name the same event. The window of an undo, the
gate before a step and the quality of a reason are other rules: this table only knows from where to where. Taking a
merge back is no move: it puts the lead back where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from tasuki.rules.playbook import Reason, Stage
from tasuki.rules.wording import N_, Sentence

Subject = Literal["lead", "handoff", "opportunity", "meeting"]
SUBJECTS: tuple[Subject, ...] = ("lead", "handoff", "opportunity", "meeting")


class LeadState(StrEnum):
    CAPTURED = "captured"
    MQL = "mql"
    SAL = "sal"
    SQL = "sql"
    DISCOVERY = "discovery"
    CONVERTED = "converted"
    DISQUALIFIED = "disqualified"
    RECYCLED = "recycled"
    ARCHIVED = "archived"
    MERGED = "merged"


class HandoffState(StrEnum):
    """``none`` means that nobody has begun a brief. A mended brief after a rejection is a new handoff (HB-8)."""

    NONE = "none"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RECYCLED = "recycled"


class OpportunityState(StrEnum):
    """The kinds of stage; which open stages there are, and their order, is the playbook's (`state_of`)."""

    PENDING_APPROVAL = "pending_approval"
    OPEN = "open"
    CLOSED_WON = "closed_won"
    CLOSED_LOST = "closed_lost"
    VOIDED = "voided"


class MeetingState(StrEnum):
    BOOKED = "booked"
    HELD = "held"
    MISSED = "missed"


State = LeadState | HandoffState | OpportunityState | MeetingState
STATES: Mapping[Subject, tuple[State, ...]] = {
    "lead": tuple(LeadState),
    "handoff": tuple(HandoffState),
    "opportunity": tuple(OpportunityState),
    "meeting": tuple(MeetingState),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the machine. No ``from_states`` means that the move makes the record.

    ``label`` reads after “you can …”; ``permission`` is asked of a person, automation acts on the playbook's word;
    ``needs_reason`` asks for a reason or rationale, whose quality other rules judge (AR-3, G-01, G-05).
    """

    subject: Subject
    verb: str
    from_states: tuple[State, ...]
    to_state: State
    event: str
    permission: str
    needs_reason: bool
    label: str
    note: str = ""


_L, _H, _O, _M = LeadState, HandoffState, OpportunityState, MeetingState
_WORKED = (_L.MQL, _L.SAL, _L.SQL, _L.DISCOVERY)
_ANY_LEAD = tuple(state for state in LeadState if state is not LeadState.MERGED)

# fmt: off
MOVES: tuple[Move, ...] = (
    Move("lead", "capture", (), _L.CAPTURED, "lead.captured", "lead.create", False, N_("capture the lead")),
    Move("lead", "market_qualify", (_L.CAPTURED,), _L.MQL, "lead.marketing_qualified",
         "lead.qualify_for_marketing", False, N_("deliver the lead to sales"),
         N_("Marketing delivers: the profile fits and there is some intent (G-00).")),
    Move("lead", "exclude", (_L.CAPTURED,), _L.DISQUALIFIED, "lead.disqualified", "lead.disqualify", True,
         N_("exclude the lead"), N_("The lead is on the list of exclusions (EX-1).")),
    Move("lead", "accept", (_L.MQL,), _L.SAL, "lead.accepted", "lead.accept", True,
         N_("accept the lead"), N_("Sales accepts the lead as worth pursuing, with a rationale (G-01).")),
    Move("lead", "qualify", (_L.SAL,), _L.SQL, "lead.sales_qualified", "lead.qualify_for_sales", False,
         N_("qualify the lead"), N_("A conversation confirmed the need, the means and the authority (G-02).")),
    Move("lead", "begin_discovery", (_L.SQL,), _L.DISCOVERY, "handoff.accepted", "handoff.decide", False,
         N_("begin discovery"), N_("The AE accepted the handoff (AR-1).")),
    Move("lead", "send_back", (_L.SQL,), _L.SQL, "handoff.rejected", "handoff.decide", True,
         N_("send the lead back to the SDR"), N_("The AE rejected a handoff that the SDR can mend (AR-6).")),
    Move("lead", "reject", (_L.SQL,), _L.DISQUALIFIED, "lead.disqualified", "handoff.decide", True,
         N_("reject the lead"), N_("The AE rejected the handoff; marketing gets the lead with the reason (AR-6).")),
    Move("lead", "reject_as_duplicate", (_L.SQL,), _L.MERGED, "lead.merged", "handoff.decide", True,
         N_("reject the lead as a duplicate"), N_("The reason names the record that stays (AR-5, AR-6).")),
    Move("lead", "convert", (_L.DISCOVERY,), _L.CONVERTED, "opportunity.created", "lead.convert", False,
         N_("convert the lead"), N_("The opportunity gate let the lead through (G-04).")),
    Move("lead", "convert_pending", (_L.DISCOVERY,), _L.CONVERTED, "approval.requested", "lead.convert", False,
         N_("ask for approval to convert"), N_("The opportunity waits for an approval (AP-1).")),
    Move("lead", "return_after_refusal", (_L.CONVERTED,), _L.DISCOVERY, "opportunity.voided", "approval.decide", True,
         N_("refuse the approval"), N_("The approval was refused, inside the window of an undo or after it.")),
    Move("lead", "void", (_L.CONVERTED,), _L.DISCOVERY, "opportunity.voided", "conversion.void", True,
         N_("void the conversion"), N_("The conversion is undone inside its window.")),
    Move("lead", "disqualify", _WORKED, _L.DISQUALIFIED, "lead.disqualified", "lead.disqualify", True,
         N_("disqualify the lead"), N_("The lead goes back to marketing with the reason (AR-6).")),
    Move("lead", "recycle", _WORKED, _L.RECYCLED, "lead.recycled", "lead.recycle", True,
         N_("recycle the lead"), N_("The lead is nurtured until a date or a trigger (AR-1, AR-10).")),
    Move("lead", "reengage", (_L.RECYCLED,), _L.MQL, "lead.reengaged", "lead.reengage", False,
         N_("re-engage the lead"), N_("The date or the trigger came; the lead carries the recycled flag (V-08).")),
    Move("lead", "archive", (_L.RECYCLED,), _L.ARCHIVED, "lead.archived", "lead.archive", False,
         N_("archive the lead"), N_("No engagement for as long as the playbook says (V-08).")),
    Move("lead", "reopen", (_L.DISQUALIFIED,), _L.MQL, "lead.reopened", "lead.reopen", True,
         N_("reopen the lead"), N_("A manager or RevOps takes the disqualification back.")),
    Move("lead", "merge", _ANY_LEAD, _L.MERGED, "lead.merged", "lead.merge", True,
         N_("merge the lead"), N_("The reason names the record that stays (AR-5).")),

    Move("handoff", "complete_brief", (_H.NONE, _H.DRAFT), _H.DRAFT, "brief.completed", "handoff.submit", False,
         N_("complete the brief")),
    Move("handoff", "submit", (_H.DRAFT,), _H.SUBMITTED, "handoff.submitted", "handoff.submit", False,
         N_("submit the handoff"), N_("The brief is complete and the meeting booked (G-03).")),
    Move("handoff", "accept", (_H.SUBMITTED,), _H.ACCEPTED, "handoff.accepted", "handoff.decide", False,
         N_("accept the handoff")),
    Move("handoff", "reject", (_H.SUBMITTED,), _H.REJECTED, "handoff.rejected", "handoff.decide", True,
         N_("reject the handoff"), N_("What happens to the lead follows from the reason (AR-6).")),
    Move("handoff", "recycle", (_H.SUBMITTED,), _H.RECYCLED, "handoff.recycled", "handoff.decide", True,
         N_("recycle the handoff"), N_("With a date or a trigger to come back (AR-1).")),
    Move("handoff", "rate", (_H.ACCEPTED,), _H.ACCEPTED, "handoff.rated", "handoff.rate", False,
         N_("rate the handoff"), N_("The AE's feedback on quality after the call (SL-7, HB-4).")),

    Move("opportunity", "create", (), _O.OPEN, "opportunity.created", "lead.convert", False,
         N_("create the opportunity")),
    Move("opportunity", "create_pending", (), _O.PENDING_APPROVAL, "approval.requested", "lead.convert", False,
         N_("create the opportunity, pending approval"), N_("It is in no forecast until approved (AP-1).")),
    Move("opportunity", "confirm", (_O.PENDING_APPROVAL,), _O.OPEN, "opportunity.created", "approval.decide", False,
         N_("grant the approval"), N_("The approval itself leaves approval.granted.")),
    Move("opportunity", "refuse", (_O.PENDING_APPROVAL,), _O.VOIDED, "opportunity.voided", "approval.decide", True,
         N_("refuse the approval"), N_("The approval itself leaves approval.refused; the lead returns to discovery.")),
    Move("opportunity", "advance", (_O.OPEN,), _O.OPEN, "opportunity.advanced", "opportunity.edit", False,
         N_("advance the opportunity"), N_("To another open stage of the playbook (V-06).")),
    Move("opportunity", "expire_waiver", (_O.OPEN,), _O.OPEN, "waiver.expired", "approval.decide", False,
         N_("let the waiver expire"), N_("The gap is still open: the opportunity leaves the forecast (SL-12).")),
    Move("opportunity", "win", (_O.OPEN,), _O.CLOSED_WON, "opportunity.won", "opportunity.close", False,
         N_("close the opportunity as won")),
    Move("opportunity", "lose", (_O.OPEN,), _O.CLOSED_LOST, "opportunity.lost", "opportunity.close", True,
         N_("close the opportunity as lost")),
    Move("opportunity", "void", (_O.PENDING_APPROVAL, _O.OPEN), _O.VOIDED, "opportunity.voided", "conversion.void",
         True, N_("void the opportunity"), N_("The conversion is undone; the lead returns to discovery.")),

    Move("meeting", "book", (), _M.BOOKED, "meeting.booked", "meeting.book", False, N_("book the meeting")),
    Move("meeting", "reschedule", (_M.BOOKED, _M.MISSED), _M.BOOKED, "meeting.rescheduled", "meeting.book", False,
         N_("reschedule the meeting")),
    Move("meeting", "hold", (_M.BOOKED, _M.MISSED), _M.HELD, "meeting.held", "meeting.record", False,
         N_("record the meeting as held"), N_("A meeting marked as missed too early may still have been held.")),
    Move("meeting", "miss", (_M.BOOKED,), _M.MISSED, "meeting.missed", "meeting.record", False,
         N_("record the meeting as missed")),
)
# fmt: on

STATE_LABELS: Mapping[State, str] = {
    _L.CAPTURED: N_("captured"),
    _L.MQL: N_("MQL"),
    _L.SAL: N_("SAL"),
    _L.SQL: N_("SQL"),
    _L.DISCOVERY: N_("in discovery"),
    _L.CONVERTED: N_("converted"),
    _L.DISQUALIFIED: N_("disqualified"),
    _L.RECYCLED: N_("recycled"),
    _L.ARCHIVED: N_("archived"),
    _L.MERGED: N_("merged"),
    _H.NONE: N_("not begun"),
    _H.DRAFT: N_("a draft"),
    _H.SUBMITTED: N_("submitted"),
    _H.ACCEPTED: N_("accepted"),
    _H.REJECTED: N_("rejected"),
    _O.PENDING_APPROVAL: N_("pending approval"),
    _O.OPEN: N_("open"),
    _O.CLOSED_WON: N_("closed won"),
    _O.CLOSED_LOST: N_("closed lost"),
    _O.VOIDED: N_("voided"),
    _M.BOOKED: N_("booked"),
    _M.HELD: N_("held"),
    _M.MISSED: N_("missed"),
}
"""How a state reads in a sentence; equal names (a recycled lead, a recycled handoff) share one wording."""

_BY_VERB: Mapping[tuple[str, str], Move] = {(row.subject, row.verb): row for row in MOVES}
_KIND_OF_STAGE: Mapping[str, OpportunityState] = {
    "pending": _O.PENDING_APPROVAL,
    "open": _O.OPEN,
    "won": _O.CLOSED_WON,
    "lost": _O.CLOSED_LOST,
    "void": _O.VOIDED,
}
_AFTER_REJECTION: Mapping[str, str] = {
    "sql": "send_back",
    "merged": "reject_as_duplicate",
    "disqualified": "reject",
}


class NotFromHere(ValueError):
    """The move exists, but not from this state. ``because`` says from where; ``fix`` says what is possible now."""

    code = "move.not_from_here"

    def __init__(self, asked: Move, state: State | None) -> None:
        self.asked = asked
        self.state = state
        self.possible = verbs_from(asked.subject, state)
        self.because = _why_not(asked, state)
        self.fix = _what_instead(self.possible, state)
        super().__init__(f"{self.because.spoken('en')} {self.fix.spoken('en')}")


def move(subject: Subject, verb: str, state: str | None) -> Move:
    """The row for ``verb`` from ``state`` (None: no record yet).

    Raises `NotFromHere` when the state forbids it, LookupError for a verb and ValueError for a state nobody knows.
    """
    row = _BY_VERB.get((subject, verb))
    if row is None:
        known = ", ".join(name for owner, name in _BY_VERB if owner == subject)
        raise LookupError(f"A {subject} has no move “{verb}”; known: {known}.")
    here = named(subject, state)
    if here not in row.from_states and not (here is None and not row.from_states):
        raise NotFromHere(row, here)
    return row


def verbs_from(subject: Subject, state: str | None) -> tuple[Move, ...]:
    """Everything that may happen next, in the order of the process; with None, what makes such a record."""
    here = named(subject, state)
    return tuple(
        row
        for row in MOVES
        if row.subject == subject and (here in row.from_states or (here is None and not row.from_states))
    )


def named(subject: Subject, state: str | None) -> State | None:
    """The member of the subject's states. Raises ValueError for a state it does not have."""
    if state is None:
        return None
    for known in STATES[subject]:
        if known == state:
            return known
    raise ValueError(f"A {subject} has no state “{state}”; known: {', '.join(STATES[subject])}.")


def is_final(subject: Subject, state: str) -> bool:
    """Whether the process has ended here: nothing leaves this state, except that a duplicate may still be merged."""
    return all(row.to_state == state or row.verb == "merge" for row in verbs_from(subject, state))


def state_of(stage: Stage) -> OpportunityState:
    """Which kind of state a stage of the playbook is."""
    return _KIND_OF_STAGE[stage.kind]


def verb_after_rejection(reason: Reason) -> str:
    """What an AE's rejection does to the lead: back to the SDR, merged, or disqualified (AR-6)."""
    return _AFTER_REJECTION[reason.leads_to]


def diagram(subject: Subject) -> str:
    """The subject's machine as a Mermaid state diagram, drawn from the table."""
    lines = ["stateDiagram-v2"]
    for row in MOVES:
        if row.subject == subject:
            sources: tuple[str, ...] = row.from_states or ("[*]",)
            lines += [f"    {source} --> {row.to_state}: {row.verb}" for source in sources]
    if subject == "handoff":
        lines.insert(1, f"    [*] --> {HandoffState.NONE}")
    lines += [f"    {state} --> [*]" for state in STATES[subject] if is_final(subject, state)]
    return "\n".join(lines) + "\n"


def _why_not(asked: Move, state: State | None) -> Sentence:
    values: dict[str, object] = {
        "move": Sentence(asked.label),
        "state": _label(state),
        "wanted": tuple(_label(one) for one in asked.from_states),
    }
    if not asked.from_states:
        return Sentence(N_("You cannot %(move)s: the record exists already and is %(state)s."), values)
    if state is None:
        return Sentence(N_("You cannot %(move)s: there is no record yet."), values)
    return Sentence(N_("You cannot %(move)s while it is %(state)s; it has to be %(wanted)s."), values)


def _what_instead(possible: tuple[Move, ...], state: State | None) -> Sentence:
    if not possible:
        return Sentence(N_("Nothing can follow: %(state)s is an end."), {"state": _label(state)})
    return Sentence(
        N_("What you can do now: %(moves)s."), {"moves": tuple(Sentence(row.label) for row in possible)}
    )


def _label(state: State | None) -> Sentence:
    return Sentence(STATE_LABELS[state] if state is not None else N_("not there yet"))
