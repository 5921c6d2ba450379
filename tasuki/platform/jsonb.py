"""JSON for PostgreSQL and for the API, by orjson, which knows no whole number beyond 64 bits.

PostgreSQL does: it keeps 1e30 as a whole number of 31 digits, and gives it back as one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

SMALLEST, LARGEST = -(2**63), 2**64 - 1


def dumps(value: object, default: Callable[[object], object] = str, option: int = 0) -> bytes:
    """The value as JSON; whole numbers that are too large go as the floating-point numbers they once were."""
    try:
        return orjson.dumps(value, default=default, option=option)
    except orjson.JSONEncodeError:
        return orjson.dumps(_without_giants(value), default=default, option=option)


def _without_giants(value: Any) -> Any:
    if isinstance(value, int) and not SMALLEST <= value <= LARGEST:
        return float(value)
    if isinstance(value, Mapping):
        return {name: _without_giants(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_without_giants(held) for held in value]
    return value
