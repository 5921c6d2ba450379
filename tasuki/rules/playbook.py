"""The playbook: the written agreement between marketing and sales, as versioned data (PB-1, G-08).

TOML in, frozen values out. A criterion, question, required field, reason, SLA, route, approval or benchmark is a table
here and nowhere else: forms, API, brief and reports follow it. Errors name the table, the key and what is allowed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tasuki.rules.clock import RUNGS, UnreadableTarget, parse_target, parse_within
from tasuki.rules.conditions import ALWAYS, When
from tasuki.rules.decision import Enforcement
from tasuki.rules.fields import path_exists
from tasuki.rules.notices import Way
from tasuki.rules.reading import Problem, Unreadable, read
from tasuki.rules.toml_trouble import trouble_of
from tasuki.rules.wording import N_, Language, Sentence, Text

GateKey = Literal["mql", "sal", "sql", "handoff", "opportunity"]
GATE_KEYS: tuple[GateKey, ...] = ("mql", "sal", "sql", "handoff", "opportunity")
Mode = Literal["binary_all", "min_count", "score_threshold"]


@dataclass(frozen=True, slots=True)
class Header:
    """What the agreement is called, where it applies, and in which ``language`` drafted texts are written."""

    name: str
    version: int = 1
    title: Text = Text()
    summary: Text = Text()
    currency: str = "JPY"
    zone: str = "Asia/Tokyo"
    language: Language = "ja"
    calendar: str = "office"
    framework: str = "bant"
    source: Text = Text()


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who agreed, for which side, when (PB-1)."""

    side: Literal["marketing", "sales"]
    name: str
    on: date


@dataclass(frozen=True, slots=True)
class Agreement:
    """Sign-off by both sides and the closed-won analysis the negotiation relied on."""

    sign_offs: tuple[SignOff, ...] = ()
    closed_won_analysis: Text = Text()


@dataclass(frozen=True, slots=True)
class Targets:
    """Interdependent targets, shown together (RP-2)."""

    mqls_per_month: int = 0
    acceptance: float = 0.0
    opportunities_per_month: int = 0
    average_amount: Decimal = Decimal(0)
    currency: str = "JPY"


@dataclass(frozen=True, slots=True)
class IcpItem:
    """One condition of the ideal customer profile (ICP-1)."""

    key: str
    label: Text
    when: When
    enforcement_unmet: Enforcement = Enforcement.BLOCK
    enforcement_unknown: Enforcement = Enforcement.WARN


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Who is not wanted, with the reason code that a hit leaves (EX-1)."""

    code: str
    label: Text
    when: When


@dataclass(frozen=True, slots=True)
class Criterion:
    key: str
    id: str
    label: Text
    means: Text = Text()
    fails_when: Text = Text()
    gated: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """A discovery question in the publisher's words, and the field that its answer fills (C-9)."""

    key: str
    criterion: str
    field: str
    text: Text
    asked_by: Literal["sdr", "ae"] = "sdr"
    before: GateKey = "handoff"
    good: Text = Text()
    bad: Text = Text()


@dataclass(frozen=True, slots=True)
class Element:
    """One letter of a framework: the answers it reads, and its points (B-3, M-1, H-1)."""

    key: str
    label: Text
    reads: tuple[str, ...]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Framework:
    key: str
    label: Text
    elements: tuple[Element, ...]
    max_points: int = 3


@dataclass(frozen=True, slots=True)
class Requirement:
    """A criterion and the evidence level at which it counts as met (§3)."""

    criterion: str
    level: int


@dataclass(frozen=True, slots=True)
class Variant:
    """Another set of criteria for one kind of deal (C-8)."""

    label: Text
    when: When
    require: tuple[Requirement, ...] = ()
    mode: Mode = "binary_all"
    min_count: int = 0
    threshold: int = 0
    framework: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    key: GateKey
    id: str
    label: Text
    mode: Mode = "binary_all"
    require: tuple[Requirement, ...] = ()
    min_count: int = 0
    threshold: int = 0
    framework: str = ""
    enforcement: Mapping[str, Enforcement] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class RequiredField:
    """Something that must be filled at a gate: any one of the named fields will do (O-2, O-18)."""

    gate: GateKey
    key: str
    rule: str
    label: Text
    any_of: tuple[str, ...]
    enforcement: Enforcement = Enforcement.BLOCK
    when: When = ALWAYS


@dataclass(frozen=True, slots=True)
class Validation:
    """A company's own rule in the closed vocabulary: whenever ``when`` holds, ``must`` has to hold as well."""

    id: str
    gate: GateKey
    label: Text
    must: When
    field: str
    when: When = ALWAYS
    enforcement: Enforcement = Enforcement.BLOCK
    fix: Text = Text()


