"""BANT, MEDDIC, MEDDPICC and CHAMP as lenses over the same answers (§4.4).

A framework owns nothing: each element reads core criteria of the dossier, so switching frameworks loses no evidence.
An element carries two numbers. Its ``level`` is the evidence level (§3), the lowest of the criteria it reads, and is
what gates look at; its ``points`` are the framework's own (B-1). BANT's points follow the rubric of B-3; the other
frameworks publish none that differs from the levels (M-1, H-1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from tasuki.rules.asking import NO_TROUBLE, Trouble, unmet
from tasuki.rules.decision import Standing
from tasuki.rules.dossier import Answers, Dossier
from tasuki.rules.placeholders import says_something
from tasuki.rules.playbook import Element, Framework, Gate, Playbook, Requirement, Variant
from tasuki.rules.wording import N_, Sentence, Text

LEVELS = 3
"""The highest evidence level (§3)."""
_ENOUGH = 2
_MONTH, _QUARTER = 30, 90

Points = Callable[[Dossier, Playbook, date], int]


@dataclass(frozen=True, slots=True)
class ElementStanding:
    """One letter of the framework: evidence ``level`` 0–3, framework ``points``, and the criteria that it reads."""

    key: str
    label: Text
    level: int
    points: int
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrameworkView:
    """A framework's reading of the dossier. ``weighted_score`` is a fraction from 0 to 1."""

    framework: str
    elements: tuple[ElementStanding, ...]
    total_points: int
    max_points: int
    weighted_score: Decimal
    band: str
    band_label: Sentence


def view(d: Dossier, book: Playbook, framework_key: str, today: date) -> FrameworkView:
    """The dossier through one framework; ``today`` is the day in the playbook's zone (BANT's timeline looks ahead).

    Raises LookupError naming the playbook's frameworks.
    """
    framework = framework_named(book, framework_key)
    elements = tuple(
        ElementStanding(
            element.key,
            element.label,
            level_of_element(d.answers, element),
            points_of(d, book, framework, element, today),
            criteria_read(element),
        )
        for element in framework.elements
    )
    total, most = sum(one.points for one in elements), most_points(framework)
    band, label = band_of(framework.key, total, most)
    return FrameworkView(framework.key, elements, total, most, _weighted(framework, elements), band, label)


def framework_named(book: Playbook, key: str) -> Framework:
    if key not in book.frameworks:
        raise LookupError(f"The playbook has no framework “{key}”; known: {', '.join(book.frameworks)}.")
    return book.frameworks[key]


def criteria_read(element: Element) -> tuple[str, ...]:
    """The core criteria behind an element, whether it names ``need``, ``answers.need`` or ``answers.need.problem``."""
    return _criteria_in(element.reads)


@lru_cache(maxsize=1024)
def _criteria_in(reads: tuple[str, ...]) -> tuple[str, ...]:
    paths = (
        path.strip("/").replace("/", ".").removeprefix("answers.").removeprefix("custom.") for path in reads
    )
    return tuple(dict.fromkeys(path.split(".")[0] for path in paths))


def level_of(answers: Answers, criterion: str) -> int:
    """The evidence level of a core or custom criterion; 0 while nobody has answered it."""
    answer = getattr(answers, criterion, None) if criterion != "custom" else None
    if answer is not None:
        return int(answer.level)
    level = answers.custom.get(criterion, {}).get("level", 0)
    return level if isinstance(level, int) else 0


def level_of_element(answers: Answers, element: Element) -> int:
    return min((level_of(answers, criterion) for criterion in criteria_read(element)), default=0)


def points_of(d: Dossier, book: Playbook, framework: Framework, element: Element, today: date) -> int:
    """The element's points: BANT by its rubric, every other framework by the evidence level."""
    rubric = BANT_POINTS.get(next(iter(criteria_read(element)), "")) if framework.key == "bant" else None
    points = rubric(d, book, today) if rubric else level_of_element(d.answers, element)
    return min(points, framework.max_points)


def most_points(framework: Framework) -> int:
    return framework.max_points * len(framework.elements)


def total_points(d: Dossier, book: Playbook, framework: Framework, today: date) -> int:
    return sum(points_of(d, book, framework, element, today) for element in framework.elements)


def _weighted(framework: Framework, elements: tuple[ElementStanding, ...]) -> Decimal:
    weights = [element.weight for element in framework.elements]
    most = sum(weights) * framework.max_points
    earned = sum(weight * one.points for weight, one in zip(weights, elements, strict=True))
    return Decimal(earned) / Decimal(most) if most else Decimal(0)


