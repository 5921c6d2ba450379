"""Samples for the gallery: every component in each of its states, with words that the product really says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Option, ticks
from tasuki.desk.forms.playbook.conditions import condition_field
from tasuki.desk.panels.attainment import Line
from tasuki.desk.panels.deal_work import Work
from tasuki.desk.panels.diagnosis import Card, Scale, ShownSign, ShownStake
from tasuki.desk.panels.import_file import Step, steps_at
from tasuki.desk.panels.imports import Counted
from tasuki.desk.panels.playbook.changes import ChangedTable, by_table
from tasuki.desk.panels.playbook.news import Announcement
from tasuki.desk.panels.playbook.tables import Group
from tasuki.desk.panels.reports import Shown
from tasuki.desk.panels.timeline import Happening
from tasuki.desk.refused import Refused
from tasuki.desk.seen import News
from tasuki.desk.words import spoken, word
from tasuki.notices.words import Worded
from tasuki.platform.entry.second import Enrolment, enrolment_of
from tasuki.platform.people.models import Person
from tasuki.playbooks.comparing import Difference, differences
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.presets import preset_toml
from tasuki.playbooks.telling.chapter import Table
from tasuki.playbooks.telling.chapters.reasons import USES
from tasuki.playbooks.telling.chapters.stages import benchmarks
from tasuki.playbooks.telling.versions import STATES
from tasuki.records.models import Task
from tasuki.rules.decision import Enforcement, Finding, Standing, Verdict
from tasuki.rules.diagnosis import PRESENCES, TITLES, Presence, Trouble
from tasuki.rules.lifecycle import STATE_LABELS
from tasuki.rules.mends import Mend
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem
from tasuki.rules.toml_text import with_item_moved, without_item
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.handoff.checklist import ItemStanding

AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
CLOSE_ON = "/opportunity/close_on"


@dataclass(frozen=True, slots=True)
class ClockSample:
    """What the clock component reads of a clock."""

    state: str
    words: Sentence
    due_at: datetime
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RowSample:
    name: str
    state: str
    amount: Decimal
    clock: ClockSample


@dataclass(frozen=True, slots=True)
class Gallery:
    """Everything that the gallery shows."""

    states: tuple[str, ...]
    verdicts: tuple[str, ...]
    clocks: tuple[ClockSample, ...]
    findings: tuple[Finding, ...]
    checklist: tuple[ItemStanding, ...]
    refused: Refused
    fields: tuple[Field, ...]
    field: Field
    rows: tuple[RowSample, ...]
    terms: Table
    numbers: tuple[Shown, ...]
    diagnoses: tuple[Card, ...]
    changed: tuple[ChangedTable, ...]
    versions: tuple[Mapping[str, str], ...]
    kept: tuple[Line, ...]
    groups: tuple[Group, ...]
    announcement: Announcement
    counts: tuple[Counted, ...]
    steps: tuple[Step, ...]
    works: tuple[Work, ...]
    news: News
    notices: tuple[Worded, ...]
    enrolment: Enrolment
    codes: tuple[str, ...]
    colours: Mapping[str, tuple[str, ...]]


def gallery_of(book: Playbook) -> Gallery:
    return Gallery(
        states=tuple(dict.fromkeys(str(state) for state in STATE_LABELS)),
        verdicts=tuple(verdict.value for verdict in Verdict),
        clocks=_clocks(),
        findings=_findings(),
        checklist=_checklist(book),
        refused=_refused(),
        fields=_fields(),
        field=Field("alone", gettext("Source")),
        rows=_rows(),
        terms=benchmarks(book).tables[0],
        diagnoses=tuple(_diagnoses()),
        numbers=(Shown("42 %", "#g-numbers", "n = 31, 26–59 %"), Shown("120", "#g-numbers"), Shown("—")),
        changed=_changed(),
        versions=tuple({"state": state} for state in STATES),
        kept=_kept(),
        groups=_groups(book),
        announcement=_announcement(),
        counts=_counts(),
        steps=steps_at("import_columns"),
        works=_works(),
        news=_news(),
        notices=_notices(),
        enrolment=enrolment_of(Person(handle="aoi"), "JBSWY3DPEHPK3PXP"),
        codes=("12345678", "87654321"),
        colours=_COLOURS,
    )


_COLOURS: Mapping[str, tuple[str, ...]] = {
    "ground": ("ground", "surface", "sunk", "raised"),
    "ink": ("ink", "quiet", "brand-ink"),
    "pale": ("brand-pale", "ok-pale", "open-pale", "bad-pale"),
}


def _clocks() -> tuple[ClockSample, ...]:
    left = Sentence(N_("%(amount)s working hours left"), {"amount": Decimal("3.5")})
    soon = Sentence(N_("%(amount)s working minutes left"), {"amount": Decimal(25)})
    over = Sentence(N_("%(amount)s business days over"), {"amount": Decimal("1.2")})
    hour = timedelta(hours=1)
    return (
        ClockSample("running", left, AT + 4 * hour),
        ClockSample("warned", soon, AT + hour),
        ClockSample("breached", over, AT - 30 * hour),
        ClockSample("paused", Sentence(N_("On pause: %(time)s"), {"time": left}), AT + 4 * hour),
        ClockSample("met", Sentence(N_("Kept")), AT, AT),
        ClockSample("met_late", Sentence(N_("Kept late: %(time)s"), {"time": over}), AT, AT),
        ClockSample("released", Sentence(N_("No longer owed")), AT, AT),
    )


def _findings() -> tuple[Finding, ...]:
    late = Sentence(
        N_("The close date %(close_on)s has passed; today is %(today)s."),
        {"close_on": date(2026, 11, 19), "today": AT.date()},
    )
    ask = Sentence(N_("Ask the buyer for a new date and enter it."))
    nothing = Sentence(N_("No close date is expected yet."))
    enter = Sentence(N_("Enter the day on which the buyer expects to sign."))
    ahead = Sentence(N_("The close date %(close_on)s lies ahead."), {"close_on": date(2027, 3, 15)})
    block, warn, review = Enforcement.BLOCK, Enforcement.WARN, Enforcement.MANAGER_REVIEW
    return (
        Finding("O-3", Standing.UNMET, block, late, CLOSE_ON, evidence=("ev-1", "ev-2"), fix=ask),
        Finding("O-3", Standing.UNKNOWN, block, nothing, CLOSE_ON, fix=enter),
        Finding("O-3", Standing.UNMET, review, late, CLOSE_ON, fix=ask),
        Finding("O-3", Standing.UNMET, warn, late, CLOSE_ON, fix=ask),
        Finding("O-3", Standing.UNKNOWN, warn, nothing, CLOSE_ON, fix=enter),
        Finding("O-3", Standing.MET, block, ahead, CLOSE_ON, evidence=("ev-3",)),
    )


def _checklist(book: Playbook) -> tuple[ItemStanding, ...]:
    findings = _findings()
    shown = (findings[0], findings[1], findings[-1])
    return tuple(
        ItemStanding(item, finding.standing, (finding,))
        for item, finding in zip(book.checklist, shown, strict=False)
    )


def _refused() -> Refused:
    findings = _findings()[:2]
    problem = Problem(CLOSE_ON, "O-3", findings[1].because, findings[1].fix)
    mends = (Mend(findings[0]), Mend(findings[1], ("O-2",)))
    return Refused(Sentence(N_("The input is not right: see the errors.")), (problem,), mends)


def _fields() -> tuple[Field, ...]:
    wrong = gettext("No close date is expected yet.")
    enter = gettext("Enter the day on which the buyer expects to sign.")
    stages = tuple(Option(str(n), gettext(label), n == 1) for n, label in enumerate(_SAMPLE_CHOICES))
    return (
        Field("sample/name", gettext("Company"), value="株式会社サンプル製作所", required=True),
        Field("sample/close_on", gettext("Close date"), "date", help=enter, problem=wrong),
        Field("sample/source", gettext("State"), "choice", options=stages),
        Field("sample/amount", gettext("Amount"), "number", value="11500000"),
        Field("sample/at", gettext("Held at"), "moment", value="2026-11-20T15:00"),
        Field("sample/tick", gettext("Done"), "check", value="on"),
        Field("sample/roles", gettext("Roles"), "checks", options=_sample_ticks()),
        Field("sample/note", gettext("Rationale"), "area", value="製造業で従業員850名。"),
    )


def _sample_ticks() -> tuple[Option, ...]:
    return ticks([(role, word(role)) for role in ("sdr", "ae", "manager")], ("sdr", "ae"))


def _counts() -> tuple[Counted, ...]:
    return (
        Counted(gettext("Rows"), 1200),
        Counted(gettext("Created"), 1120, "#g-counts"),
        Counted(gettext("Rejected"), 80, "#g-counts"),
    )


_CONDITION = {
    "any": [
        {"field": "lead.company.employees", "at_least": 50},
        {"field": "lead.segment", "in": ["enterprise"]},
    ]
}


def _changed() -> tuple[ChangedTable, ...]:
    return by_table(_differences())


@cache
def _differences() -> tuple[Difference, ...]:
    """Each kind once; a whole agreement is read eight times for it."""
    first = preset_toml("article")
    stricter = first.replace('criterion = "budget", level = 2', 'criterion = "budget", level = 3')
    return (
        *differences(first, stricter),
        *differences(first, without_item(first, "score", 0)),
        *differences(without_item(first, "score", 0), first)[:1],
        *differences(first, with_item_moved(first, "route", 3, 0)),
    )


def _groups(book: Playbook) -> tuple[Group, ...]:
    condition = condition_field("sample/when", gettext("Only where"), _CONDITION, book)
    ticks = tuple(
        Field(f"sample/used_for/{code}", gettext(label), "check", "on" if code == "reject" else "")
        for code, label in USES.items()
    )
    return (Group("", (condition,)), Group(gettext("Used when"), ticks))


def _announcement() -> Announcement:
    version = PlaybookVersion(name="article", number=2, in_force_at=AT)
    said = tuple(spoken(one.said) for table in _changed() for one in table.differences)
    return Announcement(version, gettext("What was done is said here."), said[:2], len(said) - 2)


def _kept() -> tuple[Line, ...]:
    measured = Line("measured", "80%", "8", "10", "#kept", "#kept", gettext("%(n)s still running") % {"n": 2})
    return (measured, Line("nothing"), Line("not_measured"))


_SAMPLE_CHOICES = (N_("captured"), N_("converted"))


def _rows() -> tuple[RowSample, ...]:
    clocks = _clocks()
    return (
        RowSample("株式会社サンプル製作所", "discovery", Decimal(11500000), clocks[0]),
        RowSample("有限会社ミドリ", "sal", Decimal(800000), clocks[1]),
        RowSample(
            "株式会社日本産業機械製造ホールディングス関西支社", "recycled", Decimal(150000000), clocks[2]
        ),
    )


def _works() -> tuple[Work, ...]:
    """Tasks: overdue, due today, ahead, done."""
    today = AT.date()
    standings = {"behind": today - timedelta(days=3), "today": today, "ahead": today + timedelta(days=5)}
    rows = [
        Work(Task(title=gettext("Follow-up"), due_on=day), gettext("Follow-up"), key)
        for key, day in standings.items()
    ]
    return (
        *rows,
        Work(Task(title=gettext("Follow-up"), due_on=today, done_at=AT), gettext("Follow-up"), "done"),
    )


def _notices() -> tuple[Worded, ...]:
    said, because = gettext("A promise is close to being broken."), gettext("Clocks")
    return tuple(
        Worded(UUID(int=number), AT, said, "有限会社ミドリ", said, because, is_read=bool(number), place="")
        for number in range(2)
    )


def _news() -> News:
    said = (gettext("A touchpoint was logged."), gettext("A promise is close to being broken."))
    happenings = (Happening(AT, one, "", "青木 葵", "", (), "touch.logged") for one in said)
    return News(AT - timedelta(days=2), tuple(happenings))


def _diagnoses() -> Iterator[Card]:
    """One that was found, one that was not, one that cannot be told."""
    kinds: tuple[tuple[Trouble, Presence], ...] = (
        ("late", Presence.PRESENT),
        ("handoff", Presence.ABSENT),
        ("transfer", Presence.UNKNOWN),
    )
    for trouble, standing in kinds:
        told = standing is not Presence.UNKNOWN
        said = gettext(PRESENCES[standing])
        scale = Scale(20, 15, 11, 10) if told else None
        sign = ShownSign(
            gettext(TITLES[trouble]),
            "K-12",
            standing.value,
            said,
            trouble == "handoff",
            "",
            scale,
            ("#g-numbers",),
        )
        stakes = (ShownStake("¥18,000,000–32,000,000", ("40 × ¥2,000,000",)),) if told else ()
        yield Card(
            trouble,
            gettext(TITLES[trouble]),
            standing.value,
            said,
            "",
            (sign,),
            stakes,
            ((said, "#g-numbers"),),
        )