@dataclass(frozen=True, slots=True)
class BriefItem:
    """A line of the handoff brief (HB-2). ``unknown_with`` names the field whose context makes Unknown acceptable."""

    key: str
    section: str
    label: Text
    any_of: tuple[str, ...] = ()
    required: bool = True
    unknown_with: str = ""
    none_with: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """An item of the article's operating checklist (§16).

    Its rules answer it; ``fields``, where given, narrows their findings to those about these dossier fields.
    """

    id: str
    list: Literal["handoff", "discovery", "opportunity", "after"]
    text: Text
    actor: Literal["sdr", "ae", "system"]
    check: Literal["auto", "evidence"] = "auto"
    rules: tuple[str, ...] = ()
    blocking: bool = True
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a lead, handoff or deal ended where it did (AR-2, AR-9). ``leads_to`` is the state that follows (AR-6)."""

    code: str
    label: Text
    used_for: tuple[str, ...]
    exit_cause: Literal["qualified_out", "process_failure"] = "qualified_out"
    protected: bool = False
    leads_to: Literal["disqualified", "sql", "merged"] = "disqualified"
    asks_for: tuple[str, ...] = ()
    recycle_after_days: int | None = None
    recycle_trigger: str = ""
    qualification: bool = False


@dataclass(frozen=True, slots=True)
class SpanOfHours:
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A date whose hours are others than its weekday's, also where it is a holiday."""

    on: date
    hours: tuple[SpanOfHours, ...]


