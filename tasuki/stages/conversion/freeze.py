"""Freeze facts into JSON: what a conversion was judged on, kept for ever and readable as a dossier again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any
from uuid import UUID

from tasuki.rules.dossier import Dossier


def snapshot(dossier: Dossier) -> dict[str, Any]:
    """The dossier as contract/dossier.json, without what stands empty.

    `tasuki check` can judge it again, and so can a draft of the agreement: what stood around the records is part of it.
    """
    frozen_dossier: dict[str, Any] = frozen(dossier)
    return frozen_dossier


def frozen(value: Any) -> Any:
    """A value as JSON; fields of a dataclass that hold their default are left out."""
    kind: Any = type(value)
    return value if kind in _AS_IT_IS else _freezer(kind)(value)


_AS_IT_IS = frozenset({str, int, float, bool, type(None)})


@cache
def _freezer(kind: type[Any]) -> Callable[[Any], Any]:
    """How values of this very type are frozen: a conversion freezes hundreds of them."""
    if is_dataclass(kind):
        return partial(_fields, _defaults(kind))
    for base, freezer in _FREEZERS:
        if issubclass(kind, base):
            return freezer
    raise TypeError(f"{kind.__name__} cannot be frozen")


def _fields(columns: Sequence[tuple[str, Any]], value: Any) -> dict[str, Any]:
    found = {}
    for name, default in columns:
        held = getattr(value, name)
        if held is not default and held != default:
            found[name] = held if type(held) in _AS_IT_IS else frozen(held)
    return found


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): frozen(held) for key, held in value.items()}


def _list(value: Iterable[Any]) -> list[Any]:
    return [frozen(held) for held in value]


_FREEZERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    ((str, int, float), lambda value: value), (datetime, _moment), ((date, Decimal, UUID), str),
    (Mapping, _mapping), ((tuple, list, frozenset, set), _list),
)  # fmt: skip
"""Types and how their values are frozen; the first that fits."""


@cache
def _defaults(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (one.name, one.default if one.default is not MISSING else _made(one.default_factory))
        for one in fields(kind)
    )


def _made(factory: Any) -> Any:
    return factory() if factory is not MISSING else MISSING
