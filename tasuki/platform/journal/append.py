"""Append events and tell those who listen, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.catalogue import EVENT_CODES
from tasuki.platform.jsonb import dumps
from tasuki.platform.once import looking_up_once
from tasuki.platform.sql import send

MAX_DEPTH = 8
_depth: ContextVar[int] = ContextVar("journal_depth", default=0)
_at_hand: ContextVar[Mapping[UUID, Model] | None] = ContextVar("journal_at_hand", default=None)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to be written: what happened (``code``), to what, when, by whom, and which ids and codes go with it."""

    code: str
    at: datetime
    by: Actor
    subject: str
    subject_id: UUID
    lead_id: UUID | None = None
    opportunity_id: UUID | None = None
    playbook: str = ""
    reason: str = ""
    origin: str = "native"
    data: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)


Listener = Callable[..., None]
"""Called with the entries that were written together, in their order."""
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call ``listener`` with all entries, in the writer's transaction; flow registers when the apps are ready."""
    if listener not in _listeners:
        _listeners.append(listener)


_ENTRIES = """
jsonb_to_recordset(%(entries)s::jsonb) AS e(
  code varchar, at timestamptz, actor_id uuid, door varchar, subject varchar, subject_id uuid, lead_id uuid,
  opportunity_id uuid, playbook varchar, reason varchar, origin varchar, data jsonb, words jsonb)
"""
_EVENT = (
    "code, at, actor_id, door, subject, subject_id, lead_id, opportunity_id, playbook, reason, origin, data"
)
TELL = f"INSERT INTO journal_event ({_EVENT}) SELECT {_EVENT} FROM {_ENTRIES}"
# Events and the words that belong to them, in one statement; numbers are drawn first so that each finds its own.
TELL_WITH_WORDS = f"""
WITH told AS MATERIALIZED (SELECT nextval('journal_event_seq_seq') AS seq, e.* FROM {_ENTRIES}),
events AS (INSERT INTO journal_event (seq, {_EVENT}) SELECT seq, {_EVENT} FROM told)
INSERT INTO journal_payload (event_id, words) SELECT seq, words FROM told WHERE words IS NOT NULL
"""


def append(*entries: Entry, at_hand: Iterable[Model] = ()) -> None:
    """Write the entries and tell the listeners; RuntimeError where no transaction is open.

    ``at_hand`` are records that the entries tell of: locked by this transaction, and the same as their rows. What
    follows need not read them again, and changes these very objects along with the rows.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("journal.append needs the transaction of the rows it tells of")
    for entry in entries:
        if entry.code not in EVENT_CODES:
            raise ValueError(f"{entry.code} is not in the catalogue of events")
    if entries:
        tell = TELL_WITH_WORDS if any(entry.words for entry in entries) else TELL
        send(tell, {"entries": dumps([_columns(entry) for entry in entries]).decode()})
    announce(*entries, at_hand=at_hand)


def announce(*entries: Entry, at_hand: Iterable[Model] = ()) -> None:
    """Tell the listeners of entries whose rows the caller has already written (bulk and single-statement paths)."""
    depth = _depth.get()
    if depth >= MAX_DEPTH:
        raise RuntimeError(f"events cause each other more than {MAX_DEPTH} deep: {entries[0].code}")
    deeper, given = _depth.set(depth + 1), _at_hand.set({record.pk: record for record in at_hand})
    try:
        with looking_up_once():
            for listener in _listeners:
                listener(*entries)
    finally:
        _at_hand.reset(given)
        _depth.reset(deeper)


def record_at_hand(record_id: UUID) -> Model | None:
    """The record that whoever tells of the present event has given along; None where it has to be read."""
    given = _at_hand.get()
    return given.get(record_id) if given else None


def is_following() -> bool:
    """Whether listeners are being told of an event right now, in its transaction."""
    return _depth.get() > 0


def _columns(entry: Entry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "at": entry.at,
        "actor_id": entry.by.person_id,
        "door": entry.by.door,
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "lead_id": entry.lead_id,
        "opportunity_id": entry.opportunity_id,
        "playbook": entry.playbook,
        "reason": entry.reason,
        "origin": entry.origin,
        "data": dict(entry.data),
        "words": dict(entry.words) or None,
    }