@dataclass(frozen=True, slots=True)
class CalendarTerms:
    """Working hours by weekday (0 = Monday), with the holidays of a country, days closed besides, and half days."""

    key: str
    zone: str
    hours: Mapping[str, tuple[SpanOfHours, ...]]
    country: str = ""
    closed_on: tuple[date, ...] = ()
    half_days: tuple[HalfDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Sla:
    """A promise with a clock, or an expected range that is only reported (SL-9, SL-10).

    ``then`` is the ladder of a broken promise; its first rung is climbed at the breach, each further one after another
    ``escalate_every`` (SL-20).
    """

    id: str
    label: Text
    starts_on: tuple[str, ...] = ()
    stops_on: tuple[str, ...] = ()
    within: str = ""
    owner: str = "sdr"
    calendar: str = ""
    warn_at: tuple[float, ...] = (0.5, 0.75, 0.9)
    then: tuple[str, ...] = RUNGS
    escalate_every: str = "1 business day"
    no_later_than: str = ""
    expected_days: tuple[int, ...] = ()
    when: When = ALWAYS
    side: str = "sales"

    @property
    def is_benchmark(self) -> bool:
        return not self.within


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the routing table: which leads, to whom, by which strategy (RT-1)."""

    key: str
    label: Text
    to: str
    run: Literal["sdr", "ae", "both"] = "both"
    when: When = ALWAYS
    target: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A signal and its points, fit or engagement, optionally fading (SC-1).

    ``intent_tier``: whoever has it is of this tier of intent, 1 the highest, as long as it gives points (RT-3).
    """

    key: str
    label: Text
    kind: Literal["fit", "intent"]
    points: int
    when: When = ALWAYS
    signal: str = ""
    fades_per_week: int = 0
    intent_tier: int = 0


@dataclass(frozen=True, slots=True)
class Approval:
    """When somebody else has to agree before the opportunity counts (AP-1, AP-3)."""

    key: str
    label: Text
    approver: str = "manager"
    when: When = ALWAYS
    builtin: Literal[
        "", "above_p90", "outlier", "premature_converter", "override", "override_above_threshold"
    ] = ""


@dataclass(frozen=True, slots=True)
class Notice:
    key: str
    on: tuple[str, ...]
    to: tuple[str, ...]
    label: Text
    when: When = ALWAYS
    send: Way = "now"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published band of lead → opportunity rates: editable, and labelled for what it is (K-30)."""

    key: str
    label: Text
    low: float
    high: float
    dimension: Literal["overall", "source", "segment", "industry"] = "overall"
    value: str = ""
    note: Text = Text()


@dataclass(frozen=True, slots=True)
class Stage:
    key: str
    label: Text
    probability: float
    entry: bool = False
    kind: Literal["open", "won", "lost", "void", "pending"] = "open"
    cap_days: int | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """A line of the agreement, who owes it and how it is measured (SA-1)."""

    key: str
    side: Literal["marketing", "sales", "sdr", "ae", "joint", "escalation"]
    text: Text
    measure: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Cadence:
    key: str
    label: Text
    every: Literal["week", "two_weeks", "month", "quarter"]
    agenda: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    label: Text
    kind: Literal["inbound", "outbound", "referral", "event", "other"] = "other"
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hygiene:
    id: str
    label: Text
    days: int | None = None
    threshold: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Placeholders:
    """Values that look filled and say nothing (HB-3, O-2)."""

    texts: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()
    numbers: tuple[Decimal, ...] = ()
    empty_phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers that the built-in rules read; each carries its rule id in `docs/reference/limits`."""

    close_within_days: int = 180
    forcing_slack_days: int = 30
    next_step_within_days: int = 14
    name_max: int = 120
    rationale_min: int = 20
    override_rationale_min: int = 80
    override_days: int = 14
    void_hours: int = 24
    outlier_min_n: int = 30
    outlier_z: Decimal = Decimal(3)
    amount_low: Decimal = Decimal(100_000)
    amount_high: Decimal = Decimal(100_000_000)
    notify_amount: Decimal = Decimal(10_000_000)
    approval_amount: Decimal = Decimal(30_000_000)
    strategic_amount: Decimal = Decimal(30_000_000)
    strategic_tiers: tuple[str, ...] = ()
    key_deal_amount: Decimal = Decimal(20_000_000)
    discount_review: Decimal = Decimal("0.20")
    fit_min: float = 0
    intent_min: float = 0
    similar_rationales: int = 20
    archive_after_days: int = 180
    credit_back: tuple[str, ...] = ("rejected", "no_show")
    committee_people: int = 3
    committee_days: int = 90
    protection_days: int = 90
    protection_least_days: int = 60
    protection_most_days: int = 180
    concern_weeks: int = 3
    concern_reason_share: float = 0.3
    concern_least: int = 5
    early_deaths_share: float = 0.15
    overridden_share: float = 0.15
    stuck_share: float = 0.4
    created_to_won: Decimal = Decimal(3)
    bought_elsewhere_share: float = 0.1
    short_notice_share: float = 0.15
    idle_share: float = 0.15
    slow_share: float = 0.5
    handoff_failures_share: float = 0.2
    brief_returns_share: float = 0.1
    fields_missing_share: float = 0.3
    source_lost_share: float = 0.15
    overturned_share: float = 0.15
    judges_differ: float = 0.1
    versions_a_year: Decimal = Decimal(4)
    unreal_effort_least: float = 0.1
    unreal_effort_most: float = 0.3
    early_stage_review: Literal["off", "overrides", "flagged", "overrides_and_flagged", "all"] = (
        "overrides_and_flagged"
    )


@dataclass(frozen=True, eq=False)
class Playbook:
    """One version of the agreement. Compared by identity: two readings of one file are two playbooks."""

    playbook: Header
    agreement: Agreement = Agreement()
    targets: Targets = Targets()
    limits: Limits = Limits()
    placeholders: Placeholders = Placeholders()
    icp: tuple[IcpItem, ...] = ()
    exclusion: tuple[Exclusion, ...] = ()
    criterion: tuple[Criterion, ...] = ()
    question: tuple[Question, ...] = ()
    framework: tuple[Framework, ...] = ()
    gate: tuple[Gate, ...] = ()
    required: tuple[RequiredField, ...] = ()
    validation: tuple[Validation, ...] = ()
    brief: tuple[BriefItem, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    reason: tuple[Reason, ...] = ()
    calendar: tuple[CalendarTerms, ...] = ()
    sla: tuple[Sla, ...] = ()
    route: tuple[Route, ...] = ()
    score: tuple[Score, ...] = ()
    approval: tuple[Approval, ...] = ()
    notice: tuple[Notice, ...] = ()
    benchmark: tuple[Benchmark, ...] = ()
    stage: tuple[Stage, ...] = ()
    commitment: tuple[Commitment, ...] = ()
    cadence: tuple[Cadence, ...] = ()
    source: tuple[Source, ...] = ()
    hygiene: tuple[Hygiene, ...] = ()
    free_mail: tuple[str, ...] = ()

    @property
    def stamp(self) -> str:
        """Name and version as every decision stores it: ``article@1``."""
        return f"{self.playbook.name}@{self.playbook.version}"

    @cached_property
    def zone(self) -> ZoneInfo:
        """Where the playbook lives."""
        return ZoneInfo(self.playbook.zone)

    @cached_property
    def gates(self) -> Mapping[str, Gate]:
        return {gate.key: gate for gate in self.gate}

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        return {criterion.key: criterion for criterion in self.criterion}

    @cached_property
    def frameworks(self) -> Mapping[str, Framework]:
        return {framework.key: framework for framework in self.framework}

    @cached_property
    def reasons(self) -> Mapping[str, Reason]:
        return {reason.code: reason for reason in self.reason}

    @cached_property
    def stages(self) -> Mapping[str, Stage]:
        return {stage.key: stage for stage in self.stage}

    @cached_property
    def slas(self) -> Mapping[str, Sla]:
        return {sla.id: sla for sla in self.sla}

    @cached_property
    def placeholder_texts(self) -> frozenset[str]:
        return frozenset(text.strip().casefold() for text in self.placeholders.texts)

    def reasons_for(self, use: str) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reason if use in reason.used_for)


def read_playbook(toml: str, file: str = "playbook.toml") -> Playbook:
    """Parse a playbook. Raises `Unreadable`; each problem's pointer is ``file: table/key``."""
    try:
        source = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        trouble = trouble_of(error, toml)
        message = Sentence(
            N_("Line %(line)s is not TOML: %(why)s."), {"line": trouble.line, "why": trouble.why}
        )
        raise Unreadable([Problem(f"{file}:", "not_toml", message)]) from error
    try:
        book = read(Playbook, source)
    except Unreadable as unreadable:
        raise Unreadable([_in_file(file, problem) for problem in unreadable.problems]) from None
    problems = [_in_file(file, problem) for problem in cross_references(book)]
    if problems:
        raise Unreadable(problems)
    return book


def _in_file(file: str, problem: Problem) -> Problem:
    return replace(problem, pointer=f"{file}: {problem.pointer.strip('/')}")


def cross_references(book: Playbook) -> list[Problem]:
    """Names in one table that point at nothing in another, duplicates, and durations that cannot be read."""
    return [
        *_duplicates(book),
        *_unknown_criteria(book),
        *_unknown_fields(book),
        *_unreadable_targets(book),
        *_unknown_calendars(book),
    ]


def _duplicates(book: Playbook) -> list[Problem]:
    found: list[Problem] = []
    for table, keys in (
        ("gate", [gate.key for gate in book.gate]),
        ("criterion", [criterion.key for criterion in book.criterion]),
        ("question", [question.key for question in book.question]),
        ("reason", [reason.code for reason in book.reason]),
        ("sla", [sla.id for sla in book.sla]),
        ("stage", [stage.key for stage in book.stage]),
        ("checklist", [item.id for item in book.checklist]),
        ("validation", [validation.id for validation in book.validation]),
    ):
        for index, key in enumerate(keys):
            if key in keys[:index]:
                found.append(
                    _problem(f"{table}/{index}", N_("“%(key)s” stands twice in this table."), key=key)
                )
    return found


def _unknown_criteria(book: Playbook) -> list[Problem]:
    known = set(book.criteria)
    found: list[Problem] = []
    for index, gate in enumerate(book.gate):
        for requirement in [*gate.require, *(r for variant in gate.variants for r in variant.require)]:
            if requirement.criterion not in known:
                found.append(_nothing_named(f"gate/{index}/require", requirement.criterion, sorted(known)))
        for name in [gate.framework, *(variant.framework for variant in gate.variants)]:
            if name and name not in book.frameworks:
                found.append(_nothing_named(f"gate/{index}/framework", name, sorted(book.frameworks)))
    for index, question in enumerate(book.question):
        if question.criterion not in known | {"brief"}:
            found.append(_nothing_named(f"question/{index}/criterion", question.criterion, sorted(known)))
    return found


def _unknown_fields(book: Playbook) -> list[Problem]:
    named: list[tuple[str, str]] = []
    for index, required in enumerate(book.required):
        named += [(f"required/{index}/any_of", path) for path in required.any_of]
    for index, item in enumerate(book.brief):
        named += [(f"brief/{index}/any_of", path) for path in item.any_of]
    named += [(f"question/{index}/field", question.field) for index, question in enumerate(book.question)]
    return [
        _problem(pointer, N_("The dossier has no field “%(key)s”."), key=path)
        for pointer, path in named
        if not path_exists(path)
    ]


def _unreadable_targets(book: Playbook) -> list[Problem]:
    found: list[Problem] = []
    for index, sla in enumerate(book.sla):
        if sla.is_benchmark:
            continue
        for name, parse in (("within", parse_within), ("escalate_every", parse_target)):
            try:
                parse(getattr(sla, name))
            except UnreadableTarget as error:
                found.append(Problem(f"sla/{index}/{name}", "invalid", error.sentence))
        found += [
            _nothing_named(f"sla/{index}/then", rung, list(RUNGS)) for rung in sla.then if rung not in RUNGS
        ]
    return found


def _unknown_calendars(book: Playbook) -> list[Problem]:
    known = sorted(calendar.key for calendar in book.calendar)
    wanted = [("playbook/calendar", book.playbook.calendar)] if known else []
    wanted += [(f"sla/{index}/calendar", sla.calendar) for index, sla in enumerate(book.sla) if sla.calendar]
    return [_nothing_named(pointer, key, known) for pointer, key in wanted if key not in known]


def _nothing_named(pointer: str, key: str, known: list[str]) -> Problem:
    return _problem(pointer, N_("Nothing here is called “%(key)s”; known: %(known)s."), key=key, known=known)


def _problem(pointer: str, template: str, **values: Any) -> Problem:
    return Problem(pointer, "bad_reference", Sentence(template, values))
