"""One contact: who they are, in which deals they have a say, and the leads that they were."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Contact, ContactRole, Lead, Opportunity, Touchpoint
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.playbook import Playbook
from tasuki.stages.pipeline.queries import OWNERS

SHOWN, TOUCHES_SHOWN = 50, 20


@dataclass(frozen=True, slots=True)
class ContactPage:
    contact: Contact
    book: Playbook
    roles: tuple[ContactRole, ...]
    leads: tuple[Lead, ...]
    can_merge: bool
    touches: tuple[Touchpoint, ...]
    """What went back and forth with them, as a contact and as the leads that this person may see."""


def contact_page(contact_id: UUID, *, by: Actor) -> ContactPage:
    """Raises `Forbidden`, `NotFound`."""
    ask_any(by, "account.read")
    contact = Contact.objects.select_related("account", "merged_into").filter(pk=contact_id).first()
    if contact is None:
        raise NotFound("contact", contact_id)
    seen = visible(Opportunity.objects.all(), by, "opportunity.read", *OWNERS)
    rows = visible(Lead.objects.filter(contact=contact), by, "lead.read", *LEAD_OWNERS)
    leads = tuple(rows.order_by("-captured_at")[:SHOWN])
    touches = Touchpoint.objects.filter(
        Q(contact=contact, lead=None) | Q(lead__in=[lead.pk for lead in leads])
    ).select_related("by")
    return ContactPage(
        contact=contact,
        book=in_force(),
        roles=tuple(contact.roles.filter(opportunity__in=seen).select_related("opportunity")[:SHOWN]),
        leads=leads,
        can_merge=by.reach("account.merge") is not None,
        touches=tuple(touches.order_by("-at", "-pk")[:TOUCHES_SHOWN]),
    )
