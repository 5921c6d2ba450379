"""A TOML text as it was written: where each key stands, and how to change one without touching the rest.

A company's file carries comments and an order that say why. What a form changes is spliced into the text; everything
else stays to the letter. The text has to be TOML: `tomllib` has read it before.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasuki.rules.layering import assignment, name_of

Path = tuple[str | int, ...]
Edit = tuple[int, int, str]
"""From where to where, and what stands there instead."""

_STRING = r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
_NAME = r'(?:"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+)'
_DOTTED = rf"{_NAME}(?:[^\S\n]*\.[^\S\n]*{_NAME})*"
_BETWEEN = re.compile(r"(?:\s|#[^\n]*)*")
_HEADING = re.compile(rf"(\[\[?)[^\S\n]*({_DOTTED})[^\S\n]*\]\]?")
_BEGINNING = re.compile(rf"({_DOTTED})[^\S\n]*=[^\S\n]*")
_TOKEN = re.compile(rf"({_STRING})|(#[^\n]*)|[\[\]{{}},\n]|[^\S\n]+|[^\s\[\]{{}},#\"']+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Assignment:
    """``key = value``: where the key begins, and from where to where its value goes."""

    path: Path
    start: int
    value: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading: where the heading begins, and where the last value ends."""

    path: Path
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands. The first section is what comes before any heading."""

    sections: tuple[Section, ...]
    assignments: tuple[Assignment, ...]
    elements: Mapping[Path, int]


def layout_of(text: str) -> Layout:
    return _Scanner(text).scan()


class _Scanner:
    """Reads statement by statement; what is no statement is passed over."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._counted: dict[Path, int] = {}
        self._elements: dict[Path, int] = {}
        self._assignments: list[Assignment] = []
        self._sections = [Section((), 0, 0)]

    def scan(self) -> Layout:
        at = self._next(0)
        while at < len(self._text):
            heading = _HEADING.match(self._text, at)
            at = self._next(self._enter(heading) if heading else self._assign(at))
        return Layout(tuple(self._sections), tuple(self._assignments), self._elements)

    def _next(self, at: int) -> int:
        found = _BETWEEN.match(self._text, at)
        return found.end() if found else at

    def _enter(self, heading: re.Match[str]) -> int:
        path = self._resolved(_names(heading[2]), heading[1] == "[[")
        self._sections.append(Section(path, heading.start(), heading.end()))
        return heading.end()

    def _resolved(self, names: Sequence[str], is_an_item: bool) -> Path:
        """The path of a heading: under a list of tables its newest item is meant, or a new one begun."""
        path: Path = ()
        for place, name in enumerate(names):
            path = (*path, name)
            if is_an_item and place == len(names) - 1:
                self._counted[path] = self._counted.get(path, -1) + 1
            if path in self._counted:
                path = (*path, self._counted[path])
        return path

    def _assign(self, at: int) -> int:
        beginning = _BEGINNING.match(self._text, at)
        if beginning is None:
            return at + 1
        section = self._sections[-1]
        path = (*section.path, *_names(beginning[1]))
        end = self._value(path, beginning.end())
        self._assignments.append(Assignment(path, at, beginning.end(), end))
        self._sections[-1] = Section(section.path, section.start, end)
        return end

    def _value(self, path: Path, at: int) -> int:
        """Where the value ends; the beginnings of a list's elements are noted on the way."""
        is_a_list = self._text.startswith("[", at)
        depth, end, number, is_awaited = 0, at, 0, False
        while token := _TOKEN.match(self._text, at):
            said, at = token.group(), token.end()
            if depth == 0 and (said == "\n" or token[2]):
                break
            if said.isspace() or token[2]:
                continue
            if is_awaited and depth == 1 and said not in "],":
                self._elements[(*path, number)] = token.start()
                number, is_awaited = number + 1, False
            if is_a_list and ((said == "[" and depth == 0) or (said == "," and depth == 1)):
                is_awaited = True
            depth += (said in ("[", "{")) - (said in ("]", "}"))
            end = at
        return end


def _names(dotted: str) -> list[str]:
    return [_name(one) for one in re.findall(_NAME, dotted)]


def _name(written: str) -> str:
    """A key without its quotation marks."""
    return str(next(iter(tomllib.loads(f"{written} = 0")))) if written[0] in "\"'" else written


def line_of(text: str, pointer: str) -> int | None:
    """The line (from 1) of what a problem points at, as far as the text names it.

    ``pointer`` names items by their number or by their name: ``sla/3/within``, ``/sla/SL-4/within``.
    """
    path, layout = _by_number(pointer.strip("/"), tomllib.loads(text)), layout_of(text)
    places = {one.path: one.start for one in layout.sections}
    places |= {one.path: one.start for one in layout.assignments} | dict(layout.elements)
    for one in layout.assignments:
        for length in range(1, len(one.path)):
            places.setdefault(one.path[:length], one.start)
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return text.count("\n", 0, places[path[:length]]) + 1
    return None


def _by_number(pointer: str, tables: Any) -> Path:
    path: list[str | int] = []
    here, rest = tables, pointer
    while rest:
        step, rest = _step(here, rest)
        path.append(step)
        here = _inside(here, step)
    return tuple(path)


