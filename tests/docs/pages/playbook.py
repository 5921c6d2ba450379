"""docs/reference/playbook.md: every table of a playbook, from the dataclasses that read it."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from tasuki.rules.conditions import OPERATORS, When
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import shape_of
from tasuki.rules.wording import Text
from tests.docs.pages.markdown import code, codes, document, sentence, table

_OPERATORS = codes([*OPERATORS, "present"])
INTRODUCTION = f"""\
A playbook is one TOML file. This page lists its tables; the dataclasses in `tasuki/rules/playbook.py` are
the schema. An unknown key, a wrong type and a name that points at nothing are refused with file, table and
key, all at once.

A file may begin with `base = "article"` and list only what differs: tables merge key by key, lists of
tables item by item (by `key`, `id`, `code` or `criterion`, with the `gate` where there is one), `remove =
true` takes an item out.

- **text** is a string, or `{{ en = "…", ja = "…" }}`.
- **condition** is one table: `{{ field = "lead.company.employees", at_least = 50 }}`, or `{{ all = […] }}`,
  `{{ any = […] }}`, `{{ not = {{…}} }}`. Operators: {_OPERATORS}. A field that holds nothing makes the
  answer *unknown*, unless the condition asks `present`. Any field of the dossier may be named (`tasuki
  check --schema`).
- **date** is a TOML date, **time** a TOML time, **decimal** a number or a string such as `"0.20"`."""

_NAMES: Mapping[Any, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "true or false",
    Text: "text",
    When: "condition",
}


def page() -> str:
    parts = [part for one in fields(Playbook) for part in _part(one)]
    return document("Playbook", INTRODUCTION, *parts)


def _part(one: Field[Any]) -> Iterator[str]:
    hint = shape_of(Playbook)[one.name][1]
    repeated = get_origin(hint) is tuple
    item = get_args(hint)[0] if repeated else hint
    if not is_dataclass(item):
        yield f"## `{one.name}`"
        yield f"A list of {_NAMES[item]}s at the top of the file."
        return
    yield f"## `[[{one.name}]]`" if repeated else f"## `[{one.name}]`"
    yield from _record(typing.cast(type[Any], item))
    for nested in _nested(item):
        yield f"### {nested.__name__}"
        yield from _record(nested)


def _record(schema: Any) -> Iterator[str]:
    if _has_own_words(schema):
        yield sentence(schema.__doc__)
    rows = [
        (code(name), type_in_words(hint), _default(one)) for name, (one, hint) in shape_of(schema).items()
    ]
    yield table(("key", "type", "default"), rows)


def _nested(schema: Any) -> Iterator[type[Any]]:
    """Tables inside this one, each once."""
    for _, hint in shape_of(schema).values():
        for inner in [hint, *get_args(hint)]:
            if is_dataclass(inner) and isinstance(inner, type) and inner not in (Text, When):
                yield inner
                yield from _nested(inner)


def _has_own_words(schema: type[Any]) -> bool:
    """A dataclass without a docstring gets its signature as one."""
    return bool(schema.__doc__) and not str(schema.__doc__).startswith(f"{schema.__name__}(")


def type_in_words(hint: Any) -> str:
    if hint in _NAMES:
        return _NAMES[hint]
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " · ".join(code(value or "“”") for value in inner)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(type_in_words(one) for one in inner if one is not type(None))
    if origin in (tuple, frozenset):
        return f"list of {type_in_words(inner[0])}"
    if origin is not None:
        return f"table of {type_in_words(inner[1])}"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return " · ".join(code(member.value) for member in hint)
    name: str = hint.__name__
    return name if hasattr(hint, "__dataclass_fields__") else name.lower()


def _default(one: Field[Any]) -> str:
    if one.default is MISSING and one.default_factory is MISSING:
        return "**required**"
    value = one.default
    if value is MISSING or value is None or value in ("", ()) or is_dataclass(value):
        return ""
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, Enum):
        return code(value.value)
    return ", ".join(code(part) for part in value) if isinstance(value, tuple) else code(value)
