"""Which column becomes which field: recognised, overruled by a mapping file, shown, and stored with the import."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from tasuki.platform.refusals import Invalid
from tasuki.rules.reading import Problem, Unreadable, read
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.importing.cells import Convert, as_text
from tasuki.stages.intake.importing.dates import DayOrder
from tasuki.stages.intake.importing.headings import REASON_COLUMN, folded, recognise
from tasuki.stages.intake.importing.kinds.kind import Kind
from tasuki.stages.intake.importing.refusals import unusable


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A mapping file: header → field ("" keeps the column under its own name), and what cannot be found out."""

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    dates: Literal["", "mdy", "dmy"] = ""


NO_MAPPING = ColumnMapping()


@dataclass(frozen=True, slots=True)
class Typed:
    """A column that becomes a field."""

    at: int
    header: str
    target: str
    convert: Convert | None
    keep: bool
    longest: int


@dataclass(frozen=True, slots=True)
class Plan:
    kind: Kind
    headers: tuple[str, ...]
    typed: tuple[Typed, ...]
    loose: tuple[tuple[int, str], ...]
    reason_at: int | None
    loose_column: str
    day_order: DayOrder
    day_order_guessed: bool

    @property
    def columns(self) -> dict[str, str]:
        return {column.header: column.target for column in self.typed}

    @property
    def unmapped(self) -> tuple[str, ...]:
        return tuple(header for _, header in self.loose)


def read_mapping(path: Path) -> ColumnMapping:
    """A mapping from TOML. Raises `Invalid` naming what is wrong in it."""
    try:
        source = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        text = Sentence(N_("The mapping file cannot be read: %(error)s"), {"error": str(error)})
        raise Invalid([Problem("/mapping", "unreadable", text)]) from None
    return mapping_of(source)


def mapping_of(source: Mapping[str, Any]) -> ColumnMapping:
    """A mapping from parsed TOML or JSON. Raises `Invalid`."""
    try:
        return read(ColumnMapping, source)
    except Unreadable as unreadable:
        raise Invalid(unreadable.problems) from None


def make_plan(
    kind: Kind, headers: Sequence[str], sample: Sequence[Sequence[str]], mapping: ColumnMapping
) -> Plan:
    """Recognise the columns. Raises `Invalid` (the mapping does not fit), `UnusableFile` (nothing is known)."""
    overruled = _checked(kind, headers, mapping)
    kept_as_they_are = {header for header, target in overruled.items() if not target}
    candidates = [header for header in headers if header not in kept_as_they_are]
    rows = [
        [row[at] for at, header in enumerate(headers) if header not in kept_as_they_are] for row in sample
    ]
    found = recognise(kind.name, candidates, rows, {h: t for h, t in overruled.items() if t})
    if not kind.needs & set(found.values()):
        raise unusable(
            N_(
                "No column says what a row is about: one of %(needed)s is needed, and the file has %(headers)s. "
                "Name it in a mapping."
            ),
            needed=sorted(kind.needs),
            headers=list(headers),
        )  # fmt: skip
    typed, loose, reason_at = [], [], None
    for at, header in enumerate(headers):
        if header == REASON_COLUMN:
            reason_at = at
        elif target := found.get(header, ""):
            convert = kind.converters[target]
            typed.append(Typed(
                at, header, target, None if convert is as_text else convert, target in kind.keeps,
                _longest(kind, target),
            ))  # fmt: skip
        else:
            loose.append((at, header))
    return Plan(kind, tuple(headers), tuple(typed), tuple(loose), reason_at, kind.loose_column, "mdy", False)


def _checked(kind: Kind, headers: Sequence[str], mapping: ColumnMapping) -> dict[str, str]:
    problems = []
    by_name = {folded(header): header for header in headers}
    checked: dict[str, str] = {}
    for name, target in mapping.columns.items():
        header = name if name in headers else by_name.get(folded(name))
        if header is None:
            problems.append(
                _problem(name, N_("The file has no column “%(found)s”; it has %(known)s."), name, headers)
            )
        elif target and target not in kind.converters:
            problems.append(
                _problem(
                    name,
                    N_("There is no field “%(found)s”; did you mean %(known)s?"),
                    target,
                    _near(kind, target),
                )
            )
        elif target and target in checked.values():
            problems.append(_problem(name, N_("Two columns are mapped to “%(found)s”."), target, ()))
        else:
            checked[header] = target
    if problems:
        raise Invalid(problems)
    return checked


def _near(kind: Kind, target: str) -> list[str]:
    return get_close_matches(target, kind.converters, n=3) or sorted(kind.converters)


def _problem(name: str, template: str, found: str, known: Sequence[str]) -> Problem:
    return Problem(
        f"/mapping/columns/{name}", "mapping", Sentence(template, {"found": found, "known": list(known)})
    )


def _longest(kind: Kind, target: str) -> int:
    """How many characters the field's column holds; the rest of a longer text stays in the record's own fields."""
    known = {field.name: field for field in kind.model._meta.concrete_fields}
    column = known.get(target)
    return getattr(column, "max_length", None) or 1_000_000
