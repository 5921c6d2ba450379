"""The draft's text, and every problem beside the lines that it is about."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.playbooks.actions.change import ONLY_A_DRAFT
from tasuki.playbooks.actions.holding import require_draft
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import version_stamped
from tasuki.rules.problem import Problem
from tasuki.rules.toml_text import line_of
from tasuki.rules.toml_trouble import trouble_of

AROUND = 2
"""Lines that are shown above and below the one that is wrong."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A line of the text; ``is_it`` where something is wrong."""

    number: int
    text: str
    is_it: bool


@dataclass(frozen=True, slots=True)
class Wrong:
    """A problem with its line and the lines around it; without a line where the text does not name the place."""

    problem: Problem
    line: int | None
    around: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class TextPage:
    version: PlaybookVersion
    text: str
    note: str
    revision: int
    wrong: tuple[Wrong, ...]


def text_page(
    stamp: str, *, by: Actor, refused: Refused | None = None, typed: Mapping[str, str] | None = None
) -> TextPage:
    """Raises `Forbidden`, `NotFound`, and `NotPossibleNow` for what is no draft."""
    ask_any(by, "playbook.draft")
    version = version_stamped(stamp)
    require_draft(version, ONLY_A_DRAFT)
    if typed is None:
        return TextPage(version, version.toml, version.note, version.revision, ())
    text = typed.get("toml", "").replace("\r\n", "\n")
    problems = refused.problems if refused else ()
    wrong = tuple(wrong_at(problem, text) for problem in problems if problem.pointer)
    revision = int(typed["revision"]) if typed.get("revision", "").isdecimal() else version.revision
    return TextPage(
        version, text, typed.get("note", version.note), revision, tuple(sorted(wrong, key=_first_line))
    )


def _first_line(one: Wrong) -> int:
    return one.line or 0


def wrong_at(problem: Problem, text: str) -> Wrong:
    """Where in the text a problem stands."""
    line = _line_of(problem, text)
    if line is None:
        return Wrong(problem, None, ())
    lines = text.split("\n")
    first, last = max(line - AROUND, 1), min(line + AROUND, len(lines))
    around = tuple(Quoted(number, lines[number - 1], number == line) for number in range(first, last + 1))
    return Wrong(problem, line, around)


def _line_of(problem: Problem, text: str) -> int | None:
    try:
        return line_of(text, problem.pointer)
    except tomllib.TOMLDecodeError as error:
        return trouble_of(error, text).line
