"""What every plot has at hand: the people, the office hours, the pen, and what is known of companies."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from random import Random
from uuid import UUID

from tasuki.cli.demo.cast import EAST, WEST
from tasuki.cli.demo.fates import Ending, Fate
from tasuki.cli.demo.market import Buyer
from tasuki.cli.demo.mix import Origin
from tasuki.cli.demo.pen import Pen
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person, Team
from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.rules.calendar import Calendar
from tasuki.rules.playbook import Playbook
from tasuki.sla.terms import calendar_of

SEED = 20_260_401
PARTS = 3
"""Of the lives, told side by side: one more than a small machine has processors, as some wait for the others."""


@dataclass
class Span:
    """The days that the company has behind it (UTC), and the office hours in them."""

    begins_at: datetime
    ends_at: datetime

    @cached_property
    def book(self) -> Playbook:
        return in_force()

    @cached_property
    def office(self) -> Calendar:
        return calendar_of(self.book, self.book.playbook.calendar, self.begins_at, self.ends_at)


@dataclass
class World(Span):
    """The demo company as one part of the lives knows it: what happens in another changes nothing here."""

    part: int = 0
    _due: dict[str, float] = field(default_factory=dict)

    @cached_property
    def pen(self) -> Pen:
        return Pen(Random(f"{SEED}:pen:{self.part}"), self.part, PARTS)

    @cached_property
    def accounts(self) -> dict[str, UUID]:
        """Known companies by their names; whoever makes an account adds it."""
        return dict(run("SELECT name, id FROM records_account"))

    @cached_property
    def _actors(self) -> dict[UUID, Actor]:
        return {person.pk: Actor.of(person, "demo") for person in Person.objects.all()}

    def falls(self, what: str, share: float) -> bool:
        """Whether it happens this time, so that it happens to this share of all; it begins with the first."""
        due = self._due.get(what, 1 - share) + share
        happens = due > 1 - 1e-9
        self._due[what] = due - happens
        return happens

    def as_(self, handle: str) -> Actor:
        """The person called so."""
        return next(actor for actor in self._actors.values() if actor.handle == handle)

    def person(self, person_id: UUID) -> Actor:
        return self._actors[person_id]

    def sdr_of(self, lead_id: UUID) -> Actor:
        """Whoever works the lead now; where nobody does, RevOps."""
        return self._one(self._owners(lead_id)[0], "kei")

    def ae_of(self, lead_id: UUID) -> Actor:
        """The lead's AE now; where there is none, their manager answers."""
        return self._one(self._owners(lead_id)[1], "mio")

    def owner_of(self, opportunity_id: UUID) -> Actor:
        """The AE who owns the deal."""
        ((owner,),) = run(
            "SELECT owner_id FROM records_opportunity WHERE id = %(id)s", {"id": opportunity_id}
        )
        return self._one(owner, "mio")

    def manager_of(self, actor: Actor) -> Actor:
        """Whoever leads the actor's team; without a team, RevOps."""
        led = {EAST: "mio", WEST: "daichi"}
        team = Team.objects.get(pk=actor.team_id).name if actor.team_id else ""
        return self.as_(led.get(team, "kei"))

    def _owners(self, lead_id: UUID) -> tuple[UUID | None, UUID | None]:
        (owners,) = run("SELECT owner_id, ae_id FROM records_lead WHERE id = %(lead)s", {"lead": lead_id})
        return owners[0], owners[1]

    def _one(self, person_id: UUID | None, otherwise: str) -> Actor:
        return self.person(person_id) if person_id else self.as_(otherwise)


@dataclass
class Case:
    """One lead's story: who it is, where it comes from, how it ends. ``lead_id`` is set once it was captured."""

    number: int
    buyer: Buyer
    origin: Origin
    fate: Fate
    dice: Random
    amount: int = 0
    ending: Ending = Ending.WORKED
    forcing_on: date = date.max
    poorly_briefed: bool = False
    _lead_id: UUID | None = None

    def again(self) -> Case:
        """The same person, who comes in a second time."""
        return replace(self, buyer=self.buyer.elsewhere(), _lead_id=None)

    @property
    def lead_id(self) -> UUID:
        assert self._lead_id is not None, "the lead is captured first"
        return self._lead_id

    @lead_id.setter
    def lead_id(self, lead_id: UUID) -> None:
        self._lead_id = lead_id
