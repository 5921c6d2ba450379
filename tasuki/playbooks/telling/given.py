"""One value of a playbook's file in words, whatever its key: what stood there, and what stands there now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from tasuki.playbooks.telling.chapter import Said
from tasuki.playbooks.telling.conditions import when_told
from tasuki.playbooks.telling.fields import field_called
from tasuki.playbooks.telling.keys import SHARES, choices_of
from tasuki.playbooks.telling.people import ladder_told, people_called
from tasuki.playbooks.telling.values import (
    days_told,
    event_told,
    hours_told,
    share_told,
    within_told,
)
from tasuki.rules.amounts import money_told
from tasuki.rules.clock import UnreadableTarget
from tasuki.rules.conditions import When
from tasuki.rules.layering import inline
from tasuki.rules.playbook import HalfDay, Playbook
from tasuki.rules.reading import read
from tasuki.rules.wording import N_, Sentence, Text

NOTHING = Sentence(N_("nothing"))
_AMOUNTS = frozenset(
    {
        "limits/amount_low", "limits/amount_high", "limits/notify_amount", "limits/approval_amount",
        "limits/strategic_amount", "limits/key_deal_amount", "targets/average_amount",
    }
)  # fmt: skip


def given_told(table: str, key: str, value: Any, book: Playbook) -> Said:
    """``value`` as TOML reads it."""
    if value is None or value in ("", [], {}):
        return NOTHING
    place = f"{table}/{key}"
    if place in SHARES:
        shares = value if isinstance(value, list) else [value]
        return _joined(share_told(Decimal(str(one))) for one in shares)
    if place in _AMOUNTS:
        return money_told(Decimal(str(value)), book.playbook.currency)
    if table == "limits" and key.endswith("_days"):
        return days_told(value)
    teller = _TELLERS.get(place) or _TELLERS.get(key)
    if teller is not None:
        return teller(value, book)
    choices = choices_of(table, key)
    if isinstance(value, list):
        return _joined(_chosen(one, choices) for one in value)
    return _chosen(value, choices)


def _chosen(value: Any, choices: Mapping[str, str]) -> Said:
    if isinstance(value, bool):
        return Sentence(N_("yes") if value else N_("no"))
    if str(value) in choices:
        return Sentence(choices[str(value)])
    if isinstance(value, Mapping):
        return inline(value)
    return str(value)


def _joined(told: Any) -> Said:
    return Sentence("%(them)s", {"them": tuple(told)})


def _within(value: Any, book: Playbook) -> Said:
    try:
        return within_told(value)
    except UnreadableTarget:
        return str(value)


def _condition(value: Any, book: Playbook) -> Said:
    return when_told(When.read_from(value, ""), book) or NOTHING


def _field(value: Any, book: Playbook) -> Said:
    return field_called(value, book)


def _fields(value: Any, book: Playbook) -> Said:
    return _joined(field_called(one, book) for one in value)


def _criterion(value: Any, book: Playbook) -> Said:
    return book.criteria[value].label if value in book.criteria else str(value)


def _events(value: Any, book: Playbook) -> Said:
    return _joined(event_told(one) for one in value)


def _rungs(value: Any, book: Playbook) -> Said:
    return ladder_told(tuple(value))


def _people(value: Any, book: Playbook) -> Said:
    return _joined(people_called(tuple(value)))


def _half_days(value: Any, book: Playbook) -> Said:
    days = read(tuple[HalfDay, ...], value)
    template = N_("%(day)s: %(hours)s")
    return _joined(
        Sentence(template, {"day": one.on.isoformat(), "hours": hours_told(one.hours)}) for one in days
    )


def _agenda(value: Any, book: Playbook) -> Said:
    return _joined(Text(**one) if isinstance(one, Mapping) else Text(one, one) for one in value)


_TELLERS: Mapping[str, Callable[[Any, Playbook], Said]] = {
    "within": _within,
    "when": _condition,
    "must": _condition,
    "field": _field,
    "unknown_with": _field,
    "none_with": _field,
    "any_of": _fields,
    "fields": _fields,
    "criterion": _criterion,
    "starts_on": _events,
    "stops_on": _events,
    "on": _events,
    "then": _rungs,
    "notice/to": _people,
    "agenda": _agenda,
    "half_days": _half_days,
}
