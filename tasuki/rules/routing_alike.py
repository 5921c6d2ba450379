"""Many leads by one routing table: what reads alike to the table goes the same way, and only the turn is new.

`choose` says what is right. Where a lead holds, in all that the rows look at, what one before it held, and nobody has
become able or unable since, the rows answer as they did then; whoever's turn it is among the same people is looked for.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from tasuki.rules.conditions import fields_of
from tasuki.rules.fields import reader
from tasuki.rules.playbook import Route
from tasuki.rules.routing import (
    Assignment,
    Candidates,
    Passed,
    RoutingFacts,
    Step,
    choose,
)

MOST = 4096
"""Where each lead reads differently, as by a condition on its name, nothing is gained: what is known is dropped."""
_PLACES = ("region", "country", "company.region", "company.country")
LOOKS_AT: Mapping[str, tuple[str, ...]] = {
    "account_owner": ("account_owner", "same_account_owner"),
    "opportunity_owner": ("opportunity_owner",),
    "partner_manager": ("partner_manager",),
    "segment": ("lead.segment", "lead.company.segment"),
    "territory": tuple(f"lead.{name}" for name in _PLACES),
    "industry": ("lead.industry", "lead.company.industry"),
    "skill": ("lead.fields.skill",),
    "round_robin": (),
    "fallback": (),
}
"""What each strategy reads: who owns what around a lead, or a field of its dossier.

Leads are alike to no table with a strategy that is not named here.
"""


@dataclass(frozen=True, slots=True)
class _Way:
    """How a lead went through the table, but for whose turn it was; ``judged`` has everybody of the pool as well.

    ``able`` are the places of those in the pool.
    """

    choice: Assignment
    able: tuple[int, ...]
    before: tuple[Step, ...]
    judged: Mapping[str, Passed]


class Alike:
    """`choose`, for many leads of one table, one after the other."""

    def __init__(self, routes: Sequence[Route], candidates: Candidates) -> None:
        self._routes, self._candidates = routes, candidates
        self._ways: dict[Hashable, _Way] = {}
        self._changes = candidates.changes
        rows = {row.to for row in routes}
        conditions = (row.when.condition for row in routes)
        asked = [name for condition in conditions if condition for name in fields_of(condition)]
        looked_at = [name for row in LOOKS_AT if row in rows for name in LOOKS_AT[row]]
        self._around = attrgetter(
            "run", "at", "at_any_hour", *(name for name in looked_at if "." not in name)
        )
        fields = [*asked, *(name for name in looked_at if "." in name)]
        self.reads = tuple(dict.fromkeys(fields)) if rows <= LOOKS_AT.keys() else None
        """The fields of a lead's dossier that decide which way it goes; None where nobody knows."""
        self._read = [reader(name) for name in self.reads or ()]

    def choose(self, facts: RoutingFacts) -> Assignment:
        """As `choose`."""
        if self.reads is None:
            return choose(facts, self._routes, self._candidates)
        if self._changes != self._candidates.changes or len(self._ways) >= MOST:
            self._ways, self._changes = {}, self._candidates.changes
        read = self._around(facts), tuple([repr(read(facts.dossier)) for read in self._read])
        way = self._ways.get(read)
        if way is not None:
            return self._again(way)
        choice = choose(facts, self._routes, self._candidates)
        if choice.strategy != "fallback":
            self._ways[read] = self._way(choice)
        return choice

    def _way(self, choice: Assignment) -> _Way:
        judged = {
            one.person: choice.passed.get(one.person, Passed.NOT_THEIR_TURN) for one in self._candidates
        }
        able = {*choice.pool.able} if choice.pool else ()
        places = tuple(place for place, one in enumerate(self._candidates) if one.person in able)
        return _Way(choice, places, choice.trace[:-1], judged)

    def _again(self, way: _Way) -> Assignment:
        choice, pool = way.choice, way.choice.pool
        if pool is None:
            return choice
        person = self._candidates.first_of(way.able).person
        because, last = pool.because(person), choice.trace[-1]
        last = Step(last.route, last.strategy, last.standing, last.checks, because, person)
        passed = dict(way.judged)
        del passed[person]
        return Assignment(
            person, choice.route, choice.strategy, because, (*way.before, last), passed, choice.uses_turn,
            choice.status, pool, choice,
        )  # fmt: skip
