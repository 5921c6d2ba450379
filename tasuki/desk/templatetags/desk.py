"""Filters and tags that the templates share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import template
from django.template import Context
from django.template.defaulttags import CsrfTokenNode
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from tasuki.calibration.disputes.models import Dispute
from tasuki.calibration.disputes.queries import rulings_behind as behind
from tasuki.calibration.disputes.words import CAUSES, RULINGS
from tasuki.calibration.disputes.words import SIDES as DISPUTE_SIDES
from tasuki.calibration.disputes.words import STATES as DISPUTE_STATES
from tasuki.desk import formats, words
from tasuki.desk.drawn import field as drawing
from tasuki.desk.drawn.card import card_drawn, tried
from tasuki.desk.drawn.card import new_evidence as evidence_fields
from tasuki.desk.drawn.deal import deal_drawn
from tasuki.desk.drawn.finding import finding_drawn
from tasuki.desk.drawn.frame import navigation, unchanging
from tasuki.desk.drawn.number import number_drawn
from tasuki.desk.drawn.proof import proof_said
from tasuki.desk.forms.labels import label_of
from tasuki.desk.forms.playbook.conditions import ConditionField
from tasuki.desk.panels.attainment import AttainmentPanel, Period, Span
from tasuki.desk.panels.cards import Card as DealCard
from tasuki.desk.panels.criteria import Card, evidence_of_leads
from tasuki.desk.panels.timeline import Happening
from tasuki.desk.pointers import anchor, where_to_mend
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.catalogue import EVENTS
from tasuki.platform.language import translator
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.telling import versions
from tasuki.playbooks.telling.people import person_called
from tasuki.records.models import Task
from tasuki.rules.decision import Finding
from tasuki.rules.labels import INDUSTRIES
from tasuki.rules.meeting_kinds import KINDS
from tasuki.rules.playbook import Playbook
from tasuki.stages.intake.models import Suspect
from tasuki.stages.intake.queries import reasons_spoken
from tasuki.stages.registration.words import STATES as REGISTRATIONS
from tasuki.stages.routing.models import Assignment
from tasuki.stages.routing.trace import told

DISPUTES = {**DISPUTE_STATES, **CAUSES, **RULINGS, **DISPUTE_SIDES}
register = template.Library()

register.filter("spoken", words.spoken)
register.filter("translated", gettext)  # `translate` looks for a variable text's percent signs twice
register.filter("word", words.word)
register.filter("level_word", words.level_word)
register.filter("country", words.country_word)
register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("percent", formats.percent)
register.filter("anchor", anchor)
register.filter("fact", formats.fact)
register.filter("drawn", drawing.drawn)
register.filter("all_drawn", drawing.all_drawn)
register.filter("radios", drawing.radios)
register.filter("ticks", drawing.ticks)
register.simple_tag(tried)
register.simple_tag(number_drawn, name="number")
register.simple_tag(navigation)
register.simple_tag(unchanging)


@register.filter
def is_condition(field: object) -> bool:
    return isinstance(field, ConditionField)


@register.filter
def field_label(pointer: str) -> str:
    return label_of(pointer)


@register.filter
def may(actor: Actor, permission: str) -> bool:
    """Whether the reader has a permission at all, for a way to a page that others are refused."""
    return actor.reach(permission) is not None


@register.filter
def playbook_person(role: str) -> str:
    """A side or role of the agreement in words."""
    return words.spoken(person_called(role))


@register.filter
def is_quoted(said: object) -> bool:
    """Whether this is the same in every language: an id, or what somebody wrote."""
    return isinstance(said, str)


@register.filter
def state_word(state: object) -> str:
    return words.word(state, words.STATES)


@register.filter
def task_title(task: Task) -> str:
    return words.task_title(task)


@register.filter
def meeting_word(kind: str) -> str:
    return words.word(kind, KINDS)


@register.filter
def basis_word(basis: str) -> str:
    return words.word(basis, words.BASES)


@register.filter
def industry_word(industry: str) -> str:
    return words.word(industry, INDUSTRIES)


@register.filter
def standing_word(standing: str) -> str:
    return words.word(standing, words.STANDINGS)


@register.filter
def version_word(state: str) -> str:
    return words.word(state, versions.STATES)


@register.filter
def verdict_word(verdict: str) -> str:
    return words.word(verdict, words.VERDICTS)


@register.filter
def match_word(standing: str) -> str:
    return words.word(standing, words.MATCHES)


@register.filter
def outcome_word(outcome: str) -> str:
    return words.word(outcome, words.DISCOVERY_OUTCOMES)


@register.filter
def import_word(code: str) -> str:
    return words.word(code, words.IMPORT_KINDS)


@register.filter
def why_approver(code: str) -> str:
    return words.word(code, words.WHY_APPROVER)


@register.filter
def registration_word(state: str) -> str:
    return words.word(state, REGISTRATIONS)


@register.filter
def dispute_word(code: str) -> str:
    """A dispute's state, its cause or its ruling."""
    return words.word(code, DISPUTES)


