"""The handoff brief: what is filled, what is missing, and what the AE made of it (HB-1 … HB-5, CH-5, X-9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble
from tasuki.rules.conditions import is_filled
from tasuki.rules.decision import Enforcement, Standing
from tasuki.rules.dossier import Dossier
from tasuki.rules.fields import Read, pointer_to, reader, value_at
from tasuki.rules.playbook import BriefItem, Playbook
from tasuki.rules.validation.declared import says_none
from tasuki.rules.validation.filled import is_answer
from tasuki.rules.validation.money import exceeds
from tasuki.rules.wording import N_, Sentence, Text


class Filling(StrEnum):
    """How a line of the brief stands."""

    FILLED = "filled"
    NONE_CHECKED = "none_checked"
    UNKNOWN_IN_CONTEXT = "unknown_in_context"
    MISSING = "missing"
    PLACEHOLDER = "placeholder"
    NONE_UNCHECKED = "none_unchecked"
    UNKNOWN_WITHOUT_CONTEXT = "unknown_without_context"

    @property
    def counts(self) -> bool:
        return self in (Filling.FILLED, Filling.NONE_CHECKED, Filling.UNKNOWN_IN_CONTEXT)


@dataclass(frozen=True, slots=True)
class BriefItemStanding:
    """One line of the brief: how it stands, and the field to go to."""

    key: str
    section: str
    label: Text
    required: bool
    filling: Filling
    pointer: str

    @property
    def standing(self) -> Standing:
        if self.filling.counts:
            return Standing.MET
        nobody_knows = self.filling in (Filling.MISSING, Filling.UNKNOWN_WITHOUT_CONTEXT)
        return Standing.UNKNOWN if nobody_knows else Standing.UNMET


@dataclass(frozen=True, slots=True)
class BriefStanding:
    """How much of the required brief is filled (HB-3)."""

    filled: int
    required: int
    items: tuple[BriefItemStanding, ...]

    @property
    def fraction(self) -> float:
        """Filled required items ÷ required items; a brief that requires nothing is complete."""
        return self.filled / self.required if self.required else 1.0

    @property
    def is_complete(self) -> bool:
        return self.filled == self.required

    @property
    def missing(self) -> tuple[BriefItemStanding, ...]:
        return tuple(item for item in self.items if item.required and not item.filling.counts)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the brief, ready to be read."""

    item: BriefItem
    reads: tuple[Read, ...]

    def standing(self, dossier: Dossier, book: Playbook) -> BriefItemStanding:
        filling = self.filling(dossier, book)
        return BriefItemStanding(
            self.item.key,
            self.item.section,
            self.item.label,
            self.item.required,
            filling,
            self._pointer(filling),
        )

    def filling(self, dossier: Dossier, book: Playbook) -> Filling:
        """The best that any of the fields offers."""
        claim = Filling.MISSING
        for read in self.reads:
            value = read(dossier)
            if self.item.none_with and says_none(value):
                claim = Filling.NONE_UNCHECKED
            elif is_answer(value, book):
                return Filling.FILLED
            elif self.item.unknown_with and is_filled(value):
                claim = Filling.UNKNOWN_WITHOUT_CONTEXT
            elif is_filled(value) and claim is Filling.MISSING:
                claim = Filling.PLACEHOLDER
        return self._with_its_account(claim, dossier, book)

    def _with_its_account(self, claim: Filling, dossier: Dossier, book: Playbook) -> Filling:
        """“None” and “unknown” are answers once somebody says how it was checked or what is known instead (HB-3)."""
        if claim is Filling.NONE_UNCHECKED and is_answer(value_at(dossier, self.item.none_with), book):
            return Filling.NONE_CHECKED
        if claim is Filling.UNKNOWN_WITHOUT_CONTEXT and is_answer(
            value_at(dossier, self.item.unknown_with), book
        ):
            return Filling.UNKNOWN_IN_CONTEXT
        return claim

    def _pointer(self, filling: Filling) -> str:
        if filling is Filling.NONE_UNCHECKED:
            return pointer_to(self.item.none_with)
        if filling is Filling.UNKNOWN_WITHOUT_CONTEXT:
            return pointer_to(self.item.unknown_with)
        return pointer_to(self.item.any_of[0]) if self.item.any_of else "/handoff"


@lru_cache(maxsize=64)
def _lines(book: Playbook) -> tuple[Line, ...]:
    return tuple(Line(item, tuple(reader(path) for path in item.any_of)) for item in book.brief)


