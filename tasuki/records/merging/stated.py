"""Who set a value, and when: read from the journal, which tells of every edit and by which door it came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.dateparse import parse_datetime

from tasuki.platform.journal.models import Event
from tasuki.records.merging.pair import Pair
from tasuki.rules.merging import Stated

BY_HAND = frozenset({"web", "cli"})
"""Doors at which a person types; what comes by API or import was typed elsewhere, or by nobody."""
_BEGINNINGS = ("lead.captured", "account.created", "contact.created")


@dataclass(frozen=True, slots=True)
class Setting:
    at: datetime
    by_person: bool


@dataclass(frozen=True, slots=True)
class Known:
    """(record, field) → its last setting; (record, "") → when and how the record came in."""

    settings: Mapping[tuple[UUID, str], Setting]

    def of(self, record: UUID, field: str, value: object) -> Stated:
        setting = self.settings.get((record, field)) or self.settings.get((record, ""))
        return Stated(value, setting.at, setting.by_person) if setting else Stated(value)

    @staticmethod
    def moment(text: object) -> datetime | None:
        return parse_datetime(text) if isinstance(text, str) else None


def known_about(pair: Pair) -> Known:
    found: dict[tuple[UUID, str], Setting] = {
        (row.pk, ""): Setting(getattr(row, "captured_at", row.created_at), by_person=False)
        for row in (pair.survivor, pair.gone)
    }
    for event in _events(pair):
        setting = Setting(event.at, event.actor_id is not None and event.door in BY_HAND)
        for field in _fields(event):
            found[event.subject_id, field] = setting
    return Known(found)


def _events(pair: Pair) -> Iterable[Event]:
    """Those that set values, oldest first."""
    keys = [pair.survivor.pk, pair.gone.pk]
    codes = [f"{pair.subject}.edited", *_BEGINNINGS]
    rows = Event.objects.filter(code__in=codes)
    if pair.subject == "lead":
        rows = rows.filter(lead_id__in=keys)
    else:
        rows = rows.filter(subject=pair.subject, subject_id__in=keys)
    return rows.order_by("at", "seq")


def _fields(event: Event) -> Iterable[str]:
    if event.code in _BEGINNINGS:
        return ("",)
    return [str(name) for name in event.data.get("fields", ())]