def budget_points(d: Dossier, book: Playbook, today: date) -> int:
    """3 allocated with an amount · 2 a clear path (process, controller, cycle) · 1 would have to be found · 0 none."""
    budget = d.answers.budget
    allocated = budget.status in ("allocated", "confirmed")
    if allocated and says_something(budget.amount, book):
        return 3
    path = (budget.approval_process, budget.budget_controller, budget.next_cycle_on)
    if allocated or all(says_something(part, book) for part in path):
        return 2
    return 1 if budget.status in ("estimated", "path_identified") else 0


def authority_points(d: Dossier, book: Playbook, today: date) -> int:
    """3 our contact signs · 2 influences with direct access · 1 uses or evaluates · 0 no influence, or role unknown."""
    authority = d.answers.authority
    decider = authority.decision_maker.name if authority.decision_maker else ""
    if authority.contact_role in ("economic_buyer", "signer"):
        return 3
    if authority.contact_role is None:
        return 0
    access = says_something(decider, book) or says_something(authority.path_to_decision_maker, book)
    return 2 if authority.contact_role in ("champion", "influencer") and access else 1


def need_points(d: Dossier, book: Playbook, today: date) -> int:
    """3 urgent with a measurable impact · 2 acknowledged, some urgency · 1 low priority · 0 just looking."""
    need = d.answers.need
    if not says_something(need.problem, book):
        return 0
    urgent = says_something(need.why_now, book)
    costs = says_something(need.cost_of_inaction, book)
    measured = costs and any(character.isnumeric() for character in need.cost_of_inaction)
    if urgent and measured:
        return 3
    return 2 if urgent or costs else 1


def timeline_points(d: Dossier, book: Playbook, today: date) -> int:
    """3 a forced date within 30 days · 2 within 90 · 1 further away, or not forced · 0 none, or a date gone by."""
    timeline = d.answers.timeline
    on = timeline.forcing_on or timeline.target_on
    if on is None or on < today or not says_something(on, book):
        return 0
    if timeline.forcing_function is None:
        return 1
    days = (on - today).days
    return 3 if days <= _MONTH else 2 if days <= _QUARTER else 1


BANT_POINTS: Mapping[str, Points] = {
    "budget": budget_points,
    "authority": authority_points,
    "need": need_points,
    "timeline": timeline_points,
}
"""The rubric of B-3, by the criterion that the element reads."""


@dataclass(frozen=True, slots=True)
class Band:
    """From this share of the points on (``of`` parts in ``whole``), the deal reads like this."""

    code: str
    of: int
    whole: int
    label: str


_QUALIFYING = (
    Band("sql", 10, 12, N_("Ready for sales")),
    Band("develop", 7, 12, N_("Develop further")),
    Band("nurture", 0, 12, N_("Nurture or disqualify")),
)
_DEAL = (
    Band("strong", 21, 24, N_("Strong deal")),
    Band("developing", 16, 24, N_("Developing deal")),
    Band("early", 11, 24, N_("Early deal")),
    Band("weak", 0, 24, N_("Weak deal")),
)
BANDS: Mapping[str, tuple[Band, ...]] = {"bant": _QUALIFYING, "champ": _QUALIFYING}
"""B-3's thresholds for the four-letter frameworks; every other one uses M-3's, in proportion to its points (M-4)."""


def band_of(framework: str, total: int, most: int) -> tuple[str, Sentence]:
    """The label for a total. These are reading aids: a gate's threshold is the playbook's own."""
    bands = BANDS.get(framework, _DEAL)
    band = next((one for one in bands if total * one.whole >= one.of * most), bands[-1])
    return band.code, Sentence(band.label)


