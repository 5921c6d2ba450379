"""The rotation while leads are given out: who has had how many turns, and who got which company."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tasuki.rules.routing import Assignment, Candidate
from tasuki.stages.routing.candidates import Pool
from tasuki.stages.routing.owners import Owners


class Rotation:
    """Carries each choice over to the next one of the same transaction."""

    def __init__(self, pool: Pool, at: datetime) -> None:
        self._ids, self._at = pool.ids, at
        self._places = {one.person: place for place, one in enumerate(pool.people)}
        self._companies: dict[str, UUID] = {}
        self.people: list[Candidate] = list(pool.people)
        self.turns_taken: dict[UUID, int] = {}

    def with_colleagues(self, owners: Owners) -> Owners:
        """The owners around a lead, when another lead of its company has been given out just now (RT-6)."""
        return replace(owners, same_account=self._companies.get(owners.company, owners.same_account))

    def id_of(self, choice: Assignment) -> UUID | None:
        return self._ids[choice.person] if choice.person is not None else None

    def move_on(self, choice: Assignment, owners: Owners) -> None:
        """One more lead for the chosen one; and one more turn, unless they own the company anyway."""
        if choice.person is None:
            return
        place, person = self._places[choice.person], self._ids[choice.person]
        one = self.people[place]
        self.people[place] = replace(one, open_leads=one.open_leads + 1)
        if choice.uses_turn:
            turns = one.assigned_count + 1
            self.people[place] = replace(self.people[place], assigned_count=turns, last_assigned_at=self._at)
            self.turns_taken[person] = turns
        if owners.company:
            self._companies[owners.company] = person
