"""What choices of a run leave behind, in one statement while the rotation is ours: turns, owners and reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.platform.jsonb import dumps
from tasuki.platform.rows import documents, names_of
from tasuki.platform.sql import send
from tasuki.records.models import Lead
from tasuki.rules.routing import Run
from tasuki.stages.routing.models import Assignment

OWNED_BY: Mapping[Run, str] = {"sdr": "owner_id", "ae": "ae_id"}
_NAMES = names_of(Assignment)
# Who took turns or entered the rotation, with their level; the leads with their new owners, whose version rises because
# somebody who has them open sees another owner; and each choice with its reasons, shared ones once.
_HAND_OUT = f"""
WITH turns AS (
  INSERT INTO routing_turn (person_id, run, count, last_at)
  SELECT person, %(run)s, level, CASE WHEN took THEN %(at)s::timestamptz END
  FROM jsonb_to_recordset(%(turns)s::jsonb) AS one(person uuid, level bigint, took boolean)
  ON CONFLICT (person_id, run) DO UPDATE SET count = excluded.count, last_at = excluded.last_at),
ways AS (
  INSERT INTO routing_way SELECT * FROM jsonb_populate_recordset(NULL::routing_way, %(ways)s::jsonb)
  ON CONFLICT DO NOTHING),
chosen AS MATERIALIZED (
  SELECT * FROM jsonb_populate_recordset(NULL::routing_assignment, %(chosen)s::jsonb)),
given AS (
  UPDATE records_lead lead SET {{owner}} = chosen.person_id, version = lead.version + 1
  FROM chosen WHERE lead.id = chosen.lead_id AND chosen.person_id IS NOT NULL)
INSERT INTO routing_assignment ({_NAMES}) SELECT {_NAMES} FROM chosen
"""
HAND_OUT: Mapping[Run, str] = {run: _HAND_OUT.format(owner=column) for run, column in OWNED_BY.items()}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Choices of a run, ways that are not known yet, and new levels of the rotation; ``taken`` had a turn."""

    rows: Sequence[Assignment]
    ways: Sequence[Mapping[str, Any]]
    levels: Mapping[UUID, int]
    taken: Collection[UUID]


def hand_out(
    run: Run,
    leads: Sequence[Lead],
    chosen: Chosen,
    at: datetime,
) -> None:
    """Begin to write the choices of a run for these leads.

    The leads have their new owners at once, and their rows as soon as the server has answered.
    """
    turns = [
        {"person": person, "level": level, "took": person in chosen.taken}
        for person, level in chosen.levels.items()
    ]
    told = {
        "turns": dumps(turns).decode(),
        "ways": dumps(chosen.ways).decode(),
        "chosen": documents(chosen.rows),
    }
    send(HAND_OUT[run], {"run": run, "at": at, **told})
    for lead, row in zip(leads, chosen.rows, strict=True):
        if row.person_id:
            setattr(lead, OWNED_BY[run], row.person_id)
            lead.version += 1
