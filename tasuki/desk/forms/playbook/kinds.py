"""How each key of a playbook's table is asked for."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from tasuki.playbooks.telling.keys import SHARES, choices_of
from tasuki.rules.conditions import When
from tasuki.rules.wording import Text

Kind = Literal[
    "text", "condition", "levels", "enforcements", "ticks", "choice", "truth", "number", "whole", "share", "shares",
    "lines", "numbers", "hours", "half_days", "agenda", "toml", "words", "hidden",
]  # fmt: skip
_OWN: Mapping[str, Kind] = {
    "gate/require": "levels",
    "gate/enforcement": "enforcements",
    "gate/variants": "toml",
    "framework/elements": "toml",
    "calendar/hours": "hours",
    "calendar/half_days": "half_days",
    "cadence/agenda": "agenda",
    "agreement/sign_offs": "hidden",
    "reason/used_for": "ticks",
    "reason/asks_for": "ticks",
}
PROSE = frozenset(
    {"text", "means", "fails_when", "good", "bad", "note", "fix", "summary", "source", "closed_won_analysis"}
)
"""Texts that take more than a line."""


def kind_of(table: str, key: str, hint: Any) -> Kind:
    place = f"{table}/{key}"
    if place in _OWN:
        return _OWN[place]
    hint = without_none(hint)
    if hint is Text:
        return "words"
    if hint is When:
        return "condition"
    if get_origin(hint) is tuple:
        return _kind_of_list(place, get_args(hint)[0])
    if place in SHARES:
        return "share"
    if hint is bool:
        return "truth"
    if (
        get_origin(hint) is Literal
        or (isinstance(hint, type) and issubclass(hint, Enum))
        or choices_of(table, key)
    ):
        return "choice"
    if hint is int:
        return "whole"
    return "number" if hint in (float, Decimal) else "text"


def _kind_of_list(place: str, item: Any) -> Kind:
    if place in SHARES:
        return "shares"
    return "numbers" if item in (int, float) else "lines"


def without_none(hint: Any) -> Any:
    if get_origin(hint) in (typing.Union, types.UnionType):
        return next(choice for choice in get_args(hint) if choice is not type(None))
    return hint


def allowed_values(hint: Any) -> tuple[str, ...]:
    """The codes that the schema allows; none where it takes any text."""
    hint = without_none(hint)
    if get_origin(hint) is Literal:
        return tuple(str(one) for one in get_args(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return tuple(str(member.value) for member in hint)
    return ()


def is_day(hint: Any) -> bool:
    return without_none(hint) is date
