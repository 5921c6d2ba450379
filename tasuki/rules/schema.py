"""A dataclass of facts as a JSON schema (draft 2020-12), so that others can write what `tasuki.rules.reading` reads.

The dataclass stays the one schema: whatever the reader accepts, this describes, and what it refuses, this forbids.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from tasuki.rules.reading import shape_of

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SCALARS: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Decimal: {"type": ["string", "number"], "description": "A decimal number; as text it loses nothing."},
    date: {"type": "string", "format": "date"},
    datetime: {
        "type": "string",
        "format": "date-time",
        "description": "With its zone, e.g. 2026-11-20T06:00:00Z.",
    },
    time: {"type": "string", "format": "time"},
}


def json_schema(kind: type[Any], title: str = "") -> dict[str, Any]:
    """The schema of ``kind`` with one definition per dataclass that it is made of.

    Raises TypeError for a field whose type the reader does not know either.
    """
    definitions: dict[str, Any] = {}
    root = _record(kind, definitions)
    return {
        "$schema": DRAFT,
        "title": title or kind.__name__,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _record(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    shape = shape_of(kind)
    required = [
        name
        for name, (field, _) in shape.items()
        if field.default is MISSING and field.default_factory is MISSING
    ]
    return {
        "type": "object",
        "description": _first_sentences(kind),
        "properties": {name: _value(hint, definitions) for name, (_, hint) in shape.items()},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _value(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(hint)
    if hint is Any or hint is object:
        return {}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_value(choice, definitions) for choice in get_args(hint)]}
    if hint is type(None):
        return {"type": "null"}
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin in (tuple, frozenset):
        return {"type": "array", "items": _value(get_args(hint)[0], definitions)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _value(get_args(hint)[1], definitions)}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    if is_dataclass(hint) and isinstance(hint, type):
        return _reference(hint, definitions)
    if hint in _SCALARS:
        return dict(_SCALARS[hint])
    raise TypeError(f"{hint!r} has no JSON schema")


def _reference(kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # taken before its fields are looked at: a type may contain itself
        definitions[kind.__name__] = _record(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _first_sentences(kind: type[Any]) -> str:
    """The docstring's first paragraph; a dataclass without one has only its generated signature, which says nothing."""
    text = (kind.__doc__ or "").strip()
    return "" if text.startswith(f"{kind.__name__}(") else " ".join(text.split("\n\n")[0].split())
