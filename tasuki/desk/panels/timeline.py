"""The timeline: the journal of one record, in sentences, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.words import reason_word, spoken
from tasuki.platform.journal.catalogue import EVENTS
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.rules.playbook import Playbook

# Of an event's words, those that a colleague wants to read; the rest is for the record.
READ = ("rationale", "reason", "note", "notes", "content", "feedback", "evidence", "trigger", "place")


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline."""

    at: datetime
    said: str
    about: str
    by: str
    reason: str
    words: tuple[str, ...]
    code: str


def timeline(events: Iterable[Event], book: Playbook) -> tuple[Happening, ...]:
    rows = list(events)
    names = _names({row.actor_id for row in rows if row.actor_id})
    return tuple(_happening(row, names, book) for row in rows)


def _happening(row: Event, names: Mapping[UUID, str], book: Playbook) -> Happening:
    payload = getattr(row, "payload", None)
    return Happening(
        at=row.at,
        said=gettext(EVENTS.get(row.code, row.code)),
        about=_about(row, book),
        by=names.get(row.actor_id, "") if row.actor_id else gettext("automatically"),
        reason=reason_word(row.reason, book) if row.reason else "",
        words=_read(payload.words if payload else {}),
        code=row.code,
    )


def _about(row: Event, book: Playbook) -> str:
    """Which promise, or which criterion, where the event names one."""
    promise = book.slas.get(row.data.get("sla", ""))
    criterion = book.criteria.get(row.data.get("criterion", ""))
    return spoken(promise.label) if promise else spoken(criterion.label) if criterion else ""


def _read(words: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(words[name]) for name in READ if words.get(name) and isinstance(words[name], str))


def _names(people: set[UUID]) -> dict[UUID, str]:
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
