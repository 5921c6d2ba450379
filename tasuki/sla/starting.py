"""Start clocks: the rows of new promises, written at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.ids import new_id
from tasuki.platform.jsonb import dumps
from tasuki.platform.sql import send
from tasuki.rules import clock as rules
from tasuki.rules.escalation import CATCHING, MANAGER, catching_for
from tasuki.sla.models import Clock
from tasuki.sla.rows import columns_of
from tasuki.sla.telling import TOLD_OF_A_CLOCK
from tasuki.sla.terms import Agreement, Promise, calendar_of, side_of

AT_A_TIME = 500
_COLUMNS = tuple(column.attname for column in Clock._meta.concrete_fields)
_OWN = ("id", "lead_id", "subject", "subject_id", "owner_id")
_NEW = {name: getattr(Clock(), name) for name in _COLUMNS if name not in _OWN}
_FROM = {**{name: f"way.{name}" for name in _COLUMNS}, **{name: f"own.{name}" for name in _OWN}}
_FROM["owner_id"] = "coalesce(own.owner_id, catching.person)"
# Promises of one kind that begin at one moment go the same way (`ways`); each clock adds whose and about what it is.
# While a promise runs, a further start changes nothing: the unique constraint says so. What nobody owes by name is owed
# by whoever catches it (`rules.escalation.fallback`), looked for here so that a capture takes no further statement. The
# journal is told of each that began, with all that its row cannot be reckoned from (SL-24).
START_CLOCKS = f"""
WITH begun AS (
  INSERT INTO sla_clock ({", ".join(_COLUMNS)})
  SELECT {", ".join(_FROM.values())}
  FROM ROWS FROM (jsonb_populate_recordset(NULL::sla_clock, %(ways)s::jsonb)) WITH ORDINALITY AS way
  JOIN jsonb_to_recordset(%(clocks)s::jsonb) AS own(
    way bigint, id uuid, lead_id uuid, subject varchar, subject_id uuid, owner_id uuid) ON own.way = way.ordinality
  CROSS JOIN LATERAL (SELECT CASE WHEN own.owner_id IS NULL THEN (
      SELECT p.id FROM people_person p
      CROSS JOIN LATERAL (
        SELECT min(array_position(CASE way.owner_role WHEN 'manager' THEN %(for_manager)s::varchar[]
                                  ELSE %(for_others)s::varchar[] END, role)) AS place FROM unnest(p.roles) role) rank
      WHERE p.is_active AND p.roles && %(for_others)s::varchar[]
      ORDER BY EXISTS (SELECT FROM people_absence a
                       WHERE a.person_id = p.id AND a.from_at <= %(at)s AND a.until_at > %(at)s),
               rank.place, p.handle COLLATE "C" LIMIT 1) END AS person) catching
  ON CONFLICT DO NOTHING
  RETURNING id, lead_id, playbook, {TOLD_OF_A_CLOCK} || jsonb_strip_nulls(jsonb_build_object(
    'about', subject, 'about_id', subject_id, 'started_at', started_at, 'no_later_than', no_later_than_at)) AS data)
INSERT INTO journal_event (code, at, door, subject, subject_id, lead_id, playbook, reason, origin, data)
SELECT 'sla.started', %(at)s, '{SYSTEM.door}', 'clock', id, lead_id, playbook, '', 'native', data FROM begun
"""


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise that begins at ``moment``, about a subject; by nobody's name where there is no owner."""

    promise: Promise
    moment: datetime
    no_later_than: datetime | None
    lead_id: UUID | None
    subject: str
    subject_id: UUID
    owner_id: UUID | None


def start(owed: Iterable[Owed], agreement: Agreement, at: datetime) -> None:
    """Write the rows of promises that do not run yet; what nobody owes by name is somebody's from now on (SL-21).

    While the server writes some, the next ones are put together.
    """
    waiting = iter(owed)
    while some := list(islice(waiting, AT_A_TIME)):
        _send(some, agreement, at)


def _send(owed: Sequence[Owed], agreement: Agreement, at: datetime) -> None:
    places: dict[tuple[str, datetime, datetime | None], int] = {}
    ways: list[dict[str, Any]] = []
    clocks = []
    for one in owed:
        way = (one.promise.sla.id, one.moment, one.no_later_than)
        if way not in places:
            ways.append(columns_at_start(one.promise, one.moment, one.no_later_than, agreement))
            places[way] = len(ways)
        own = {name: getattr(one, name) for name in ("lead_id", "subject", "subject_id", "owner_id")}
        clocks.append({"way": places[way], "id": new_id(at), **own})
    catching = {"for_manager": list(catching_for(MANAGER)), "for_others": list(CATCHING)}
    documents = {"ways": dumps(ways).decode(), "clocks": dumps(clocks).decode()}
    send(START_CLOCKS, {**documents, "at": at, **catching})


def columns_at_start(
    promise: Promise, moment: datetime, no_later_than: datetime | None, agreement: Agreement
) -> dict[str, Any]:
    """The columns that all clocks of this promise have that begin at this moment."""
    terms = promise.terms
    calendar = calendar_of(agreement.book, terms.calendar, moment)
    return {
        **_NEW,
        **columns_of(rules.start(terms, moment, calendar, no_later_than)),
        "sla": terms.sla,
        "owner_role": terms.owner,
        "side": side_of(promise.sla),
        "playbook": agreement.book.stamp,
        "within": promise.sla.within,
    }