@register.filter
def rulings_behind(version: PlaybookVersion, by: Actor) -> tuple[Dispute, ...]:
    return behind(version, by)


@register.filter
def event_word(code: str) -> str:
    return gettext(EVENTS.get(code, code))


@register.filter
def at_key(found: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping has at this key; None where there is nothing."""
    return found.get(key)


@register.filter
def returned_word(code: str) -> str:
    return words.word(code, words.RETURNED)


@register.filter
def source_word(key: str, book: Playbook) -> str:
    return words.source_word(key, book) if key else ""


@register.filter
def reason_word(code: str, book: Playbook) -> str:
    return words.reason_word(code, book) if code else ""


@register.filter
def stage_word(key: str, book: Playbook) -> str:
    return words.stage_word(key, book) if key else ""


@register.simple_tag
def money(amount: Decimal | None, currency: str) -> str:
    return formats.money(amount, currency)


@register.simple_tag
def left(due_at: datetime, at: datetime) -> str:
    return formats.left(due_at, at)


@register.simple_tag(takes_context=True)
def mend(context: Mapping[str, Any], pointer: str, form: str = "") -> str:
    """The address of the field that a finding points at; empty where no page has it."""
    lead_id = str(context.get("lead_id") or "")
    return where_to_mend(pointer, lead_id, str(context.get("here", "")) or context["request"].path, form)


@register.simple_tag
def way(verb: str, subject: str, key: object) -> str:
    """The address of a page that leads, accounts and contacts have alike."""
    return reverse(f"{verb}_{subject}", args=[key])


@register.simple_tag(takes_context=True)
def finding(context: Mapping[str, Any], found: Finding, besides: Sequence[str] = ()) -> str:
    """What a gate found, with the way to the field that mends it; ``besides`` are other rules that it would content."""
    called = _proofs(context) if found.evidence else {}
    return finding_drawn(found, mend(context, found.pointer), besides, called)


@register.simple_tag(takes_context=True)
def proof(context: Mapping[str, Any], key: str, lead_id: UUID | None = None) -> str:
    """What the evidence with this key is, of the page's lead or of another."""
    return _proofs(context, lead_id).get(key, key)


def _proofs(context: Mapping[str, Any], lead_id: UUID | None = None) -> Mapping[str, str]:
    """The evidence of a lead: read once for a page, however many findings name it."""
    whose = lead_id or context.get("lead_id") or context.get("lead_behind")
    if not whose:
        return {}
    key = UUID(str(whose))
    return _proofs_of(context, {key})[key]


@register.simple_tag(takes_context=True)
def read_proofs(context: Mapping[str, Any], happenings: Sequence[Happening]) -> str:
    """Read at once what the evidence of all these happenings is."""
    _proofs_of(context, {one.lead_id for one in happenings if one.evidence and one.lead_id})
    return ""


def _proofs_of(context: Mapping[str, Any], leads: Set[UUID]) -> Mapping[UUID, Mapping[str, str]]:
    known: dict[UUID, Mapping[str, str]] = context["request"].__dict__.setdefault("proofs_of_leads", {})
    if unknown := leads - known.keys():
        for lead_id, evidence in evidence_of_leads(unknown).items():
            known[lead_id] = {key: proof_said(one) for key, one in evidence.items()}
    return known


@register.simple_tag(takes_context=True)
def criterion_card(context: Context, card: Card, can_answer: bool) -> str:
    """One criterion of a lead, with the form to answer it."""

    def problem() -> str:
        shown = {"refused": context.get("refused"), "request": context["request"]}
        refused = bool(context.get("oob")) and render_to_string("components/problem.html", shown)
        return refused or ""

    return card_drawn(
        card,
        context["lead"].pk,
        CsrfTokenNode().render(context),
        can_answer=can_answer,
        oob=bool(context.get("oob")),
        problem=problem,
    )


@register.simple_tag(takes_context=True)
def deal_card(context: Context, card: DealCard) -> str:
    """One opportunity on the board."""
    return deal_drawn(card, context.get("query") or "", CsrfTokenNode().render(context))


@register.simple_tag
def new_evidence(key: str) -> str:
    """The fields for a new piece of evidence; ``key`` tells the forms of a page apart."""
    return evidence_fields(key, words.tongue())


@register.filter
def reasons(suspect: Suspect) -> list[str]:
    """Why two leads may be one."""
    return reasons_spoken(suspect, words.spoken)


@register.filter
def why_owner(assignment: Assignment) -> str:
    """Why this person got the lead."""
    return told(assignment.because, words.tongue(), translator(words.tongue())) if assignment.because else ""


@register.simple_tag
def kept_query(period: Period, since: date, span: Span | None = None) -> str:
    """The agreement's page for another month or quarter."""
    return period.query(since, span)


@register.inclusion_tag("components/kept.html")
def kept_line(kept: AttainmentPanel, key: str) -> dict[str, Any]:
    """What came of one commitment."""
    return {"line": kept.lines.get(key)}
