"""What another routing table would have done with the same leads (RT-9). It chooses, and gives nobody anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasuki.rules.playbook import Route
from tasuki.rules.routing import Assignment, Candidate, RoutingFacts, choose, with_turn_taken


@dataclass(frozen=True, slots=True)
class Rerouted:
    """A lead that another routing table would have given to somebody else, with both choices."""

    lead: str
    was: Assignment
    would_be: Assignment

    @property
    def before(self) -> str | None:
        return self.was.person

    @property
    def after(self) -> str | None:
        return self.would_be.person


@dataclass(frozen=True, slots=True)
class DryRun:
    """The leads whose owner differs, in their order; and how many each person gets by either table (None: nobody)."""

    looked_at: int
    moved: tuple[Rerouted, ...]
    before: Mapping[str | None, int]
    after: Mapping[str | None, int]


def dry_run(
    runs: Iterable[RoutingFacts],
    before: Sequence[Route],
    after: Sequence[Route],
    candidates: Sequence[Candidate],
) -> DryRun:
    """The same leads, in order, by two routing tables; each table keeps its own rotation."""
    old, new = tuple(candidates), tuple(candidates)
    moved: list[Rerouted] = []
    shares_before, shares_after = Counter[str | None](), Counter[str | None]()
    looked_at = 0
    for facts in runs:
        looked_at += 1
        was, would_be = choose(facts, before, old), choose(facts, after, new)
        old, new = with_turn_taken(old, was, facts.at), with_turn_taken(new, would_be, facts.at)
        shares_before[was.person] += 1
        shares_after[would_be.person] += 1
        if was.person != would_be.person:
            moved.append(Rerouted(facts.dossier.lead.id, was, would_be))
    return DryRun(looked_at, tuple(moved), shares_before, shares_after)
