"""What somebody says about the files of an audit, as TOML: read, checked, and written from what was recognised."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tasuki.insight.audit.fields import KINDS, WANTED, Kind
from tasuki.insight.audit.states import DEAL_STATES, LEAD_STATES
from tasuki.platform.refusals import Invalid
from tasuki.rules.problem import Problem
from tasuki.rules.reading import Unreadable, read
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.importing.headings import folded

if TYPE_CHECKING:
    from tasuki.insight.audit.reading import Sheet

NOT_THIS = "-"
OTHERWISE: Mapping[str, str] = {"leads": "captured", "opportunities": "open"}
"""What a word is counted as of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about all files of one kind. ``columns``: header → field, “-” for none; ``states``: word → state."""

    columns: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    dates: Literal["", "mdy", "dmy"] = ""
    decimals: Literal["", ".", ","] = ""
    encoding: str = ""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    header: int = 1


NOTHING_SAID = Said()
Mapped = Mapping[str, Said]


def read_audit_mapping(path: Path) -> Mapped:
    """A mapping from TOML. Raises `Invalid` with everything that is wrong in it."""
    try:
        source = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        text = Sentence(N_("The mapping file cannot be read: %(error)s"), {"error": str(error)})
        raise Invalid([Problem("/mapping", "unreadable", text)]) from None
    problems: list[Problem] = []
    said: dict[str, Said] = {}
    for kind, table in source.items():
        if kind not in KINDS:
            problems.append(_unknown("/mapping", N_("There are no files of “%(found)s”."), kind, KINDS))
            continue
        try:
            said[kind] = read(Said, table)
        except Unreadable as unreadable:
            problems += [
                Problem(f"/mapping/{kind}{one.pointer}", one.code, one.message, one.fix)
                for one in unreadable.problems
            ]
            continue
        problems += _wrong(kind, said[kind])
    if problems:
        raise Invalid(problems)
    return said


def _wrong(kind: Kind, said: Said) -> Iterable[Problem]:
    for header, target in said.columns.items():
        if target != NOT_THIS and target not in WANTED[kind]:
            pointer = f"/mapping/{kind}/columns/{header}"
            yield _unknown(pointer, N_("There is no field “%(found)s”."), target, WANTED[kind])
    known = LEAD_STATES if kind == "leads" else DEAL_STATES
    for word, state in said.states.items():
        if state not in known:
            yield _unknown(
                f"/mapping/{kind}/states/{word}", N_("There is no state “%(found)s”."), state, known
            )


def _unknown(pointer: str, template: str, found: str, known: Sequence[str]) -> Problem:
    near = get_close_matches(found, known, n=3) or list(known)
    fix = Sentence(N_("Choose among %(known)s."), {"known": near})
    return Problem(pointer, "mapping", Sentence(template, {"found": found}), fix)


def columns_said(said: Said, headers: Sequence[str], kind: Kind, several: bool) -> dict[str, str]:
    """Header of this file → field, "" for none. Of several files of one kind, not each has every column.

    Raises `Invalid` for a column that the only file of its kind does not have.
    """
    by_name = {folded(header): header for header in headers}
    found: dict[str, str] = {}
    problems = []
    for name, target in said.columns.items():
        header = name if name in headers else by_name.get(folded(name))
        if header is not None:
            found[header] = "" if target == NOT_THIS else target
        elif not several:
            pointer = f"/mapping/{kind}/columns/{name}"
            problems.append(_unknown(pointer, N_("The file has no column “%(found)s”."), name, headers))
    if problems:
        raise Invalid(problems)
    return found


def mapping_toml(sheets: Sequence[Sheet], states: Mapping[str, Mapping[str, str]]) -> str:
    """How the files were read, as a mapping that can be corrected and given back."""
    lines = ["# How the files were read. Correct a line, or put “-” for a column that means something else."]
    for kind in dict.fromkeys(sheet.kind for sheet in sheets):
        own = [sheet for sheet in sheets if sheet.kind == kind]
        orders = {one.choice.order for sheet in own for one in sheet.days.values() if one.choice.slashed}
        lines += ["", f"[{kind}]"]
        if len(orders) == 1:
            lines.append(f'dates = "{orders.pop()}"')
        lines += ["", f"[{kind}.columns]"]
        mapped = {column.header: column.field for sheet in own for column in sheet.columns}
        lines += [f"{_quoted(header)} = {_quoted(target)}" for header, target in mapped.items()]
        left = dict.fromkeys(header for sheet in own for header in sheet.left if header not in mapped)
        lines += [f"# {_quoted(header)} = {_quoted(NOT_THIS)}" for header in left]
        if states.get(kind):
            lines += ["", f"[{kind}.states]"]
            lines += [
                f"{_quoted(word)} = {_quoted(state or OTHERWISE[kind])}"
                for word, state in states[kind].items()
            ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in escaped) + '"'
