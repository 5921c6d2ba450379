"""One field of a form, ready to be laid out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tasuki.desk.pointers import anchor
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken

Kind = Literal[
    "text",
    "area",
    "lines",
    "number",
    "date",
    "moment",
    "choice",
    "check",
    "checks",
    "email",
    "tel",
    "hidden",
    "password",
    "search",
]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """``name`` is the pointer without its slash in front, so that what comes back is a tree.

    The options of a text are offered while one types; a “checks” field has one tick per option, and its value has the
    ticked ones, a line each.
    """

    name: str
    label: str
    kind: Kind = "text"
    value: str = ""
    options: tuple[Option, ...] = ()
    help: str = ""
    problem: str = ""
    required: bool = False
    placeholder: str = ""
    form: str = ""
    autocomplete: str = ""
    only_for: tuple[str, ...] = ()
    """The reasons that ask for this field; empty: it is always asked for."""

    @property
    def id(self) -> str:
        """On a page with several forms that share names, the form's name comes first."""
        return f"{self.form}-{anchor(self.name)}" if self.form else anchor(self.name)

    @property
    def described_by(self) -> str:
        """The ids of the help and of the problem, for those who cannot see that they stand beside."""
        ids = [f"{self.id}-help"] if self.help else []
        return " ".join([*ids, f"{self.id}-problem"] if self.problem else ids)

    @property
    def ticked(self) -> bool:
        return self.value in ("on", "true", "True")


def chosen(name: str, label: str, value: str, pairs: Sequence[tuple[str, str]]) -> Field:
    """A choice that keeps the present value where it is none of those offered."""
    known = list(pairs) if not value or value in dict(pairs) else [*pairs, (value, value)]
    return Field(name, label, "choice", value, options(known, value, "—"))


def options(pairs: Iterable[tuple[str, str]], chosen: str, empty: str | None = "") -> tuple[Option, ...]:
    """Choices with the chosen one marked; ``empty`` is the label of “nothing chosen” (None: there is always one)."""
    first = () if empty is None else (Option("", empty, chosen == ""),)
    return (*first, *(Option(value, label, value == chosen) for value, label in pairs))


def ticks(pairs: Iterable[tuple[str, str]], chosen: Iterable[str]) -> tuple[Option, ...]:
    """The options of a “checks” field, with the ticked ones marked."""
    ticked = set(chosen)
    return tuple(Option(value, label, value in ticked) for value, label in pairs)


def told(fields: Iterable[Field], refused: Refused | None) -> tuple[Field, ...]:
    """The fields with what a refusal says about each."""
    if refused is None:
        return tuple(fields)
    return tuple(replace(one, problem=_problem_of(one, refused)) for one in fields)


def _problem_of(one: Field, refused: Refused) -> str:
    said = refused.about(f"/{one.name}")
    return spoken(said) if said else one.problem


def retyped(fields: Iterable[Field], typed: Mapping[str, str] | None) -> tuple[Field, ...]:
    """The fields with what a person had typed, so that a refusal costs them nothing."""
    if typed is None:
        return tuple(fields)
    return tuple(_with(one, typed.get(one.name, "")) for one in fields)


def _with(one: Field, value: str) -> Field:
    ticked = value.splitlines() if one.kind == "checks" else [value]
    chosen = tuple(replace(option, chosen=option.value in ticked) for option in one.options)
    return replace(one, value=value, options=chosen)