def _step(here: Any, rest: str) -> tuple[str | int, str]:
    """The next step of a pointer; names may have slashes of their own, so that the longest known one is meant."""
    if isinstance(here, list):
        names = {name_of(one): number for number, one in enumerate(here) if isinstance(one, Mapping)}
        known = max((name for name in names if name and _begins(rest, name)), key=len, default="")
        if known:
            return names[known], rest[len(known) + 1 :]
    first, _, others = rest.partition("/")
    return (int(first) if isinstance(here, list) and first.isdecimal() else first), others


def _begins(rest: str, name: str) -> bool:
    return rest == name or rest.startswith(f"{name}/")


def _inside(here: Any, step: str | int) -> Any:
    if isinstance(here, list):
        return here[step] if isinstance(step, int) and step < len(here) else None
    return here.get(step) if isinstance(here, Mapping) else None


def with_values(text: str, path: Path, values: Mapping[str, Any]) -> str:
    """The text with these keys of one table changed, added, or taken out where the value is None."""
    layout = layout_of(text)
    edits = [edit for key, value in values.items() for edit in _edits(text, layout, (*path, key), value)]
    known = {one.path for one in layout.assignments}
    new = [
        assignment(key, value)
        for key, value in values.items()
        if value is not None and (*path, key) not in known
    ]
    if new:
        edits.append(_added(text, layout, path, new))
    return _edited(text, edits)


def _edits(text: str, layout: Layout, path: Path, value: Any) -> list[Edit]:
    whole = next((one for one in layout.assignments if one.path == path), None)
    if whole is not None and value is not None:
        written = assignment("x", value).removeprefix("x = ")
        return [(whole.value, whole.end, written)]
    # A table that was written in parts (``[calendar.hours]``, ``hours.0 = …``) is written anew in one piece.
    parts = [(one.start, one.end) for one in layout.assignments if one.path[: len(path)] == path]
    headings = [(one.start, one.end) for one in layout.sections if one.path[: len(path)] == path]
    spans = [(_line_start(text, start), _next_line(text, end)) for start, end in (*parts, *headings)]
    return [(start, end, "") for start, end in _merged(spans)]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _added(text: str, layout: Layout, path: Path, lines: list[str]) -> Edit:
    section = next((one for one in layout.sections if one.path == path), None)
    if section is None:
        heading = f"[{'.'.join(map(str, path))}]"
        return len(text), len(text), "\n".join(["", heading, *lines, ""])
    at = _next_line(text, section.end) if section.end else 0
    before = "" if at == 0 or text[at - 1] == "\n" else "\n"
    return at, at, before + "\n".join([*lines, ""])


def with_item(text: str, table: str, row: Mapping[str, Any]) -> str:
    """The text with one more item of a list of tables, behind its last one or at the end."""
    block = "\n".join([f"[[{table}]]", *(assignment(key, value) for key, value in row.items())])
    layout = layout_of(text)
    spans = [_block(text, layout, one.path) for one in layout.sections if _is_item(one.path, table)]
    at = max((end for _, end in spans), default=len(text.rstrip("\n")))
    return f"{text[:at]}\n\n{block}{text[at:]}"


def without_item(text: str, table: str, number: int) -> str:
    """The text without one item, nor the comment directly above it."""
    start, end = _block(text, layout_of(text), (table, number))
    return text[:start] + text[end:].lstrip("\n")


def with_item_moved(text: str, table: str, number: int, to: int) -> str:
    """The text with one item of a list in another place among the others."""
    if number == to:
        return text
    start, end = _block(text, layout_of(text), (table, number))
    block, rest = text[start:end], text[:start] + text[end:].lstrip("\n")
    layout = layout_of(rest)
    count = sum(_is_item(one.path, table) for one in layout.sections)
    if to < count:
        at = _block(rest, layout, (table, to))[0]
        return f"{rest[:at]}{block}\n\n{rest[at:]}"
    at = _block(rest, layout, (table, count - 1))[1]
    return f"{rest[:at]}\n\n{block}{rest[at:] or chr(10)}"


def _is_item(path: Path, table: str) -> bool:
    return len(path) == 2 and path[0] == table and isinstance(path[1], int)


def _block(text: str, layout: Layout, path: Path) -> tuple[int, int]:
    """From the comment directly above an item's heading to the end of its last line."""
    parts = [one for one in layout.sections if one.path[: len(path)] == path]
    start = _line_start(text, parts[0].start)
    while start and (above := text[_line_start(text, start - 1) : start]).lstrip().startswith("#"):
        start -= len(above)
    return start, _next_line(text, max(one.end for one in parts), keep_newline=True)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _next_line(text: str, at: int, *, keep_newline: bool = False) -> int:
    newline = text.find("\n", at)
    if newline < 0:
        return len(text)
    return newline if keep_newline else newline + 1


def _edited(text: str, edits: list[Edit]) -> str:
    for start, end, instead in sorted(edits, reverse=True):
        text = text[:start] + instead + text[end:]
    return text
