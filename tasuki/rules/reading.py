"""Turn untrusted JSON or TOML into frozen facts, collecting every problem with its place and its fix.

One small reader serves the dossier, the playbook and the worked examples: the dataclass *is* the schema.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

from tasuki.rules.wording import N_, Sentence, Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the input: a stable code, where it stands (JSON pointer) and what to do about it."""

    pointer: str
    code: str
    message: Sentence


class Unreadable(ValueError):
    """The input does not fit its schema; ``problems`` lists everything that is wrong, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.pointer or '/'}: {p.message.spoken('en')}" for p in problems))


def read(schema: type[T], source: object, pointer: str = "") -> T:
    """Build ``schema`` (a dataclass) from parsed JSON or TOML, or raise `Unreadable` with all problems at once."""
    problems: list[Problem] = []
    value = _value(schema, source, pointer, problems)
    if problems:
        raise Unreadable(problems)
    return cast(T, value)


@cache
def shape_of(schema: type[Any]) -> Mapping[str, tuple[Field[Any], Any]]:
    """Field name → (dataclass field, resolved type) of a dataclass."""
    hints = typing.get_type_hints(schema)
    return {f.name: (f, hints[f.name]) for f in fields(schema)}


def _record(schema: type[Any], source: object, pointer: str, problems: list[Problem]) -> object:
    if not isinstance(source, Mapping):
        return _wrong(
            problems, pointer, "not_a_table", N_("Expected a table of fields, found %(found)s."), source
        )
    shape = shape_of(schema)
    before = len(problems)
    for name in source:
        if name not in shape:
            _unknown(name, shape, pointer, problems)
    values = {}
    for name, (field, hint) in shape.items():
        if name in source:
            values[name] = _value(hint, source[name], f"{pointer}/{name}", problems)
        elif field.default is MISSING and field.default_factory is MISSING:
            problems.append(Problem(f"{pointer}/{name}", "missing", Sentence(N_("This field is required."))))
    if len(problems) > before:
        return None
    try:
        return schema(**values)
    except ValueError as error:
        problems.append(Problem(pointer, "invalid", Sentence("%(error)s", {"error": str(error)})))
        return None


def _unknown(name: object, shape: Mapping[str, object], pointer: str, problems: list[Problem]) -> None:
    near = get_close_matches(str(name), shape, n=1)
    if near:
        message = Sentence(N_("No such field; did you mean “%(near)s”?"), {"near": near[0]})
    else:
        message = Sentence(N_("No such field; known here: %(known)s."), {"known": sorted(shape)})
    problems.append(Problem(f"{pointer}/{name}", "unknown_field", message))


def _value(hint: Any, source: object, pointer: str, problems: list[Problem]) -> object:
    origin = get_origin(hint)
    if hint is Any or hint is object:
        return source
    if origin in (typing.Union, types.UnionType):
        choices = [choice for choice in get_args(hint) if choice is not type(None)]
        if source is None and len(choices) < len(get_args(hint)):
            return None
        return _one_of(choices, source, pointer, problems)
    if origin is Literal:
        if source in get_args(hint):
            return source
        return _not_among(get_args(hint), source, pointer, problems)
    if origin in (tuple, frozenset):
        return _many(origin, get_args(hint)[0], source, pointer, problems)
    if origin in (Mapping, dict) or origin is typing.get_origin(Mapping[str, str]):
        return _table(get_args(hint)[1], source, pointer, problems)
    if hint is Text:
        return _text(source, pointer, problems)
    if hasattr(hint, "read_from"):
        return _own_reader(hint, source, pointer, problems)
    if is_dataclass(hint):
        return _record(cast(type[Any], hint), source, pointer, problems)
    if isinstance(hint, type) and issubclass(hint, Enum):
        values = [member.value for member in hint]
        return hint(source) if source in values else _not_among(values, source, pointer, problems)
    return _scalar(hint, source, pointer, problems)


def _one_of(choices: list[Any], source: object, pointer: str, problems: list[Problem]) -> object:
    for choice in choices:
        attempt: list[Problem] = []
        value = _value(choice, source, pointer, attempt)
        if not attempt:
            return value
    problems.extend(attempt)
    return None


def _many(kind: Any, item: Any, source: object, pointer: str, problems: list[Problem]) -> object:
    if not isinstance(source, list | tuple | set | frozenset):
        return _wrong(problems, pointer, "not_a_list", N_("Expected a list, found %(found)s."), source)
    return kind(_value(item, entry, f"{pointer}/{index}", problems) for index, entry in enumerate(source))


def _table(item: Any, source: object, pointer: str, problems: list[Problem]) -> object:
    if not isinstance(source, Mapping):
        return _wrong(
            problems, pointer, "not_a_table", N_("Expected a table of fields, found %(found)s."), source
        )
    return {str(key): _value(item, entry, f"{pointer}/{key}", problems) for key, entry in source.items()}


def _text(source: object, pointer: str, problems: list[Problem]) -> object:
    if isinstance(source, str):
        return Text(source, source)
    return _record(Text, source, pointer, problems)


def _own_reader(hint: Any, source: object, pointer: str, problems: list[Problem]) -> object:
    try:
        return hint.read_from(source, pointer)
    except Unreadable as unreadable:
        problems.extend(unreadable.problems)
        return None


def _scalar(hint: Any, source: object, pointer: str, problems: list[Problem]) -> object:
    try:
        return _SCALARS[hint](source)
    except KeyError:
        raise TypeError(f"{pointer}: the reader does not know the type {hint!r}") from None
    except (ValueError, TypeError, InvalidOperation):
        return _wrong(problems, pointer, "wrong_type", _EXPECTED[hint], source)


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


_SCALARS: Mapping[Any, Any] = {
    str: _string, int: _integer, float: _number, Decimal: _decimal, bool: _truth, date: _day,
    datetime: _instant, time: _clock_time,
}  # fmt: skip
_EXPECTED: Mapping[Any, str] = {
    str: N_("Expected text, found %(found)s."),
    int: N_("Expected a whole number, found %(found)s."),
    float: N_("Expected a number, found %(found)s."),
    Decimal: N_("Expected a decimal number such as 1000.00, found %(found)s."),
    bool: N_("Expected true or false, found %(found)s."),
    date: N_("Expected a date such as 2026-11-20, found %(found)s."),
    datetime: N_("Expected a moment with its zone such as 2026-11-20T06:00:00Z, found %(found)s."),
    time: N_("Expected a time of day such as 09:00, found %(found)s."),
}


def _not_among(allowed: Any, source: object, pointer: str, problems: list[Problem]) -> None:
    near = get_close_matches(str(source), [str(value) for value in allowed], n=1)
    values = {
        "found": repr(source),
        "allowed": [str(value) for value in allowed],
        "near": near[0] if near else "",
    }
    text = (
        N_("%(found)s is not one of the allowed values; did you mean “%(near)s”? Allowed: %(allowed)s.")
        if near
        else N_("%(found)s is not one of the allowed values: %(allowed)s.")
    )
    problems.append(Problem(pointer, "not_allowed", Sentence(text, values)))


def _wrong(problems: list[Problem], pointer: str, code: str, template: str, found: object) -> None:
    shown = repr(found) if len(repr(found)) < 60 else type(found).__name__
    problems.append(Problem(pointer, code, Sentence(template, {"found": shown})))
