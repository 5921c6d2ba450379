"""Start clocks: the rows of new promises, written at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tasuki.platform.jsonb import dumps
from tasuki.platform.sql import run
from tasuki.rules.escalation import CATCHING, MANAGER, catching_for
from tasuki.sla.models import Clock

# While a promise runs, a further start changes nothing: the unique constraint says so. What nobody owes by name is owed
# by whoever catches it (`rules.escalation.fallback`), looked for here so that a capture takes no further statement.
START_CLOCKS = """
INSERT INTO sla_clock SELECT clock.* FROM jsonb_array_elements(%(clocks)s::jsonb) asked
CROSS JOIN LATERAL (SELECT CASE WHEN asked->'owner_id' = 'null' THEN (
    SELECT p.id FROM people_person p
    CROSS JOIN LATERAL (
      SELECT min(array_position(CASE asked->>'owner_role' WHEN 'manager' THEN %(for_manager)s::varchar[]
                                ELSE %(for_others)s::varchar[] END, role)) AS place FROM unnest(p.roles) role) rank
    WHERE p.is_active AND p.roles && %(for_others)s::varchar[]
    ORDER BY EXISTS (SELECT FROM people_absence a
                     WHERE a.person_id = p.id AND a.from_at <= %(at)s AND a.until_at > %(at)s),
             rank.place, p.handle COLLATE "C" LIMIT 1) END AS person) catching
CROSS JOIN LATERAL jsonb_populate_record(NULL::sla_clock,
  asked || CASE WHEN catching.person IS NULL THEN '{}' ELSE jsonb_build_object('owner_id', catching.person) END) clock
ON CONFLICT DO NOTHING
"""
_COLUMNS = tuple(column.attname for column in Clock._meta.concrete_fields)


def start(clocks: Iterable[Clock], at: datetime) -> None:
    """Write the rows of promises that do not run yet; what nobody owes by name is somebody's from now on (SL-21)."""
    rows = [{name: getattr(clock, name) for name in _COLUMNS} for clock in clocks]
    if rows:
        catching = {"for_manager": list(catching_for(MANAGER)), "for_others": list(CATCHING)}
        run(START_CLOCKS, {"clocks": dumps(rows).decode(), "at": at, **catching})
