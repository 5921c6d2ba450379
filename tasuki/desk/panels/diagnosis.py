"""What is wrong with the funnel, as cards: signs with their rows, money with its arithmetic, and what to begin with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options
from tasuki.desk.words import spoken, tongue, word
from tasuki.insight.asked import Asked
from tasuki.insight.diagnosing import places_of
from tasuki.insight.examined import evidence_query, who_is_meant
from tasuki.insight.recalled import recalled
from tasuki.insight.registry import report_named
from tasuki.insight.report import Answer
from tasuki.insight.words import Words
from tasuki.platform.access.actor import Actor
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import in_force
from tasuki.rules.diagnosis import PRESENCES, Check, Diagnosis, Fix, Presence, Stake, leak_of
from tasuki.rules.diagnosis.verdicts import CONFIDENCES
from tasuki.rules.labels import SEGMENTS
from tasuki.rules.playbook import Playbook

REPORT = "diagnosis"
CHAPTERS: Mapping[str, str] = {
    "approval": "approvals",
    "brief": "handoff",
    "checklist": "handoff",
    "framework": "criteria",
    "gate": "gates",
    "limits": "limits",
    "question": "criteria",
    "required": "gates",
    "score": "scores",
    "sla": "clocks",
}
"""In which chapter of the agreement a table is read by those who have no draft to change it in."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a share and its interval lie beside the limit, in per cent of the width; for the eye only."""

    value: float
    low: float
    width: float
    limit: float


@dataclass(frozen=True, slots=True)
class ShownSign:
    says: str
    rule: str
    standing: str
    standing_said: str
    supports: bool
    who: str
    scale: Scale | None
    hrefs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownStake:
    says: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    trouble: str
    title: str
    standing: str
    standing_said: str
    confidence: str
    signs: tuple[ShownSign, ...]
    stakes: tuple[ShownStake, ...]
    fixes: tuple[tuple[str, str], ...]

    @property
    def is_found(self) -> bool:
        return self.standing == "present"


@dataclass(frozen=True, slots=True)
class ShownLeak:
    """``parts`` are (the trouble's title, what it costs)."""

    says: str
    parts: tuple[tuple[str, ShownStake], ...]


@dataclass(frozen=True, slots=True)
class DiagnosisPage:
    asked: Asked
    query: str
    filters: tuple[Field, ...]
    cards: tuple[Card, ...]
    leak: ShownLeak | None
    definition: str
    is_narrowed: bool


def diagnosis_page(name: str, words: Mapping[str, str], *, by: Actor, at: datetime) -> DiagnosisPage:
    """``name`` is the report, diagnosis or leak. Raises Forbidden, Invalid."""
    report, book = report_named(name), in_force()
    asked = report.asked(words, book, by=by, at=at)
    found = recalled(report, asked, book)
    spell, draft = Words(found.tables, book, tongue()), _draft(by)
    return DiagnosisPage(
        asked=found.asked,
        query=asked.query(),
        filters=tuple(_filters(asked, book)),
        cards=tuple(_card(one, found, spell, draft) for one in sorted(found.diagnoses, key=_found_first)),
        leak=_leak(found),
        definition=gettext(report.definition),
        is_narrowed=bool(asked.only),
    )


def _found_first(one: Diagnosis) -> bool:
    return one.standing is not Presence.PRESENT


def _leak(found: Answer) -> ShownLeak | None:
    leak = leak_of(found.diagnoses)
    if leak is None:
        return None
    titles = {one.trouble: spoken(one.title) for one in found.diagnoses}
    return ShownLeak(
        spoken(leak.says()), tuple((titles[trouble], _stake(stake)) for trouble, stake in leak.parts)
    )


def _card(one: Diagnosis, found: Answer, spell: Words, draft: str) -> Card:
    return Card(
        trouble=one.trouble,
        title=spoken(one.title),
        standing=one.standing.value,
        standing_said=gettext(PRESENCES[one.standing]),
        confidence="" if one.standing is Presence.UNKNOWN else gettext(CONFIDENCES[one.confidence]),
        signs=tuple(_sign(check, found, spell) for check in one.checks),
        stakes=tuple(_stake(stake) for stake in one.stakes),
        fixes=tuple((spoken(fix.says), _href(fix, draft)) for fix in one.fixes),
    )


def _sign(check: Check, found: Answer, spell: Words) -> ShownSign:
    rows = reverse("report_rows", args=[REPORT])
    places = range(len(places_of(check.sign.key))) if check.value is not None else ()
    return ShownSign(
        says=spoken(check.says()),
        rule=check.sign.rule,
        standing=check.standing.value,
        standing_said=gettext(PRESENCES[check.standing]),
        supports=not check.sign.decides,
        who=" · ".join(who_is_meant(check, spell)),
        scale=_scale(check),
        hrefs=tuple(f"{rows}?{evidence_query(found, check, place)}" for place in places),
    )


def _scale(check: Check) -> Scale | None:
    if check.sign.kind != "share" or check.value is None or check.interval is None:
        return None
    low, high = 100 * check.interval.low, 100 * check.interval.high
    return Scale(
        round(100 * check.value, 1), round(low, 1), round(max(0.5, high - low), 1), 100 * check.limit
    )


def _stake(stake: Stake) -> ShownStake:
    return ShownStake(spoken(stake.says()), tuple(spoken(step) for step in stake.steps))


def _draft(by: Actor) -> str:
    """The draft in which a table can be changed at once, where there is one and they may."""
    if by.reach("playbook.draft") is None:
        return ""
    version = PlaybookVersion.objects.filter(state="draft").order_by("-drafted_at").first()
    return str(version) if version else ""


def _href(fix: Fix, draft: str) -> str:
    if fix.kind == "report":
        return reverse("report", args=[fix.opens])
    if fix.kind == "page":
        return reverse({"agreement": "playbook"}.get(fix.opens, fix.opens))
    if draft:
        return reverse("playbook_table", args=[draft, fix.opens])
    return reverse("playbook_chapter", args=[CHAPTERS[fix.opens]])


def _filters(asked: Asked, book: Playbook) -> Iterator[Field]:
    yield Field("from", gettext("From (included)"), "date", str(asked.since))
    yield Field("to", gettext("To (included)"), "date", str(asked.until))
    sources = [(one.key, spoken(one.label)) for one in book.source]
    segments = [(key, word(key, SEGMENTS)) for key in SEGMENTS]
    for key, label, pairs in (
        ("source", gettext("Source"), sources),
        ("segment", gettext("Segment"), segments),
    ):
        chosen = asked.only.get(key, "")
        yield Field(key, label, "choice", chosen, options(pairs, chosen, gettext("All")))
