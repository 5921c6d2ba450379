"""Who could get a lead: people with a role for the run, as rules see them, in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tasuki.platform.sql import run, send
from tasuki.rules.calendar import is_open
from tasuki.rules.playbook import Playbook
from tasuki.rules.routing import Candidate, Run
from tasuki.stages.routing.levels import Standing, levels_of
from tasuki.stages.routing.working_hours import working_calendar

# Every active person with the run's role or one that may catch what nobody takes, and whoever owns the company already,
# with absence, load and turns. Load is counted only where a capacity limits it.
_CANDIDATES = """
SELECT p.id, p.handle, p.roles, p.is_active, p.capacity, p.weight, p.territories, p.segments, p.industries, p.skills,
  p.calendar, p.zone,
  (SELECT max(a.until_at) FROM people_absence a
   WHERE a.person_id = p.id AND a.from_at <= %(at)s AND a.until_at > %(at)s) AS absent_until,
  (SELECT max(a.until_at) FROM people_absence a
   WHERE a.person_id = p.id AND a.until_at <= %(at)s) AS back_since,
  CASE WHEN p.capacity IS NULL THEN 0 ELSE (
    SELECT count(*) FROM records_lead l
    WHERE l.{owner} = p.id AND l.state IN ('captured', 'mql', 'sal', 'sql', 'discovery')) END AS open_leads,
  t.count AS turns, t.last_at
FROM people_person p LEFT JOIN routing_turn t ON t.person_id = p.id AND t.run = %(run)s
WHERE p.is_active AND p.roles && %(roles)s::varchar[] OR p.id = ANY(%(owners)s::uuid[])
ORDER BY p.handle
"""
CANDIDATES: Mapping[Run, str] = {
    "sdr": _CANDIDATES.format(owner="owner_id"),
    "ae": _CANDIDATES.format(owner="ae_id"),
}
CATCHING = ("revops", "manager", "admin")

# The rotation's turns are taken one at a time, per run: exact fairness under any load. Released with the transaction.
ONE_AT_A_TIME = (
    "SELECT pg_advisory_xact_lock(hashtext('tasuki.rotation.' || current_schema()), hashtext(%(run)s))"
)


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of one run, named by their handles as the playbook names them, and their ids.

    ``newcomers`` have the run's role and were never in the rotation; this is the level at which they enter it.
    """

    people: tuple[Candidate, ...]
    ids: Mapping[str, UUID]
    handles: Mapping[UUID, str]
    newcomers: Mapping[UUID, int]

    def handle_of(self, person: UUID | None) -> str | None:
        """What the candidate with this id is called; None for nobody."""
        return self.handles.get(person) if person is not None else None

    def to_relieve(self, person: UUID) -> Pool:
        """Those who could take a lead over from this person: everybody else who is there."""
        handle = self.handles.get(person)
        people = tuple(one for one in self.people if one.person != handle and one.absent_until is None)
        known = {one.person for one in people}
        return Pool(
            people,
            {name: key for name, key in self.ids.items() if name in known},
            {key: name for key, name in self.handles.items() if name in known},
            {key: level for key, level in self.newcomers.items() if key != person},
        )


def candidates(kind: Run, book: Playbook, at: datetime, owners: Iterable[UUID] = ()) -> Pool:
    """The candidates for one run at ``at`` (UTC), in the order of their handles; ``owners`` are always among them."""
    asked = {"at": at, "run": kind, "roles": [kind, *CATCHING], "owners": list(owners)}
    rows = [Row(*columns) for columns in run(CANDIDATES[kind], asked)]
    levels = levels_of([_standing(row, kind) for row in rows])
    calendars = {(row.calendar, row.zone): working_calendar(book, row.calendar, row.zone, at) for row in rows}
    at_work = {place: is_open(calendar, at) for place, calendar in calendars.items()}
    people = tuple(_candidate(row, levels[row.handle], at_work[row.calendar, row.zone]) for row in rows)
    ids, handles = {row.handle: row.id for row in rows}, {row.id: row.handle for row in rows}
    new = {
        row.id: levels[row.handle]
        for row in rows
        if row.turns is None and row.is_active and kind in row.roles
    }
    return Pool(people, ids, handles, new)


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate as the statement tells them."""

    id: UUID
    handle: str
    roles: list[str]
    is_active: bool
    capacity: int | None
    weight: int
    territories: list[str]
    segments: list[str]
    industries: list[str]
    skills: list[str]
    calendar: str
    zone: str
    absent_until: datetime | None
    back_since: datetime | None
    open_leads: int
    turns: int | None
    last_at: datetime | None


def _standing(row: Row, kind: Run) -> Standing:
    away = row.absent_until is not None or not row.is_active or kind not in row.roles
    came_back = row.back_since is not None and row.last_at is not None and row.last_at < row.back_since
    served = {
        (name, one.casefold())
        for name in ("territories", "segments", "industries", "skills")
        for one in getattr(row, name)
    }
    return Standing(row.handle, row.turns, row.weight, away, came_back, frozenset(served))


def _candidate(row: Row, turns: int, works_now: bool) -> Candidate:
    return Candidate(
        person=row.handle,
        roles=frozenset(row.roles),
        active=row.is_active,
        absent_until=row.absent_until,
        open_leads=row.open_leads,
        capacity=row.capacity,
        weight=row.weight,
        last_assigned_at=row.last_at,
        assigned_count=turns,
        territories=frozenset(row.territories),
        segments=frozenset(row.segments),
        industries=frozenset(row.industries),
        skills=frozenset(row.skills),
        works_now=works_now,
    )


def take_the_rotation(kind: Run) -> None:
    """The rotation of this run is ours before the next statement looks, until the transaction ends."""
    send(ONE_AT_A_TIME, {"run": kind})
