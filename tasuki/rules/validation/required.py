"""O-2 and O-18: what a gate requires is filled with real answers, on every path (the table ``required``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from tasuki.rules.asking import NO_TROUBLE, Ask, Rule, Trouble
from tasuki.rules.conditions import ALWAYS, is_filled
from tasuki.rules.decision import Enforcement, Standing
from tasuki.rules.dossier import Contact, Discount, Dossier, Money, NextStep
from tasuki.rules.fields import Read, dotted, kind_of, pointer_to, reader
from tasuki.rules.playbook import Playbook, RequiredField
from tasuki.rules.validation.declared import DECLARATIONS, Declaration
from tasuki.rules.validation.filled import is_answer, screen_of
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
    values = {"fields": [field.label for field in fields]}
    return Rule(
        id=rule,
        ask=_question([Need.of(field) for field in fields], book),
        met=N_("All required fields are filled: %(fields)s."),
        pointer=pointer_to(fields[0].any_of[0]),
        values=lambda dossier: values,
    )


@dataclass(frozen=True, slots=True)
class Need:
    """A required field, ready to be read."""

    field: RequiredField
    reads: tuple[Read, ...]
    declarations: tuple[Declaration, ...]

    @classmethod
    def of(cls, field: RequiredField) -> Need:
        declarations = tuple(one for one in DECLARATIONS if any(one.covers(path) for path in field.any_of))
        reads = tuple(reader(path) for path in field.any_of)
        return cls(field, reads, declarations)

    def sight(self, when: str) -> str:
        """Code that tells by a look at the fields that this one is filled (`_look`); what takes a call comes last.

        ``when`` is the name to which its condition is bound.
        """
        kinds = {f"dossier.{dotted(path)}": kind for path in self.field.any_of if (kind := kind_of(path))}
        texts = [place for place, kind in kinds.items() if kind is str]
        looks = [f"{place} in answers" for place in texts]
        looks += [_SIGHTS[kind].format(place) for place, kind in kinds.items() if kind in _SIGHTS]
        looks += [f"{place} and passes({place})" for place in texts]
        looks += [] if self.field.when is ALWAYS else [f"{when}(dossier) is not MET"]
        return f"({' or '.join(looks) or False})"

    def troubles(self, dossier: Dossier, book: Playbook) -> tuple[Trouble, ...]:
        """Why this field does not count as filled; no trouble where its condition does not hold."""
        if self.field.when.standing(dossier) is not Standing.MET:
            return NO_TROUBLE
        for read in self.reads:
            if is_answer(read(dossier), book):
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


_SIGHTS: Mapping[Any, str] = {
    tuple[Contact, ...]: "{0}",
    tuple[NextStep, ...]: "{0}",
    date | None: "{0} not in dates",
    float | None: "{0} not in floats",
    Money | None: "({0} is not None and {0}.amount not in decimals)",
    Discount | None: "({0} is not None and ({0}.kind != 'none' or {0}.checked_how in answers))",
}
"""How a field of this type is seen to be answered; a list of records by its being there."""


def _look(needs: Sequence[Need], book: Playbook) -> Callable[[Dossier], bool]:
    """Whether every field is seen to be filled; False means that it takes a closer look.

    It is put together as code, as dataclasses do with their methods, because twenty fields are then read in the time
    of two. The code is made of the names of our own records' fields, of which alone `kind_of` knows the kind; what a
    playbook says is bound to names and never becomes code.
    """
    screen = screen_of(book)
    conditions = {f"when_{number}": need.field.when.standing for number, need in enumerate(needs)}
    bound = {
        "answers": screen.answers,
        "passes": screen.passes,
        "dates": screen.dates | {None},
        "floats": screen.floats | {None},
        "decimals": screen.decimals,
        "MET": Standing.MET,
        **conditions,
    }
    code = " and ".join(need.sight(name) for need, name in zip(needs, conditions, strict=True))
    look: Callable[[Dossier], bool] = eval(f"lambda dossier: {code}", bound)  # noqa: S307 (see above)
    return look


def _question(needs: Sequence[Need], book: Playbook) -> Ask:
    are_seen_to_be_filled = _look(needs, book)

    def is_everything_required_filled(dossier: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
        return NO_TROUBLE if are_seen_to_be_filled(dossier) else _all_troubles(needs, dossier, book)

    return is_everything_required_filled


def _all_troubles(needs: Iterable[Need], dossier: Dossier, book: Playbook) -> tuple[Trouble, ...]:
    return tuple(trouble for need in needs for trouble in need.troubles(dossier, book))
