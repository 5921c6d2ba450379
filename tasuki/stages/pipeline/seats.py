"""Who decides, judged: the roles of contacts in an opportunity after a change, by O-8 and O-9."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tasuki.records.models import ContactRole
from tasuki.rules.dossier import Contact, Dossier, OpportunityFacts
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem
from tasuki.rules.validation.people import A_CONTACT_CARRIES_THE_DEAL, CONTACTS, ONE_PRIMARY_CONTACT
from tasuki.stages.pipeline.checking import problems_from

# The field of a change that mends what a rule has against it.
ASKED_AT = {A_CONTACT_CARRIES_THE_DEAL: "/role", ONE_PRIMARY_CONTACT: "/primary"}


def problems_of_seats(
    before: Iterable[ContactRole],
    after: Iterable[ContactRole],
    book: Playbook,
    at: datetime,
    touched: UUID | None = None,
) -> list[Problem]:
    """What the change makes wrong. A deal that was wrong already may become better step by step.

    A ``touched`` role that is primary has to fit, however wrong the rest is.
    """
    had, rows = _dossier(before), list(after)
    has, today = _dossier(rows), day_of(at, book)
    mine = next((f"{CONTACTS}/{place}/" for place, one in enumerate(rows) if one.pk == touched), None)
    problems: list[Problem] = []
    for rule, pointer in ASKED_AT.items():
        was_wrong = bool(rule.ask(had, book, today))
        told = [
            one for one in rule.ask(has, book, today) if not was_wrong or (mine and one.pointer.startswith(mine))
        ]  # fmt: skip
        problems += [Problem(pointer, one.code, one.message, one.fix) for one in problems_from(told, rule.id)]
    return problems


def _dossier(roles: Iterable[ContactRole]) -> Dossier:
    contacts = tuple(
        Contact(name=one.contact.name, id=str(one.contact_id), role=one.role, primary=one.is_primary)  # type: ignore[arg-type]
        for one in roles
    )
    return Dossier(opportunity=OpportunityFacts(contacts=contacts))
