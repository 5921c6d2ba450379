"""What differs between two playbooks, item by item: ``sla/SL-4/within``, not line by line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasuki.rules.layering import name_of


@dataclass(frozen=True, slots=True)
class Change:
    """One key that differs; ``before`` or ``after`` is None where it is not there."""

    path: str
    before: object
    after: object

    def shape(self) -> dict[str, object]:
        return {"path": self.path, "before": _plain(self.before), "after": _plain(self.after)}


def changes_between(before: str, after: str) -> tuple[Change, ...]:
    """The differences of two complete TOML texts, in the order of the first, then what only the second has."""
    old, new = dict(_leaves(tomllib.loads(before))), dict(_leaves(tomllib.loads(after)))
    return tuple(
        Change(path, old.get(path), new.get(path))
        for path in dict.fromkeys((*old, *new))
        if old.get(path) != new.get(path)
    )


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _leaves(item, f"{path}/{key}".lstrip("/"))
    elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}/{_name(value, index, item)}")
    else:
        yield path, value


def _name(items: Sequence[Mapping[str, Any]], index: int, item: Mapping[str, Any]) -> str:
    """What the item is called; its place where it has no name of its own, or shares it."""
    name = name_of(item)
    same = sum(name_of(one) == name for one in items)
    return name if name and same == 1 else f"{name}#{index}".lstrip("#")


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | list) or value is None else str(value)
