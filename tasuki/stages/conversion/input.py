"""What the person who converts says (contract/convert.json): the same words by API, command line, page and bulk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tasuki.rules.dossier import Contact, OpportunityFacts, Override
from tasuki.rules.reading import read


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """``create`` a new account, ``link`` to the one with this id, or ``match``: link the exact match, else create."""

    action: Literal["create", "link", "match"] = "match"
    id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ConvertInput:
    """Everything the lead does not know yet. Fields left out are taken from the lead and its answers.

    ``attach_leads`` names other open leads of the company that shall belong to the account from now on.
    """

    account: AccountChoice = AccountChoice()
    contacts: tuple[Contact, ...] = ()
    opportunity: OpportunityFacts = OpportunityFacts()
    attach_leads: tuple[str, ...] = ()
    override: Override | None = None


def read_input(source: object) -> ConvertInput:
    """Read a request. Raises `tasuki.rules.reading.Unreadable` naming every field that is wrong."""
    return read(ConvertInput, source)
