"""The buying committee of an account: who decides in its deals at work, and which seats nobody has."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from tasuki.desk.panels.account.seen import Seen
from tasuki.desk.panels.deal_health import EXPECTED, INFLUENCE
from tasuki.records.models import Contact, ContactRole


@dataclass(frozen=True, slots=True)
class Member:
    """``deals``: in which of several deals, where there are several."""

    contact: Contact
    stance: str
    deals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A role in the buyer's decision, what it weighs, and who has it; empty where nobody is known."""

    role: str
    influence: str
    members: tuple[Member, ...]


def committee_of(seen: Seen) -> tuple[Place, ...]:
    """Nothing where no deal is at work: then nobody decides anything yet."""
    deals = {deal.pk: deal for deal in seen.deals_at_work}
    if not deals:
        return ()
    rows = ContactRole.objects.filter(opportunity__in=list(deals)).select_related("contact")
    held: dict[str, dict[Contact, list[ContactRole]]] = {}
    for row in rows.order_by("-is_primary", "contact__name"):
        held.setdefault(row.role, {}).setdefault(row.contact, []).append(row)

    def member(contact: Contact, roles: list[ContactRole]) -> Member:
        stance = next((row.stance for row in roles if row.stance), "")
        named = tuple(deals[row.opportunity_id].name for row in roles) if len(deals) > 1 else ()
        return Member(contact, stance, named)

    order = [role for role in INFLUENCE if role in held or role in EXPECTED]
    return tuple(
        Place(
            role,
            gettext(INFLUENCE[role]) if role in INFLUENCE else "",
            tuple(member(contact, roles) for contact, roles in held.get(role, {}).items()),
        )
        for role in (*order, *(role for role in held if role not in INFLUENCE))
    )
