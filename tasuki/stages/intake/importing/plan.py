"""Which column becomes which field: recognised, overruled by a mapping file, shown, and stored with the import."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from tasuki.platform.refusals import Invalid
from tasuki.rules.reading import Problem, Unreadable, read
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.importing.cells import Convert, as_day, as_moment, as_text
from tasuki.stages.intake.importing.dates import DayOrder
from tasuki.stages.intake.importing.fields import fields_called
from tasuki.stages.intake.importing.headings import REASON_COLUMN, Because, folded, recognise
from tasuki.stages.intake.importing.kinds.kind import Kind
from tasuki.stages.intake.importing.refusals import unusable

LEAVE_OUT = "-"
CUSTOM = "fields."
LONGEST_CUSTOM = 100


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What somebody says about a file, and what cannot be found out.

    ``columns``: header → field; "" keeps the column under its own name, "fields.NAME" under another one, and "-"
    leaves it out. ``header`` is the line that names the columns (of those that say something); 0: none does.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    dates: Literal["", "mdy", "dmy"] = ""
    header: int = 1

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


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
class Loose:
    """A column that is kept beside the fields, under ``name``."""

    at: int
    header: str
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    kind: Kind
    headers: tuple[str, ...]
    typed: tuple[Typed, ...]
    loose: tuple[Loose, ...]
    left_out: tuple[str, ...]
    because: Mapping[str, Because]
    reason_at: int | None
    loose_column: str
    day_order: DayOrder
    day_order_guessed: bool

    @property
    def columns(self) -> dict[str, str]:
        """Header → what it becomes, of every column that does not just keep its own name."""
        return {
            **{column.header: column.target for column in self.typed},
            **{one.header: CUSTOM + one.name for one in self.loose if one.name != one.header},
            **dict.fromkeys(self.left_out, LEAVE_OUT),
        }

    @property
    def unmapped(self) -> tuple[str, ...]:
        """The columns that are kept under their own names."""
        return tuple(one.header for one in self.loose if one.name == one.header)

    @property
    def dated(self) -> tuple[int, ...]:
        """Where days and moments stand."""
        return tuple(column.at for column in self.typed if column.convert in (as_moment, as_day))

    @property
    def says_what_it_is_about(self) -> bool:
        return not self.kind.needs.isdisjoint(column.target for column in self.typed)


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
    """Recognise the columns. Raises `Invalid` where the mapping does not fit."""
    said = _checked(kind, headers, mapping)
    free = [header for header in headers if header not in said or _is_field(said[header])]
    rows = [[row[at] for at, header in enumerate(headers) if header in free] for row in sample]
    found = recognise(kind.name, free, rows, {header: said[header] for header in free if header in said})
    typed: list[Typed] = []
    loose: list[Loose] = []
    left_out: list[str] = []
    reason_at = None
    for at, header in enumerate(headers):
        if header == REASON_COLUMN:
            reason_at = at
        elif header in found:
            target = found[header].target
            convert = kind.converters[target]
            typed.append(Typed(
                at, header, target, None if convert is as_text else convert, target in kind.keeps,
                _longest(kind, target),
            ))  # fmt: skip
        elif said.get(header) == LEAVE_OUT:
            left_out.append(header)
        else:
            loose.append(Loose(at, header, said.get(header, "").removeprefix(CUSTOM) or header))
    because = {header: guess.because for header, guess in found.items()}
    return Plan(
        kind, tuple(headers), tuple(typed), tuple(loose), tuple(left_out), because, reason_at, kind.loose_column,
        "mdy", False,
    )  # fmt: skip


def require_a_subject(plan: Plan) -> Plan:
    """Raises `UnusableFile` where no column says what a row is about."""
    if plan.says_what_it_is_about:
        return plan
    raise unusable(
        N_(
            "No column says what a row is about: one of %(needed)s is needed, and the file has %(headers)s. "
            "Name it in a mapping."
        ),
        needed=fields_called(plan.kind.name, plan.kind.needs),
        headers=list(plan.headers),
    )  # fmt: skip


def _is_field(target: str) -> bool:
    return bool(target) and target != LEAVE_OUT and not target.startswith(CUSTOM)


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
        elif target.startswith(CUSTOM) and not 0 < len(target) - len(CUSTOM) <= LONGEST_CUSTOM:
            text = N_("A custom field's name has from 1 to %(known)s characters.")
            problems.append(_problem(name, text, target, (str(LONGEST_CUSTOM),)))
        elif _is_field(target) and target not in kind.converters:
            problems.append(
                _problem(
                    name,
                    N_("There is no field “%(found)s”; did you mean %(known)s?"),
                    target,
                    _near(kind, target),
                )
            )
        elif target not in ("", LEAVE_OUT) and target in checked.values():
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
