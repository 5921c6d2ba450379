"""A field of the dossier by its path: ``lead.company.name``, or ``/lead/company/name`` as a JSON pointer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from operator import attrgetter
from typing import Any, Literal, get_origin

from tasuki.rules.dossier import Dossier
from tasuki.rules.reading import shape_of

Read = Callable[[Dossier], Any]


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.strip("/").replace("/", ".").split("."))


def dotted(path: str) -> str:
    return ".".join(_steps(path))


def pointer_to(path: str) -> str:
    """The path as a JSON pointer."""
    return "/" + path.strip("/").replace(".", "/")


def value_at(dossier: Dossier, path: str) -> Any:
    """The value of a field; None where the way there is empty."""
    value: Any = dossier
    for step in _steps(path):
        if value is None:
            return None
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
    return value


@cache
def reader(path: str) -> Read:
    """A function that reads one field of a dossier, as `value_at` does, sooner."""
    if kind_of(path) is not None:
        return attrgetter(dotted(path))
    return partial(_value_at, path)


def _value_at(path: str, dossier: Dossier) -> Any:
    return value_at(dossier, path)


def kind_of(path: str) -> Any:
    """The type of a field to which the way leads through records alone, which are never absent; otherwise None.

    A choice between words is text.
    """
    record: Any = Dossier
    *way, last = _steps(path)
    for step in way:
        hint = shape_of(record)[step][1] if step in shape_of(record) else None
        if not hasattr(hint, "__dataclass_fields__"):
            return None
        record = hint
    if last not in shape_of(record):
        return None
    kind = shape_of(record)[last][1]
    return str if get_origin(kind) is Literal else kind


def path_exists(path: str) -> bool:
    """Whether the dossier has such a field; anything below a ``fields`` or ``custom`` table is the company's own."""
    schema: Any = Dossier
    for step in _steps(path):
        shape = shape_of(schema)
        if step not in shape:
            return False
        hint = shape[step][1]
        schema = record_in(hint)
        if schema is None:
            return True
    return True


def record_in(hint: Any) -> Any:
    """The record that a field of this type holds, if it holds one; None for lists and tables."""
    candidates = [hint, *getattr(hint, "__args__", ())]
    if getattr(hint, "__origin__", None) in (tuple, Mapping, dict):
        return None
    return next((one for one in candidates if hasattr(one, "__dataclass_fields__")), None)
