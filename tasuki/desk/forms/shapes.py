"""Fields from a dataclass, and what was typed back into the JSON that the dataclass is read from.

A field's input is named by its pointer (“answers/budget/amount/currency”); lists are one entry per line, lists of
tables are numbered rows. What stays empty is left out, so that the dataclass' own default stands.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, get_args, get_origin
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Kind, options
from tasuki.desk.forms.labels import label_of, prose
from tasuki.desk.words import BASES, word
from tasuki.rules.dossier import Money
from tasuki.rules.reading import shape_of
from tasuki.stages.handoff.telling import WORDS

Tree = dict[str, Any]
_KINDS: Mapping[Any, Kind] = {int: "number", float: "number", date: "date", datetime: "moment", bool: "check"}


def fields_of(
    schema: type[Any], known: Any, prefix: str, *, only: Iterable[str] = (), without: Iterable[str] = ()
) -> tuple[Field, ...]:
    """The fields of ``schema`` with the values of ``known``; tables inside are laid out field by field."""
    shape, wanted, unwanted = _shape(schema), tuple(only), set(without)
    names = wanted or tuple(shape)
    return tuple(
        field
        for name in names
        if name not in unwanted
        for field in _fields(shape[name][1], getattr(known, name, None), f"{prefix}/{name}")
    )


def in_currency(fields: Iterable[Field], currency: str) -> tuple[Field, ...]:
    """The fields, where an amount is in the agreement's currency until somebody says otherwise."""
    return tuple(
        replace(field, value=currency)
        if field.name.endswith("/amount/currency") and not field.value
        else field
        for field in fields
    )


def _shape(schema: Any) -> Mapping[str, Any]:
    """The fields of a dataclass with their types."""
    return shape_of(schema)


def _fields(hint: Any, value: Any, name: str) -> tuple[Field, ...]:
    hint = _without_none(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return fields_of(hint, value, name)
    origin = get_origin(hint)
    if origin is Literal:
        words = BASES if name.endswith(("_basis", "discount/kind")) else WORDS
        pairs = [(str(one), word(one, words)) for one in get_args(hint) if one]
        return (Field(name, label_of(name), "choice", str(value or ""), options(pairs, str(value or ""))),)
    if origin is tuple:
        text = "\n".join(str(one) for one in value or ())
        return (Field(name, label_of(name), "lines", text, help=gettext("One per line.")),)
    if hint is str:
        return (Field(name, label_of(name), "area" if prose(name) else "text", value or ""),)
    return (Field(name, label_of(name), _KINDS.get(hint, "text"), _shown(value)),)


def _shown(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, Decimal):
        return f"{value.to_integral_value() if value == value.to_integral_value() else value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return "on" if value is True else str(value)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (typing.Union, types.UnionType):
        return next(choice for choice in get_args(hint) if choice is not type(None))
    return hint


def typed_tree(post: Mapping[str, str], prefix: str) -> Tree:
    """Everything typed under ``prefix`` as a tree of texts."""
    tree: Tree = {}
    for name, text in post.items():
        if not name.startswith(f"{prefix}/"):
            continue
        *path, last = name[len(prefix) + 1 :].split("/")
        branch = tree
        for step in path:
            branch = branch.setdefault(step, {})
        branch[last] = text
    return tree


def as_json(schema: type[Any], typed: Mapping[str, Any], zone: ZoneInfo) -> Tree:
    """The tree of texts as the JSON that `tasuki.rules.reading.read` takes for ``schema``; empty fields are left out.

    What cannot be converted stays text, so that the reader names the field and says what it expected.
    """
    shape = _shape(schema)
    made: Tree = {}
    for name, text in typed.items():
        hint = _without_none(shape[name][1]) if name in shape else str
        value = _value(hint, text, zone)
        if value not in (None, "", [], {}):
            made[name] = value
    return made


def _value(hint: Any, typed: Any, zone: ZoneInfo) -> Any:
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        if is_dataclass(item) and isinstance(item, type):
            return _rows(item, typed, zone)
        return [line.strip() for line in str(typed).splitlines() if line.strip()]
    if isinstance(typed, Mapping):
        return _table(hint, typed, zone)
    text = str(typed).strip()
    if not text:
        return None
    return _scalar(hint, text, zone)


def _rows(item: type[Any], typed: Any, zone: ZoneInfo) -> list[Tree]:
    numbered = sorted(typed.items(), key=lambda one: int(one[0])) if isinstance(typed, Mapping) else []
    rows = [as_json(item, row, zone) for _, row in numbered]
    return [row for row in rows if row.keys() - {"primary", "owner"}]


def _table(hint: Any, typed: Mapping[str, Any], zone: ZoneInfo) -> Any:
    if not (is_dataclass(hint) and isinstance(hint, type)):
        return {name: text for name, text in typed.items() if text}
    made = as_json(hint, typed, zone)
    if hint is Money and "amount" not in made:
        return None  # a currency alone is no amount
    return made


def _scalar(hint: Any, text: str, zone: ZoneInfo) -> Any:
    if hint is bool:
        return text in ("on", "true")
    if hint is int:
        return int(text) if text.lstrip("-").isdigit() else text
    if hint in (float, Decimal):
        return _number(hint, text)
    if hint is datetime:
        return _moment(text, zone)
    return text


def _number(hint: Any, text: str) -> Any:
    """As people write it: with commas, or as a percentage."""
    plain = text.replace(",", "").replace("，", "").replace("％", "%")
    try:
        number = Decimal(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    except InvalidOperation:
        return text
    return str(number) if hint is Decimal else float(number)


def _moment(text: str, zone: ZoneInfo) -> Any:
    """A browser sends the wall clock of the person who typed it."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).isoformat()
    except ValueError:
        return text
