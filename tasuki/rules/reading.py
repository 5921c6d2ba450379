"""Turn untrusted JSON or TOML into frozen facts, collecting every problem with its place and its fix.

One small reader serves the dossier, the playbook and the worked examples: the dataclass *is* the schema.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

from tasuki.rules.problem import Problem, no_such_field, not_among, of_another_kind
from tasuki.rules.wording import N_, Sentence, Text

__all__ = ["Problem", "Reader", "Unreadable", "read", "reader_of", "shape_of"]

T = TypeVar("T")


class Unreadable(ValueError):
    """The input does not fit its schema; ``problems`` lists everything that is wrong, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.pointer or '/'}: {_in_english(p)}" for p in problems))


def _in_english(problem: Problem) -> str:
    said = (problem.message, problem.remedy)
    return " ".join(sentence.spoken("en") for sentence in said if sentence is not None)


def read(schema: type[T], source: object, pointer: str = "") -> T:
    """Build ``schema`` (a dataclass) from parsed JSON or TOML, or raise `Unreadable` with all problems at once."""
    problems: list[Problem] = []
    value = reader_of(cast(Any, schema))(source, pointer, problems)
    if problems:
        raise Unreadable(problems)
    return cast(T, value)


@cache
def shape_of(schema: type[Any]) -> Mapping[str, tuple[Field[Any], Any]]:
    """Field name → (dataclass field, resolved type) of a dataclass."""
    hints = typing.get_type_hints(schema)
    return {f.name: (f, hints[f.name]) for f in fields(schema)}


Reader = Callable[[object, str, list[Problem]], Any]
"""Reads one value at a pointer; adds what is wrong to the list and then returns anything."""


