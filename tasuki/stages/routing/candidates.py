"""Who could get a lead: people with a role for the run, as rules see them, in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tasuki.platform.sql import run
from tasuki.rules.calendar import is_open
from tasuki.rules.playbook import Playbook
from tasuki.rules.routing import Candidate, Run
from tasuki.sla.terms import calendar_of

# Everybody with the run's role or one that may catch what nobody takes, with absence, load and turns. Load is counted
# only where a capacity limits it. Somebody new starts at the level of whoever has had fewest turns.
CANDIDATES = """
SELECT p.id, p.roles, p.is_active, p.capacity, p.weight, p.territories, p.segments, p.industries, p.skills, p.calendar,
  (SELECT max(a.until_at) FROM people_absence a
   WHERE a.person_id = p.id AND a.from_at <= %(at)s AND a.until_at > %(at)s) AS absent_until,
  CASE WHEN p.capacity IS NULL THEN 0 ELSE (
    SELECT count(*) FROM records_lead l WHERE l.state = ANY(%(open)s)
      AND CASE WHEN %(run)s = 'sdr' THEN l.owner_id = p.id ELSE l.ae_id = p.id END) END AS open_leads,
  coalesce(t.count, (SELECT min(count) FROM routing_turn WHERE run = %(run)s), 0) AS turns,
  t.last_at
FROM people_person p LEFT JOIN routing_turn t ON t.person_id = p.id AND t.run = %(run)s
WHERE p.roles && %(roles)s::varchar[]
ORDER BY p.handle
"""
OPEN = ["captured", "mql", "sal", "sql", "discovery"]
CATCHING = ("revops", "manager", "admin")

# The rotation's turns are taken one at a time, per run: exact fairness under any load. Released with the transaction.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('tasuki.rotation'), hashtext(%(run)s))"

TAKE_TURNS = """
INSERT INTO routing_turn (person_id, run, count, last_at)
SELECT person, %(run)s, level, %(at)s FROM unnest(%(people)s::uuid[], %(levels)s::bigint[]) AS taken(person, level)
ON CONFLICT (person_id, run) DO UPDATE SET count = excluded.count, last_at = excluded.last_at
"""


def candidates(kind: Run, book: Playbook, at: datetime) -> tuple[Candidate, ...]:
    """The candidates for one run at ``at`` (UTC), in the order of their handles."""
    rows = run(CANDIDATES, {"at": at, "run": kind, "open": OPEN, "roles": [kind, *CATCHING]})
    return tuple(_candidate(row, book, at) for row in rows)


def _candidate(row: tuple[Any, ...], book: Playbook, at: datetime) -> Candidate:
    person, roles, active, capacity, weight, territories, segments, industries, skills, calendar = row[:10]
    absent_until, open_leads, turns, last_at = row[10:]
    return Candidate(
        person=str(person),
        roles=frozenset(roles),
        active=active,
        absent_until=absent_until,
        open_leads=open_leads,
        capacity=capacity,
        weight=weight,
        last_assigned_at=last_at,
        assigned_count=turns,
        territories=frozenset(territories),
        segments=frozenset(segments),
        industries=frozenset(industries),
        skills=frozenset(skills),
        works_now=is_open(calendar_of(book, calendar or book.playbook.calendar, at), at),
    )


def take_the_rotation(kind: Run) -> None:
    """Wait for the rotation of this run; it is ours until the transaction ends."""
    run(ONE_AT_A_TIME, {"run": kind})


def count_turns(kind: Run, levels: Mapping[str, int], at: datetime) -> None:
    """Write how many turns these people have had now; only while the rotation is ours."""
    run(TAKE_TURNS, {"run": kind, "people": list(levels), "levels": list(levels.values()), "at": at})
