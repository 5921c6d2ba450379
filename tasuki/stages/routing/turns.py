"""The rotation while leads are given out: who has had how many turns, and who got which company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tasuki.rules.routing import Assignment, Candidates, with_lead
from tasuki.stages.routing.candidates import Pool
from tasuki.stages.routing.owners import Owners


class Rotation:
    """Carries each choice over to the next one of the same transaction."""

    def __init__(self, pool: Pool, at: datetime) -> None:
        self._ids, self._at, self._entered = pool.ids, at, pool.newcomers
        self._companies: dict[str, UUID] = {}
        self.people = Candidates(pool.people)
        self.turns_taken: dict[UUID, int] = {}

    @property
    def levels(self) -> Mapping[UUID, int]:
        """Of whoever entered the rotation or took turns; written once, as it is ours until the transaction ends."""
        return {**self._entered, **self.turns_taken}

    def with_colleagues(self, owners: Owners) -> Owners:
        """The owners around a lead, when another lead of its company has been given out just now (RT-6)."""
        colleague = self._companies.get(owners.company)
        return owners if colleague is None else replace(owners, same_account=colleague)

    def id_of(self, choice: Assignment) -> UUID | None:
        return self._ids[choice.person] if choice.person is not None else None

    def move_on(self, choice: Assignment, owners: Owners) -> None:
        """One more lead for the chosen one; and one more turn, unless they own the company anyway."""
        one = self.people.named(choice.person)
        if one is None:
            return
        person = self._ids[one.person]
        self.people.put(with_lead(one, choice, self._at))
        if choice.uses_turn:
            self.turns_taken[person] = one.assigned_count + 1
        if owners.company:
            self._companies[owners.company] = person
