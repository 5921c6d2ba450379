"""What the person who converts says (contract/convert.json): the same words by API, command line, page and bulk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from tasuki.rules.dossier import Contact, OpportunityFacts, Override
from tasuki.rules.reading import read


def as_id(key: str) -> str:
    """The id as PostgreSQL writes it; what is no id stays as it was typed, and names no record."""
    try:
        return str(UUID(key))
    except ValueError:
        return key


def is_id(key: str) -> bool:
    """Whether this can be an id at all, in the one spelling that `as_id` makes."""
    try:
        return str(UUID(key)) == key
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """``create`` a new account, ``link`` to the one with this id, or ``match``: link the sure match, else create.

    ``besides`` are the ids of existing accounts that look like the company: whoever creates a new one names them,
    and so says that they are known and are others (O-10).
    """

    action: Literal["create", "link", "match"] = "match"
    id: str = ""
    name: str = ""
    besides: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", as_id(self.id))
        object.__setattr__(self, "besides", tuple(map(as_id, self.besides)))


@dataclass(frozen=True, slots=True)
class ConvertInput:
    """Everything the lead does not know yet. Fields left out are taken from the lead and its answers.

    ``into_opportunity`` is the id of an open opportunity of the account that the lead joins; without it a new one is
    created. ``attach_leads`` names other open leads of the company that shall belong to the account from now on.
    """

    account: AccountChoice = AccountChoice()
    contacts: tuple[Contact, ...] = ()
    opportunity: OpportunityFacts = OpportunityFacts()
    into_opportunity: str = ""
    attach_leads: tuple[str, ...] = ()
    override: Override | None = None

    def __post_init__(self) -> None:
        # Ids are compared as text: every spelling of one (capitals, ``urn:uuid:``) becomes the same.
        facts = self.opportunity
        object.__setattr__(self, "into_opportunity", as_id(self.into_opportunity))
        object.__setattr__(self, "attach_leads", tuple(map(as_id, self.attach_leads)))
        object.__setattr__(self, "contacts", _with_ids(self.contacts))
        if facts.contacts:
            object.__setattr__(self, "opportunity", replace(facts, contacts=_with_ids(facts.contacts)))


def _with_ids(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    return tuple(replace(one, id=as_id(one.id)) if one.id else one for one in contacts)


def read_input(source: object) -> ConvertInput:
    """Read a request. Raises `tasuki.rules.reading.Unreadable` naming every field that is wrong."""
    return read(ConvertInput, source)