def is_meddic_satisfied(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """M-5, always in addition to the opportunity gate: half of the points, pain and economic buyer at 2, champion at 1.

    Reads the framework ``meddic`` of the playbook; raises LookupError where there is none.
    """
    answers = d.answers
    framework = framework_named(book, "meddic")
    total, most = total_points(d, book, framework, today), most_points(framework)
    troubles: tuple[Trouble, ...] = NO_TROUBLE
    if total * 2 < most:
        troubles += _too_few(d, book, framework, total, (most + 1) // 2, today)[:1]
    if answers.need.level < _ENOUGH:
        troubles += (_too_low(answers, book, Requirement("need", _ENOUGH), _PAIN),)
    if answers.authority.level < _ENOUGH:
        troubles += (_too_low(answers, book, Requirement("authority", _ENOUGH), _BUYER),)
    elif answers.authority.decision_maker is None or not says_something(
        answers.authority.decision_maker.name, book
    ):
        troubles += unmet(
            "/answers/authority/decision_maker",
            N_("The economic buyer is not named."),
            N_("Name the person who decides on the money."),
        )
    if answers.champion.level < 1:
        troubles += (_too_low(answers, book, Requirement("champion", 1), _CHAMPION),)
    return troubles


_PAIN = Sentence(N_("Identified pain"))
_BUYER = Sentence(N_("Economic buyer"))
_CHAMPION = Sentence(N_("Champion"))

Met = Callable[[Dossier, Requirement], bool]


def stands_at_level(d: Dossier, requirement: Requirement) -> bool:
    return level_of(d.answers, requirement.criterion) >= requirement.level


def falls_short(
    d: Dossier, terms: Gate | Variant, book: Playbook, today: date, met: Met = stands_at_level
) -> tuple[Trouble, ...]:
    """What a gate in mode ``min_count`` or ``score_threshold`` lacks (G-10); ``binary_all`` is judged per criterion.

    ``met`` decides whether one requirement counts; pass the full question (level and predicate of C-n) where a gate
    asks for it. Every criterion that could close the gap is listed: mending enough of them is enough.
    """
    if terms.mode == "min_count":
        return _too_few_met(d, terms, book, met)
    if terms.mode == "score_threshold":
        framework = framework_named(book, terms.framework or book.playbook.framework)
        total = total_points(d, book, framework, today)
        return (
            NO_TROUBLE
            if total >= terms.threshold
            else _too_few(d, book, framework, total, terms.threshold, today)
        )
    return NO_TROUBLE


def _too_few_met(d: Dossier, terms: Gate | Variant, book: Playbook, met: Met) -> tuple[Trouble, ...]:
    wanted = terms.require or _every_element(
        framework_named(book, terms.framework or book.playbook.framework)
    )
    lacking = [requirement for requirement in wanted if not met(d, requirement)]
    count = len(wanted) - len(lacking)
    if count >= terms.min_count:
        return NO_TROUBLE
    because = N_("%(count)s of %(all)s stand at their level and %(needed)s are needed; “%(label)s” does not.")
    fix = N_("Bring “%(label)s” to level %(level)s with its evidence, or another of those listed.")
    counts = {"count": count, "all": len(wanted), "needed": terms.min_count}
    return tuple(
        _about(d.answers, book, one.criterion, because, fix, level=one.level, **counts) for one in lacking
    )


def _every_element(framework: Framework) -> tuple[Requirement, ...]:
    read = (criterion for element in framework.elements for criterion in criteria_read(element))
    return tuple(Requirement(criterion, _ENOUGH) for criterion in dict.fromkeys(read))


def _too_few(
    d: Dossier, book: Playbook, framework: Framework, total: int, needed: int, today: date
) -> tuple[Trouble, ...]:
    because = N_(
        "%(framework)s: %(total)s of %(most)s points, %(needed)s needed; “%(element)s” has %(points)s."
    )
    fix = N_("Find out more about “%(element)s” and record it, or about another of those listed.")
    values = {"framework": framework.label, "total": total, "most": most_points(framework), "needed": needed}
    lacking = [
        (element, points)
        for element in framework.elements
        for points in (points_of(d, book, framework, element, today),)
        if points < framework.max_points
    ]
    return tuple(
        _about(
            d.answers,
            book,
            min(criteria_read(element), key=lambda criterion: level_of(d.answers, criterion)),
            because,
            fix,
            element=element.label,
            points=points,
            **values,
        )
        for element, points in sorted(lacking, key=lambda one: one[1])
        if element.reads
    )


def _too_low(answers: Answers, book: Playbook, requirement: Requirement, called: Sentence) -> Trouble:
    because = N_("“%(called)s” stands at level %(has)s; level %(level)s is needed.")
    fix = N_("Confirm “%(called)s” with the buyer and link the evidence.")
    has = level_of(answers, requirement.criterion)
    criterion, level = requirement.criterion, requirement.level
    return _about(answers, book, criterion, because, fix, called=called, has=has, level=level)


def _about(
    answers: Answers, book: Playbook, criterion: str, because: str, fix: str, **values: object
) -> Trouble:
    known = book.criteria.get(criterion)
    values["label"] = known.label if known else criterion
    own = criterion not in Answers.__dataclass_fields__
    pointer = f"/answers/custom/{criterion}/level" if own else f"/answers/{criterion}/level"
    standing = Standing.UNMET if level_of(answers, criterion) else Standing.UNKNOWN
    return Trouble(pointer, Sentence(because, values), Sentence(fix, values), standing)
