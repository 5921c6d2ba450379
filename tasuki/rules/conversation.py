"""What was said, and when: conversation, questions, booking and discovery call (G-02 … G-04)."""

from __future__ import annotations

from datetime import date

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown, unmet
from tasuki.rules.clock import Target, parse_within
from tasuki.rules.decision import Enforcement
from tasuki.rules.dossier import Dossier, Meeting
from tasuki.rules.fields import value_at
from tasuki.rules.playbook import Playbook
from tasuki.rules.validation.filled import is_answer
from tasuki.rules.wording import N_, Sentence

SPOKEN = frozenset({"call", "meeting", "recording"})


def has_there_been_a_conversation(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """G-02: a two-way conversation: they answered, or a meeting was held."""
    if (
        any(touch.two_way for touch in d.lead.touches)
        or any(meeting.held_at for meeting in d.meetings)
        or any(evidence.by == "buyer" and evidence.kind in SPOKEN for evidence in d.evidence)
    ):
        return NO_TROUBLE
    return unknown(
        "/lead/touches",
        N_("No two-way conversation with the buyer is recorded."),
        N_("Log the call or exchange in which they answered."),
    )


def are_the_questions_documented(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """C-9, CH-2: every discovery question due before the handoff is answered, or “asked, no answer” with a note."""
    if d.handoff.brief_completeness == 1:
        return NO_TROUBLE  # the submitted brief already holds them
    asked = {one.question for one in d.asked if is_answer(one.note, book)}
    found: tuple[Trouble, ...] = NO_TROUBLE
    for question in book.question:
        if question.before != "handoff" or question.asked_by != "sdr" or question.key in asked:
            continue
        if not is_answer(value_at(d, question.field), book):
            found += (
                Trouble(
                    "/" + question.field.replace(".", "/"),
                    Sentence(N_("Not asked yet: “%(question)s”"), {"question": question.text}),
                    Sentence(N_("Ask it and record the answer, or record “asked, no answer” with a note.")),
                    unknown("", "", "")[0].standing,
                ),
            )
    return found


def is_the_discovery_call_booked(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """G-03, CH-4: a discovery meeting with the AE stands in the calendar."""
    booked = _discovery(d)
    if not booked:
        return unknown(
            "/meetings",
            N_("No discovery meeting with the AE is booked."),
            N_("Book a meeting of the kind “discovery” with the AE."),
        )
    if all(meeting.missed_at and not meeting.held_at for meeting in booked):
        return unmet(
            "/meetings",
            N_("The discovery meeting was missed and no other is booked."),
            N_("Book it again with the buyer."),
        )
    return NO_TROUBLE


def was_it_booked_in_time(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """SL-4: booked within its time after acceptance. Late is a warning and a breach, never a permanent block (G-03)."""
    promise, accepted_at = book.slas.get("SL-4"), d.lead.acceptance.at
    first = min((meeting.booked_at for meeting in _discovery(d) if meeting.booked_at), default=None)
    if promise is None or accepted_at is None or first is None:
        return NO_TROUBLE
    target = parse_within(promise.within)
    if (
        not isinstance(target, Target)
        or target.unit.startswith("business")
        or first <= accepted_at + target.span
    ):
        return NO_TROUBLE
    trouble = unmet(
        "/meetings",
        N_("The meeting was booked on %(booked)s, later than %(within)s after acceptance."),
        N_("Nothing blocks; the delay counts against SL-4."),
        booked=first,
        within=promise.within,
    )[0]
    return (Trouble(trouble.pointer, trouble.because, trouble.fix, enforcement=Enforcement.WARN),)


def does_the_ae_know(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """G-03, CH-6: there is an AE to be told; the submit itself tells them in the same transaction."""
    if d.handoff.ae or d.handoff.ae_notified_at or any(meeting.ae for meeting in _discovery(d)):
        return NO_TROUBLE
    if d.handoff.state in ("submitted", "accepted"):
        return NO_TROUBLE
    return unknown(
        "/handoff/ae",
        N_("No AE is named who would take over."),
        N_("Name the AE, or let routing choose one."),
    )


def was_the_discovery_call_held(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """G-04: the discovery call took place; one that is only booked is no discovery."""
    for meeting in d.meetings:
        if meeting.held_at and meeting.kind == "discovery":
            return NO_TROUBLE
    if not _discovery(d):
        return unknown(
            "/meetings",
            N_("No discovery call is recorded."),
            N_("Hold the discovery call and record its outcome."),
        )
    return unmet(
        "/meetings/0/held_at",
        N_("The discovery call is booked and has not been held."),
        N_("Hold the call and record its outcome, or book another if it was missed."),
    )


def _discovery(d: Dossier) -> tuple[Meeting, ...]:
    return tuple(meeting for meeting in d.meetings if meeting.kind == "discovery")


CONVERSATION = Rule(
    "G-02", has_there_been_a_conversation, N_("There has been a two-way conversation."), "/lead/touches"
)
QUESTIONS = Rule(
    "C-9", are_the_questions_documented, N_("All discovery questions are documented."), "/answers"
)
BOOKED = Rule("G-03", is_the_discovery_call_booked, N_("The discovery meeting is booked."), "/meetings")
IN_TIME = Rule("SL-4", was_it_booked_in_time, N_("The meeting was booked in time."), "/meetings")
AE_KNOWS = Rule("CH-6", does_the_ae_know, N_("The AE is named and is told on submit."), "/handoff/ae")
CALL_HELD = Rule("G-04", was_the_discovery_call_held, N_("The discovery call was held."), "/meetings")

__all__ = ["AE_KNOWS", "BOOKED", "CALL_HELD", "CONVERSATION", "IN_TIME", "QUESTIONS"]
