"""Disputes as pages show them: all of them, one with the record it is judged on, and what others can learn (DS-1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tasuki.calibration.disputes.models import Dispute, LearningCase
from tasuki.calibration.disputes.queries import (
    disputable_by,
    dispute_for,
    disputes,
    event_of,
    learning_cases,
    parts_in,
    way_back_of,
)
from tasuki.calibration.disputes.record import Record, record_of
from tasuki.calibration.disputes.words import CAUSES, RULINGS, STATES
from tasuki.desk.formats import moment
from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.panels.why_not import WhyNot, why_not
from tasuki.desk.refused import Refused
from tasuki.desk.words import reason_word, spoken, tongue, word
from tasuki.platform.access.actor import Actor
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.journal.catalogue import EVENTS
from tasuki.platform.journal.models import Event
from tasuki.platform.language import translator
from tasuki.platform.people.models import Person
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import ask_about, lead_for
from tasuki.rules.dispute import NOT_NEUTRAL, DisputeState
from tasuki.rules.playbook import Criterion, Playbook
from tasuki.sla.models import Clock
from tasuki.sla.queries import ClockView, view_of
from tasuki.stages.handoff.telling import tell

ROWS = 50
DRAFTS = 20
PROMISE = "DS-1"
RULE, CARRY, CASE = "rule", "carry", "case"
_LANGUAGES = ("ja", "en")


@dataclass(frozen=True, slots=True)
class DisputesPage:
    rows: tuple[Dispute, ...]
    clocks: Mapping[UUID, ClockView]
    states: tuple[tuple[str, str, bool], ...]
    state: str
    following: str | None


@dataclass(frozen=True, slots=True)
class OpeningPage:
    """A decision about a lead is called wrong: which one, and why."""

    lead: Lead
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class DisputePage:
    """``rule``, ``carry``, ``case`` are forms of whoever may; ``because`` says why somebody of RevOps does not rule."""

    row: Dispute
    record: Record
    clock: ClockView | None
    why_not: WhyNot | None
    criteria: tuple[Criterion, ...]
    brief: Mapping[str, Any] | None
    rule: tuple[Field, ...]
    because: tuple[str, ...]
    carry: tuple[Field, ...]
    case: tuple[Field, ...]
    written: LearningCase | None
    may_withdraw: bool
    opened: str


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case in the reader's language, else in the one that there is."""

    row: LearningCase
    title: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class CasesPage:
    cases: tuple[CaseShown, ...]
    following: str | None


def disputes_page(asked: Mapping[str, str], *, by: Actor, at: datetime) -> DisputesPage:
    """Raises Forbidden, Invalid."""
    state = asked.get("state", "") if asked.get("state") in STATES else ""
    paging = Paging(cursor=asked.get("cursor") or None, limit=ROWS)
    rows = disputes(by, state)
    found, following = page_of(rows.select_related(None), paging, "id", order=("-opened_at", "-id"))
    by_id = disputes(by).in_bulk([one["id"] for one in found])
    states = [("", gettext("All")), *((one, gettext(label)) for one, label in STATES.items())]
    return DisputesPage(
        rows=tuple(by_id[one["id"]] for one in found),
        clocks=clocks_of_disputes(by_id, at),
        states=tuple((one, label, one == state) for one, label in states),
        state=state,
        following=following,
    )


def clocks_of_disputes(keys: Iterable[UUID], at: datetime) -> Mapping[UUID, ClockView]:
    """The running clock of each dispute that waits for its ruling."""
    rows = Clock.objects.filter(subject_id__in=list(keys), sla=PROMISE, stopped_at=None)
    return {row.subject_id: view_of(row, at) for row in rows}


def opening_page(
    lead_id: UUID, event: str, *, by: Actor, refused: Refused | None, typed: Mapping[str, str] | None
) -> OpeningPage:
    """Raises Forbidden, NotFound."""
    lead, book = lead_for(by, lead_id), in_force()
    ask_about(lead, by, "dispute.open")
    found = disputable_by(by, lead.pk)
    names = dict(Person.objects.filter(pk__in=[one.actor_id for one in found]).values_list("pk", "name"))
    pairs = [(str(one.seq), decision_called(one, names.get(one.actor_id, ""), book)) for one in found]
    chosen = event or (pairs[0][0] if pairs else "")
    says = gettext("Name the criterion and what speaks against it.")
    links = gettext("One per line: a recording, an e-mail, a document, or a note.")
    fields = (
        Field(
            "event", gettext("The decision"), "choice", chosen, options(pairs, chosen, None), required=True
        ),
        Field("claim", gettext("What is wrong about it"), "area", help=says, required=True),
        Field("evidence", gettext("What shows it"), "lines", help=links),
    )
    return OpeningPage(lead, told(retyped(fields, typed), refused) if pairs else ())


def decision_called(event: Event, name: str, book: Playbook) -> str:
    """A decision in one line: what, why, by whom and when."""
    promise = book.slas.get(str(event.data.get("sla", "")))
    parts = (
        gettext(EVENTS[event.code]).rstrip("。."),
        spoken(promise.label) if promise else "",
        reason_word(event.reason, book) if event.reason else "",
        name,
        moment(event.at),
    )
    return " · ".join(part for part in parts if part)