@cache
def reader_of(hint: Any) -> Reader:
    """The reader for a type, put together once: a dossier is read for every conversion. Raises TypeError."""
    origin = get_origin(hint)
    if hint is Any or hint is object:
        return lambda source, pointer, problems: source
    if origin in (typing.Union, types.UnionType):
        return _reader_of_union(get_args(hint))
    if origin is Literal:
        return _reader_of_choice(get_args(hint), lambda source: source)
    if origin in (tuple, frozenset):
        return _reader_of_many(origin, get_args(hint)[0])
    if origin in (dict, get_origin(Mapping[str, str])):
        return _reader_of_table(get_args(hint)[1])
    if hint is Text:
        return _reader_of_text()
    if hasattr(hint, "read_from"):
        return _own_reader(hint.read_from)
    if is_dataclass(hint):
        return _reader_of_record(cast(type[Any], hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _reader_of_choice(tuple(member.value for member in hint), hint)
    return _reader_of_scalar(hint)


def _reader_of_record(schema: type[Any]) -> Reader:
    shape = shape_of(cast(Any, schema))
    # Looked up when first needed: a dataclass may contain itself.
    readers: dict[str, Reader] = {}
    required = [
        name for name, (f, _) in shape.items() if f.default is MISSING and f.default_factory is MISSING
    ]

    def read_record(source: object, pointer: str, problems: list[Problem]) -> object:
        if not isinstance(source, Mapping):
            problems.append(of_another_kind(pointer, "table", source))
            return None
        before = len(problems)
        values = {}
        for name, value in source.items():
            reader = readers.get(name)
            if reader is None:
                if name not in shape:
                    _unknown(name, shape, pointer, problems)
                    continue
                reader = readers[name] = reader_of(shape[name][1])
            values[name] = reader(value, f"{pointer}/{name}", problems)
        for name in required:
            if name not in source:
                problems.append(
                    Problem(f"{pointer}/{name}", "missing", Sentence(N_("This field is required.")))
                )
        if len(problems) > before:
            return None
        try:
            return schema(**values)
        except ValueError as error:
            problems.append(Problem(pointer, "invalid", Sentence("%(error)s", {"error": str(error)})))
            return None

    return read_record


def _unknown(name: object, shape: Mapping[str, object], pointer: str, problems: list[Problem]) -> None:
    near = get_close_matches(str(name), shape, n=1)
    known = sorted(shape)
    problems.append(no_such_field(f"{pointer}/{name}", str(name), known, near[0] if near else ""))


def _reader_of_union(choices: tuple[Any, ...]) -> Reader:
    readers = [reader_of(choice) for choice in choices if choice is not type(None)]
    optional = len(readers) < len(choices)

    def read_one_of(source: object, pointer: str, problems: list[Problem]) -> object:
        if source is None and optional:
            return None
        for reader in readers:
            attempt: list[Problem] = []
            value = reader(source, pointer, attempt)
            if not attempt:
                return value
        problems.extend(attempt)
        return None

    return read_one_of


def _reader_of_choice(allowed: tuple[Any, ...], make: Callable[[Any], Any]) -> Reader:
    def read_choice(source: object, pointer: str, problems: list[Problem]) -> object:
        if source in allowed:
            return make(source)
        values = [str(value) for value in allowed]
        near = get_close_matches(str(source), values, n=1)
        problems.append(not_among(pointer, source, values, near[0] if near else ""))
        return None

    return read_choice


def _reader_of_many(kind: Any, item: Any) -> Reader:
    reader = reader_of(item)

    def read_many(source: object, pointer: str, problems: list[Problem]) -> object:
        if not isinstance(source, list | tuple | set | frozenset):
            problems.append(of_another_kind(pointer, "list", source))
            return None
        return kind([reader(entry, f"{pointer}/{index}", problems) for index, entry in enumerate(source)])

    return read_many


def _reader_of_table(item: Any) -> Reader:
    reader = reader_of(item)

    def read_table(source: object, pointer: str, problems: list[Problem]) -> object:
        if not isinstance(source, Mapping):
            problems.append(of_another_kind(pointer, "table", source))
            return None
        return {str(key): reader(entry, f"{pointer}/{key}", problems) for key, entry in source.items()}

    return read_table


def _reader_of_text() -> Reader:
    read_both = _reader_of_record(Text)

    def read_text(source: object, pointer: str, problems: list[Problem]) -> object:
        return Text(source, source) if isinstance(source, str) else read_both(source, pointer, problems)

    return read_text


def _own_reader(read_from: Callable[[object, str], object]) -> Reader:
    def read_own(source: object, pointer: str, problems: list[Problem]) -> object:
        try:
            return read_from(source, pointer)
        except Unreadable as unreadable:
            problems.extend(unreadable.problems)
            return None

    return read_own


def _reader_of_scalar(hint: Any) -> Reader:
    if hint not in _SCALARS:
        raise TypeError(f"the reader does not know the type {hint!r}")
    convert, kind = _SCALARS[hint]

    def read_scalar(source: object, pointer: str, problems: list[Problem]) -> object:
        try:
            return convert(source)
        except (ValueError, TypeError, InvalidOperation):
            problems.append(of_another_kind(pointer, kind, source))
            return None

    return read_scalar


def _string(source: object) -> str:
    if not isinstance(source, str):
        raise TypeError
    return source


def _integer(source: object) -> int:
    if isinstance(source, bool) or not isinstance(source, int):
        raise TypeError
    return source


def _number(source: object) -> float:
    if isinstance(source, bool) or not isinstance(source, int | float | Decimal):
        raise TypeError
    return float(source)


def _decimal(source: object) -> Decimal:
    if isinstance(source, bool) or not isinstance(source, int | float | str | Decimal):
        raise TypeError
    number = Decimal(str(source))
    if not number.is_finite():
        raise ValueError
    return number


def _truth(source: object) -> bool:
    if not isinstance(source, bool):
        raise TypeError
    return source


def _day(source: object) -> date:
    if isinstance(source, datetime) or not isinstance(source, date | str):
        raise TypeError
    return date.fromisoformat(source) if isinstance(source, str) else source


def _instant(source: object) -> datetime:
    moment = datetime.fromisoformat(source) if isinstance(source, str) else source
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise TypeError
    return moment.astimezone(UTC)


def _clock_time(source: object) -> time:
    moment = time.fromisoformat(source) if isinstance(source, str) else source
    if not isinstance(moment, time):
        raise TypeError
    return moment


_SCALARS: Mapping[Any, tuple[Callable[[object], object], str]] = {
    str: (_string, "text"),
    int: (_integer, "whole_number"),
    float: (_number, "number"),
    Decimal: (_decimal, "decimal"),
    bool: (_truth, "truth"),
    date: (_day, "date"),
    datetime: (_instant, "moment"),
    time: (_clock_time, "time"),
}
