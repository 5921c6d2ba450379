"""Many leads by one routing table: what reads alike to the table goes the same way, and only the turn is new.

`choose` says what is right. Where a lead holds, in all that the rows look at, what one before it held, and nobody has
become able or unable since, the rows answer as they did then; whoever's turn it is among the same people is looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasuki.rules.conditions import fields_of
from tasuki.rules.dossier import LeadFacts
from tasuki.rules.fields import value_at
from tasuki.rules.playbook import Route
from tasuki.rules.routing import (
    Assignment,
    Candidates,
    Passed,
    RoutingFacts,
    Step,
    choose,
    turn_of,
)

MOST = 4096
"""Where each lead reads differently, as by a condition on its name, nothing is gained: what is known is dropped."""
LOOKS_AT: Mapping[str, Callable[[RoutingFacts], Hashable]] = {
    "account_owner": lambda facts: (facts.account_owner, facts.same_account_owner),
    "opportunity_owner": lambda facts: facts.opportunity_owner,
    "partner_manager": lambda facts: facts.partner_manager,
    "segment": lambda facts: (facts.dossier.lead.segment, facts.dossier.lead.company.segment),
    "territory": lambda facts: _places(facts.dossier.lead),
    "industry": lambda facts: (facts.dossier.lead.industry, facts.dossier.lead.company.industry),
    "skill": lambda facts: repr(facts.dossier.lead.fields.get("skill", "")),
    "round_robin": lambda facts: None,
    "fallback": lambda facts: None,
}
"""What each strategy reads of a lead. Leads are alike to no table with a strategy that is not named here."""


def _places(lead: LeadFacts) -> Hashable:
    return lead.region, lead.country, lead.company.region, lead.company.country


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
        self._looks = (
            [LOOKS_AT[name] for name in LOOKS_AT if name in rows] if rows <= LOOKS_AT.keys() else None
        )
        conditions = (row.when.condition for row in routes)
        named = (name for condition in conditions if condition for name in fields_of(condition))
        self._fields = tuple(dict.fromkeys(named))

    def choose(self, facts: RoutingFacts) -> Assignment:
        """As `choose`."""
        if self._looks is None:
            return choose(facts, self._routes, self._candidates)
        if self._changes != self._candidates.changes or len(self._ways) >= MOST:
            self._ways, self._changes = {}, self._candidates.changes
        read = self._read(facts, self._looks)
        way = self._ways.get(read)
        if way is not None:
            return self._again(way)
        choice = choose(facts, self._routes, self._candidates)
        if choice.strategy != "fallback":
            self._ways[read] = self._way(choice)
        return choice

    def _read(self, facts: RoutingFacts, looks: Sequence[Callable[[RoutingFacts], Hashable]]) -> Hashable:
        held: list[Any] = [repr(value_at(facts.dossier, name)) for name in self._fields]
        return (facts.run, facts.at, facts.at_any_hour, *held, *(look(facts) for look in looks))

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
        person = min(map(self._candidates.__getitem__, way.able), key=turn_of).person
        because, last = pool.because(person), choice.trace[-1]
        last = Step(last.route, last.strategy, last.standing, last.checks, because, person)
        passed = dict(way.judged)
        del passed[person]
        return Assignment(
            person, choice.route, choice.strategy, because, (*way.before, last), passed, choice.uses_turn,
            choice.status, pool, choice,
        )  # fmt: skip