def dispute_page(
    dispute_id: UUID,
    *,
    by: Actor,
    at: datetime,
    refused: Refused | None,
    typed: Mapping[str, str] | None,
) -> DisputePage:
    """Raises Forbidden, NotFound."""
    row = dispute_for(by, dispute_id)
    record = record_of(row)
    is_open, may = row.state == DisputeState.OPEN, by.reach("dispute.rule") is not None
    parts = parts_in(row, event_of(row), by)
    written = LearningCase.objects.filter(pk=row.pk).first()

    def form(name: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        mine = refused if refused and refused.form == name else None
        return told(retyped(fields, typed if mine else None), mine)

    return DisputePage(
        row=row,
        record=record,
        clock=clocks_of_disputes([row.pk], at).get(row.pk),
        why_not=_found_then(record),
        criteria=_criteria(record),
        brief=_brief(record),
        rule=form(RULE, _ruling(row)) if is_open and may and not parts else (),
        because=tuple(gettext(NOT_NEUTRAL[one]) for one in parts) if is_open and may else (),
        carry=form(CARRY, _carrying()) if _is_to_carry(row) and by.reach("playbook.draft") else (),
        case=form(CASE, _case(written)) if row.state == DisputeState.RULED and may else (),
        written=written if written is not None and (written.published_at or may) else None,
        may_withdraw=is_open and row.opened_by_id is not None and row.opened_by_id == by.person_id,
        opened=refused.form if refused else "",
    )


def _found_then(record: Record) -> WhyNot | None:
    """The gate's findings of that day; what would have mended them is no matter any more."""
    if record.decision is None:
        return None
    findings = tuple(replace(one, fix=None) for one in record.decision.findings)
    return why_not(replace(record.decision, findings=findings), record.book)


def _criteria(record: Record) -> tuple[Criterion, ...]:
    """What the agreement of that day says about the criteria that were not met; where all were, about each."""
    decision = record.decision
    asked = (decision.troubles, decision.findings) if decision else ()
    named = (dict.fromkeys(one.criterion for one in found if one.criterion) for found in asked)
    keys = next((found for found in named if found), {})
    return tuple(record.book.criteria[key] for key in keys if key in record.book.criteria)


def _brief(record: Record) -> Mapping[str, Any] | None:
    if record.brief is None:
        return None
    language = tongue()
    return tell(record.brief.body, language, translator(language))


def _ruling(row: Dispute) -> tuple[Field, ...]:
    why = gettext("Why it is so, by the criteria of the agreement.")
    fields = [
        Field("ruling", gettext("Ruling"), "choice", "", _choices(RULINGS), required=True, form=RULE),
        Field(
            "cause", gettext("Cause"), "choice", "", _choices(CAUSES), required=True, form=RULE,
            help=gettext("The criteria did not say it clearly, or somebody did not follow them."),
        ),
        Field("rationale", gettext("Rationale"), "area", help=why, required=True, form=RULE),
        Field(
            "rule_change", gettext("What the agreement should say differently"), "area", form=RULE,
            help=gettext("It can be carried into a draft of the agreement, where it is seen."),
        ),
    ]  # fmt: skip
    if way_back_of(row):
        fields.append(
            Field("brings_back", gettext("If it was wrong: bring the lead back to sales"), "check", form=RULE)
        )
    return tuple(fields)


def _is_to_carry(row: Dispute) -> bool:
    """It wants something changed that stands in no version yet, or only in a draft that was withdrawn."""
    return bool(row.rule_change) and (row.draft is None or row.draft.is_withdrawn)


def _carrying() -> tuple[Field, ...]:
    drafts = PlaybookVersion.objects.filter(state="draft").order_by("-drafted_at").defer("toml")[:DRAFTS]
    stamps = [(str(one), gettext("the draft %(draft)s") % {"draft": one}) for one in drafts]
    chosen = options([("", gettext("a new draft")), *stamps], "", None)
    return (Field("draft", gettext("Carry it into"), "choice", "", chosen, form=CARRY),)


def _choices(words: Mapping[str, str]) -> Any:
    return options([(code, word(code, words)) for code in words], "", gettext("Choose"))


def _case(written: LearningCase | None) -> tuple[Field, ...]:
    labels = {"title": gettext("Title of the case"), "text": gettext("What others can learn")}
    called = {"ja": "日本語", "en": "English"}
    fields = [
        Field(
            f"{part}_{language}", f"{label} ({called[language]})", "area" if part == "text" else "text",
            getattr(written, f"{part}_{language}") if written else "", form=CASE,
        )
        for language in _LANGUAGES
        for part, label in labels.items()
    ]  # fmt: skip
    published = "on" if written is not None and written.published_at else ""
    return (
        *fields,
        Field("is_published", gettext("Publish it: everybody may read it"), "check", published, form=CASE),
        Field("names_stay", gettext("The names in it are meant"), "check", form=CASE),
    )


def cases_page(asked: Mapping[str, str], *, by: Actor) -> CasesPage:
    """Raises Forbidden, Invalid."""
    rows = learning_cases(by)
    paging = Paging(cursor=asked.get("cursor") or None, limit=ROWS)
    order = ("-published_at", "-dispute_id")
    found, following = page_of(rows.select_related(None), paging, "dispute_id", order=order)
    by_id = rows.in_bulk([one["dispute_id"] for one in found])
    return CasesPage(tuple(_shown(by_id[one["dispute_id"]]) for one in found), following)


def _shown(row: LearningCase) -> CaseShown:
    first = sorted(_LANGUAGES, key=lambda one: one != tongue())
    language = next((one for one in first if getattr(row, f"text_{one}")), first[0])
    return CaseShown(row, getattr(row, f"title_{language}"), getattr(row, f"text_{language}"), language)
