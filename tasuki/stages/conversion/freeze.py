"""Freeze facts into JSON: what a conversion was judged on, kept for ever and readable as a dossier again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from tasuki.rules.dossier import Dossier

_LEFT_OUT = ("surroundings",)


def snapshot(dossier: Dossier) -> dict[str, Any]:
    """The dossier as contract/dossier.json, without what stands empty: `tasuki check` can judge it again."""
    frozen_dossier: dict[str, Any] = frozen(dossier)
    return {name: value for name, value in frozen_dossier.items() if name not in _LEFT_OUT}


def frozen(value: Any) -> Any:
    """A value as JSON; fields of a dataclass that hold their default are left out."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {
            name: frozen(held)
            for name, default in _defaults(type(value))
            if (held := getattr(value, name)) is not default and held != default
        }
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): frozen(held) for key, held in value.items()}
    if isinstance(value, tuple | list | frozenset | set):
        return [frozen(held) for held in value]
    raise TypeError(f"{type(value).__name__} cannot be frozen")


@cache
def _defaults(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (one.name, one.default if one.default is not MISSING else _made(one.default_factory))
        for one in fields(kind)
    )


def _made(factory: Any) -> Any:
    return factory() if factory is not MISSING else MISSING
