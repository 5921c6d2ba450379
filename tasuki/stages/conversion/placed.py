"""What a plan does with one record: created or linked, why, and which existing ones may be the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from tasuki.platform.refusals import Invalid
from tasuki.rules.dossier import Contact
from tasuki.rules.matching import Match, in_short
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence

CHOSEN_ACCOUNT = Sentence(N_("You chose this account."))
CHOSEN_CONTACT = Sentence(N_("You chose this contact."))
OF_THE_LEAD = Sentence(N_("The lead belongs to it."))
OF_THE_OPPORTUNITY = Sentence(N_("The opportunity belongs to it."))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An existing record that may be the one; ``clues`` are the codes of what speaks for it."""

    id: str
    name: str
    match: Match
    clues: tuple[str, ...] = ()

    @property
    def because(self) -> Sentence:
        return Sentence(N_("It matches: %(clues)s."), {"clues": in_short(self.clues)})


@dataclass(frozen=True, slots=True)
class Placed:
    """One record of the plan: created or linked, and why. ``asks`` are the ids among which somebody has to choose."""

    action: Literal["create", "link"]
    id: UUID
    name: str
    because: Sentence
    candidates: tuple[Candidate, ...] = ()
    asks: frozenset[str] = frozenset()

    @property
    def links(self) -> bool:
        return self.action == "link"


@dataclass(frozen=True, slots=True)
class PlacedContact:
    """A contact of the opportunity with every role that it has there."""

    placed: Placed
    facts: Contact
    is_lead: bool
    roles: tuple[str, ...]
    primary: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """An open opportunity that the lead could join; ``owner`` is a handle."""

    id: UUID
    name: str
    stage: str
    amount: Decimal | None
    currency: str
    close_on: date | None
    owner: str | None


def by_score(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(found, key=lambda one: -one.match.score))


def no_such(pointer: str, key: str) -> Invalid:
    text = N_("There is no such record: “%(key)s”.")
    return Invalid([Problem(pointer, "unknown_record", Sentence(text, {"key": key}))])
