"""What this person may do with this lead now, each with its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext

from tasuki.desk.forms.endings import ending_fields
from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.forms.labels import label_of
from tasuki.desk.panels.judging import Judge
from tasuki.desk.panels.people import choices
from tasuki.desk.refused import Refused
from tasuki.desk.words import word
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.roles import Role
from tasuki.platform.refusals import Forbidden
from tasuki.records.models import Lead
from tasuki.records.queries import ask_about
from tasuki.rules.lifecycle import verbs_from
from tasuki.rules.meeting_kinds import KINDS
from tasuki.stages.meetings.actions.book import BOOKABLE_FROM

ENDINGS = ("disqualify", "recycle", "reopen")


@dataclass(frozen=True, slots=True)
class MoveForm:
    """A move that takes a form: a reason, a rationale, a meeting."""

    verb: str
    fields: tuple[Field, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class LeadMoves:
    """What is offered on the lead page; what is not listed is not possible or not theirs to do."""

    can: frozenset[str]
    accept: MoveForm | None
    endings: tuple[MoveForm, ...]
    book: MoveForm | None
    assign: MoveForm | None


def moves_of(
    lead: Lead, judge: Judge, by: Actor, refused: Refused | None, typed: Mapping[str, str] | None
) -> LeadMoves:
    """The moves that the lifecycle allows from here and the grants allow this person."""
    possible = {move.verb for move in verbs_from("lead", lead.state) if may(by, move.permission, lead)}
    if lead.state == "captured" and may(by, "lead.accept", lead):
        possible.add("accept")  # accepting delivers the lead in the same step
    for verb, permission in _BESIDE.items():
        if may(by, permission, lead):
            possible.add(verb)
    form = _Forms(judge, refused, typed)
    bookable = lead.state in BOOKABLE_FROM and "book" in possible
    return LeadMoves(
        can=frozenset(possible),
        accept=form.accept() if "accept" in possible else None,
        endings=tuple(form.ending(verb) for verb in ENDINGS if verb in possible),
        book=form.book() if bookable else None,
        assign=form.assign() if "assign" in possible else None,
    )


# Things to do with a lead that leave its state alone, and what they need.
_BESIDE = {
    "answer": "lead.answer",
    "touch": "touch.log",
    "book": "meeting.book",
    "record_meeting": "meeting.record",
    "assign": "lead.assign",
    "edit": "lead.edit",
    "submit": "handoff.submit",
}


def may(by: Actor, permission: str, lead: Lead) -> bool:
    """Whether `ask` would let this person through."""
    try:
        ask_about(lead, by, permission)
    except Forbidden:
        return False
    return True


class _Forms:
    """The forms of one lead; the refused one keeps what was typed and stands open."""

    def __init__(self, judge: Judge, refused: Refused | None, typed: Mapping[str, str] | None) -> None:
        self.judge, self.refused, self.typed = judge, refused, typed

    def accept(self) -> MoveForm:
        draft = self.judge.draft_acceptance()
        return self._made(
            "accept", (Field("rationale", label_of("rationale"), "area", draft, form="accept"),)
        )

    def ending(self, verb: str) -> MoveForm:
        fields = ending_fields(verb, verb, self.judge.book, self._mine(verb), self._typed(verb))
        return MoveForm(verb, fields, self._mine(verb) is not None)

    def book(self) -> MoveForm:
        day = timezone.localtime(self.judge.at) + timedelta(days=1)
        ae = self.judge.lead.ae.handle if self.judge.lead.ae else ""
        when = day.replace(hour=10, minute=0).strftime("%Y-%m-%dT%H:%M")
        return self._made("book", (
            Field("booked_for", gettext("When"), "moment", when, required=True, form="book"),
            Field("ae", gettext("AE"), "choice", ae,
                  options(choices(Role.AE), ae, gettext("Choose an AE")), form="book"),
            Field("kind", gettext("Kind"), "choice", "discovery",
                  options([(key, word(key, KINDS)) for key in KINDS], "discovery", None), form="book"),
            Field("minutes", gettext("Minutes"), "number", "60", form="book"),
            Field("attendees", gettext("Who takes part"), "lines", self.judge.lead.name,
                  help=gettext("One per line."), form="book"),
            Field("place", gettext("Place or link"), form="book"),
        ))  # fmt: skip

    def assign(self) -> MoveForm:
        owner = self.judge.lead.owner.handle if self.judge.lead.owner else ""
        return self._made("assign", (
            Field("run", gettext("Whose place"), "choice", "sdr",
                  options([(role, word(role)) for role in ("sdr", "ae")], "sdr", None), form="assign"),
            Field("person", gettext("To whom"), "choice", owner,
                  options(choices(Role.SDR, Role.AE), owner, gettext("Choose somebody")), required=True, form="assign"),
            Field("reason", label_of("reason"), "area", required=True, form="assign"),
        ))  # fmt: skip

    def _made(self, verb: str, fields: tuple[Field, ...]) -> MoveForm:
        mine = self._mine(verb)
        return MoveForm(verb, told(retyped(fields, self._typed(verb)), mine), mine is not None)

    def _mine(self, verb: str) -> Refused | None:
        return self.refused if self.refused and self.refused.form == verb else None

    def _typed(self, verb: str) -> Mapping[str, str] | None:
        return self.typed if self._mine(verb) else None
