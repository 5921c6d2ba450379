"""The timeline: the journal of one record, in sentences, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.forms.labels import label_if_known
from tasuki.desk.panels.look import EVENTS as EVENTS_TO_CHOOSE
from tasuki.desk.panels.look import Look
from tasuki.desk.words import reason_word, spoken, tongue
from tasuki.platform.journal.catalogue import EVENTS
from tasuki.platform.journal.models import Event
from tasuki.platform.journal.queries import timeline_of_lead
from tasuki.platform.people.models import Person
from tasuki.playbooks.telling.people import person_called
from tasuki.rules.escalation import PASSED_ON, PassedOn
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import Sentence

# Of an event's words, those that a colleague wants to read; the rest is for the record.
READ = (
    "claim", "rationale", "reason", "note", "notes", "content", "feedback", "evidence", "trigger", "place", "action",
    "title", "stance", "rule_change",
)  # fmt: skip

EDITED, ESCALATED = "opportunity.edited", "sla.escalated"
SEPARATOR: Mapping[str, str] = {"ja": "、", "en": ", "}
FURTHER = 5
"""How many times as many events are read as shown, where only some of them are wanted."""


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
    is_system: bool = False
    evidence: tuple[str, ...] = ()
    lead_id: UUID | None = None
    actor_id: UUID | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to look at the timeline."""

    key: str
    label: str
    query: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    happenings: tuple[Happening, ...]
    filters: tuple[Filter, ...]
    is_cut: bool


def timeline_of(lead_id: UUID, book: Playbook, look: Look, limit: int) -> Timeline:
    """The newest events of one lead: all, those of people, or those that the system did by itself."""
    read = timeline_of_lead(lead_id, limit * FURTHER if look.events else limit + 1)
    rows = [row for row in read if _is_wanted(row, look.events)]
    return Timeline(timeline(rows[:limit], book), _filters(look), len(rows) > limit)


def _is_wanted(row: Event, events: str) -> bool:
    return not events or (row.actor_id is None) == (events == "system")


def _filters(look: Look) -> tuple[Filter, ...]:
    labels = {"": gettext("All"), "people": gettext("People"), "system": gettext("System")}
    return tuple(
        Filter(key, labels[key], look.to(events=key), key == look.events) for key in EVENTS_TO_CHOOSE
    )


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
        is_system=row.actor_id is None,
        evidence=tuple(str(key) for key in row.data.get("evidence") or ()),
        lead_id=row.lead_id,
        actor_id=row.actor_id,
        seq=row.seq,
    )


def _about(row: Event, book: Playbook) -> str:
    """Which promise, which criterion or which fields, where the event names them."""
    promise = book.slas.get(row.data.get("sla", ""))
    criterion = book.criteria.get(row.data.get("criterion", ""))
    if row.code == ESCALATED and promise:
        return _climbed(row.data, spoken(promise.label))
    if promise or criterion:
        return spoken(promise.label if promise else criterion.label if criterion else "")
    fields = row.data.get("fields") if row.code == EDITED else None
    said = (label_if_known(f"opportunity/{name}") for name in fields or ())
    return SEPARATOR[tongue()].join(dict.fromkeys(one for one in said if one))


def _climbed(data: Mapping[str, Any], promise: str) -> str:
    """The promise, the rung that it climbed to, and why that rung passed it on."""
    rung = spoken(person_called(data["rung"]))
    passed_on = spoken(Sentence(PASSED_ON[PassedOn(data["passed_on"])])) if "passed_on" in data else ""
    return " · ".join(one for one in (promise, rung, passed_on) if one)


def _read(words: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(words[name]) for name in READ if words.get(name) and isinstance(words[name], str))


def _names(people: set[UUID]) -> dict[UUID, str]:
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
