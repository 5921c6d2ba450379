"""What the person who converts says (contract/convert.json): the same words by API, command line, page and bulk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tasuki.rules.dossier import Contact, OpportunityFacts, Override
from tasuki.rules.reading import read


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


def read_input(source: object) -> ConvertInput:
    """Read a request. Raises `tasuki.rules.reading.Unreadable` naming every field that is wrong."""
    return read(ConvertInput, source)
