"""O-2 and O-18: what a gate requires is filled with real answers, on every path (the table ``required``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from tasuki.rules.asking import NO_TROUBLE, Ask, Rule, Trouble
from tasuki.rules.conditions import ALWAYS, is_filled
from tasuki.rules.decision import Enforcement, Standing
from tasuki.rules.dossier import Dossier, Money
from tasuki.rules.playbook import Playbook, RequiredField
from tasuki.rules.validation.declared import DECLARATIONS, Declaration
from tasuki.rules.validation.filled import (
    Read,
    is_answer,
    pointer_to,
    reader,
    reads_directly,
    screen_of,
)
from tasuki.rules.validation.opportunity import OWN_QUESTIONS
from tasuki.rules.wording import N_, Sentence, Text


@lru_cache(maxsize=256)
def required_fields(gate_key: str, book: Playbook) -> tuple[Rule, ...]:
    """One rule per rule id (O-2, O-18, …) over the fields that this playbook requires at this gate."""
    fields = [field for field in book.required if field.gate == gate_key and field.rule not in OWN_QUESTIONS]
    return tuple(
        _rule(rule, [field for field in fields if field.rule == rule], book)
        for rule in dict.fromkeys(field.rule for field in fields)
    )


def _rule(rule: str, fields: list[RequiredField], book: Playbook) -> Rule:
    labels = [field.label for field in fields]
    return Rule(
        id=rule,
        ask=_question([Need.of(field) for field in fields], book),
        met=N_("All required fields are filled: %(fields)s."),
        pointer=pointer_to(fields[0].any_of[0]),
        values=lambda dossier: {"fields": labels},
    )


@dataclass(frozen=True, slots=True)
class Need:
    """A required field, ready to be read."""

    field: RequiredField
    reads: tuple[Read, ...]
    declarations: tuple[Declaration, ...]
    substitutes: tuple[Read, ...]

    @classmethod
    def of(cls, field: RequiredField) -> Need:
        declarations = tuple(one for one in DECLARATIONS if any(one.covers(path) for path in field.any_of))
        reads = tuple(reader(path) for path in field.any_of)
        return cls(field, reads, declarations, reads[1:])

    @property
    def is_plain(self) -> bool:
        """Its first field can be read together with others in one step."""
        return reads_directly(self.field.any_of[0])

    def is_replaced(self, dossier: Dossier, passes: Callable[[str], bool]) -> bool:
        """Whether another of the fields holds a text that says something."""
        for read in self.substitutes:
            text = read(dossier)
            if type(text) is str and passes(text):
                return True
        return False

    def troubles(self, dossier: Dossier, book: Playbook) -> tuple[Trouble, ...]:
        """Why this field does not count as filled; no trouble where its condition does not hold."""
        for read in self.reads:
            if is_answer(read(dossier), book):
                return NO_TROUBLE
        if self.field.when is not ALWAYS and not self.field.when.holds(dossier):
            return NO_TROUBLE
        for declaration in self.declarations:
            if declaration.is_made(dossier):
                return declaration.troubles(dossier, book, self.field.label)
        return (self._placeholder(dossier) if self._holds_something(dossier) else self._missing(),)

    def _holds_something(self, dossier: Dossier) -> bool:
        return any(is_filled(read(dossier)) for read in self.reads)

    def _missing(self) -> Trouble:
        template = N_("%(field)s is missing.")
        fix = N_("Fill in %(field)s.")
        return self._trouble(template, fix, Standing.UNKNOWN, field=self.field.label)

    def _placeholder(self, dossier: Dossier) -> Trouble:
        found = next(value for read in self.reads if is_filled(value := read(dossier)))
        template = N_("%(field)s holds a placeholder (%(found)s), which says nothing.")
        fix = N_("Replace the placeholder in %(field)s with what is known, or leave the field empty.")
        if self.declarations:
            fix = N_("If there really is none, choose “none” for %(field)s and say how it was checked.")
        return self._trouble(template, fix, Standing.UNMET, field=self.field.label, found=_shown(found))

    def _trouble(self, because: str, fix: str, standing: Standing, **values: object) -> Trouble:
        # The table's default leaves the choice to the gate; only a field that differs speaks for itself.
        enforcement = None if self.field.enforcement is Enforcement.BLOCK else self.field.enforcement
        pointer = pointer_to(self.field.any_of[0])
        return Trouble(pointer, Sentence(because, values), Sentence(fix, values), standing, enforcement)


def _shown(found: Any) -> object:
    amount = getattr(found, "amount", None)
    return (
        amount
        if amount is not None
        else found
        if isinstance(found, str | date | tuple | Text)
        else str(found)
    )


def _question(needs: list[Need], book: Playbook) -> Ask:
    """One question over many fields: the plain ones are read in a single step, and met costs no allocation."""
    plain = tuple(need for need in needs if need.is_plain)
    others = tuple(need for need in needs if not need.is_plain)
    read_all = _read_together([need.field.any_of[0] for need in plain])
    screen = screen_of(book)
    answers, admits, passes = screen.answers, screen.admits, screen.passes
    decimals, floats, dates = screen.decimals, screen.floats, screen.dates

    def is_everything_required_filled(dossier: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
        # The commonest kinds of value are told apart here: a call for each of twenty fields would double the time.
        for value, need in zip(read_all(dossier), plain, strict=False):
            kind = type(value)
            if kind is str:
                if value in answers or (admits(value) if value else need.is_replaced(dossier, passes)):
                    continue
            elif kind is tuple:
                if value and type(value[0]) is not str:
                    continue
            elif kind is Money:
                if value.amount not in decimals:
                    continue
            elif kind is date:
                if value not in dates:
                    continue
            elif kind is float:
                if value not in floats:
                    continue
            elif is_answer(value, book):
                continue
            if need.troubles(dossier, book):
                return _all_troubles(needs, dossier, book)
        for need in others:
            if need.troubles(dossier, book):
                return _all_troubles(needs, dossier, book)
        return NO_TROUBLE

    return is_everything_required_filled


def _all_troubles(needs: Iterable[Need], dossier: Dossier, book: Playbook) -> tuple[Trouble, ...]:
    return tuple(trouble for need in needs for trouble in need.troubles(dossier, book))


def _read_together(paths: list[str]) -> Read:
    dotted = [path.strip("/").replace("/", ".") for path in paths]
    if not dotted:
        return lambda dossier: ()
    if len(dotted) == 1:
        read_one = attrgetter(dotted[0])
        return lambda dossier: (read_one(dossier),)
    return attrgetter(*dotted)