def completeness(d: Dossier, book: Playbook) -> BriefStanding:
    """Every line of the brief with its standing, and the share of required lines that are filled (HB-3)."""
    items = tuple(line.standing(d, book) for line in _lines(book))
    required = [item for item in items if item.required]
    return BriefStanding(sum(item.filling.counts for item in required), len(required), items)


def is_the_brief_complete(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """HB-3, CH-5: every required line of the brief is filled; one trouble for each that is not.

    A brief that was submitted complete stays complete: it is immutable (HB-8).
    """
    if d.handoff.brief_completeness == 1:
        return NO_TROUBLE
    for line in _lines(book):
        if line.item.required and not line.filling(d, book).counts:
            return tuple(_trouble(item) for item in completeness(d, book).missing)
    return NO_TROUBLE


_BECAUSE = {
    Filling.MISSING: N_("The brief lacks: %(item)s."),
    Filling.PLACEHOLDER: N_("The brief holds a placeholder under: %(item)s."),
    Filling.NONE_UNCHECKED: N_("The brief says “none” under %(item)s, but not how that was checked."),
    Filling.UNKNOWN_WITHOUT_CONTEXT: N_("The brief says “unknown” under %(item)s, without any context."),
}
_FIX = {
    Filling.MISSING: N_("Fill in: %(item)s."),
    Filling.PLACEHOLDER: N_("Replace the placeholder with what is known: %(item)s."),
    Filling.NONE_UNCHECKED: N_("Say how it was checked that there is none, or write down what there is."),
    Filling.UNKNOWN_WITHOUT_CONTEXT: N_(
        "Ask, or write what is known instead: what was asked, and what they said."
    ),
}


def _trouble(item: BriefItemStanding) -> Trouble:
    values = {"item": item.label}
    because, fix = Sentence(_BECAUSE[item.filling], values), Sentence(_FIX[item.filling], values)
    return Trouble(item.pointer, because, fix, item.standing)


def is_an_unknown_budget_allowed(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """X-9: a handoff with an unknown budget goes on with a warning only where SQL was granted by override."""
    if d.answers.budget.status != "unknown":
        return NO_TROUBLE
    because = N_("The budget is unknown; that is a warning only where SQL was granted with an override.")
    fix = N_("Ask who controls the budget, how such a purchase is approved and when the next cycle opens.")
    enforcement = Enforcement.WARN if d.override is not None else None
    pointer = "/answers/budget/status"
    return (Trouble(pointer, Sentence(because), Sentence(fix), Standing.UNKNOWN, enforcement),)


BRIEF_COMPLETE = Rule(
    "HB-3", is_the_brief_complete, N_("Every required line of the brief is filled."), "/handoff"
)
BUDGET_NOT_UNKNOWN = Rule(
    "X-9",
    is_an_unknown_budget_allowed,
    N_("The budget is not left unknown."),
    "/answers/budget/status",
    evidence=lambda d: d.answers.budget.evidence,
)
BRIEF_RULES: tuple[Rule, ...] = (BRIEF_COMPLETE, BUDGET_NOT_UNKNOWN)


def handoff_quality(rating: int, completeness: float, asked_again: int, questions: int) -> float:
    """HB-4: the mean of the AE's rating (1–5, brought to 0–1), completeness (0–1) and questions not asked again.

    ``questions`` is the number of questions in the brief; without any, nothing had to be asked again. Raises ValueError
    for a rating, a share or a count outside its range.
    """
    if not 1 <= rating <= 5:
        raise ValueError(f"A rating lies between 1 and 5, not {rating}.")
    if not 0 <= completeness <= 1:
        raise ValueError(f"Completeness lies between 0 and 1, not {completeness}.")
    if not 0 <= asked_again <= questions:
        raise ValueError(f"{asked_again} questions asked again, of {questions} in the brief.")
    answered = 1 - asked_again / questions if questions else 1.0
    return ((rating - 1) / 4 + completeness + answered) / 3


def deserves_a_sync_call(d: Dossier, book: Playbook) -> bool:
    """HB-5: a key opportunity, by tier, by the segment's top decile, or with little history by a fixed amount."""
    if d.lead.company.tier in book.limits.strategic_tiers:
        return True
    amount, history = d.opportunity.amount or d.answers.budget.amount, d.surroundings.amounts
    if amount is None:
        return False
    if history.p90 is not None and history.n >= book.limits.outlier_min_n:
        return amount.amount > history.p90
    return exceeds(amount, book.limits.key_deal_amount, book) is not False
