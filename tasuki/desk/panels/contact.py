"""One contact: who they are, in which deals they have a say, and the leads that they were."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Contact, ContactRole, Lead, Opportunity
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.playbook import Playbook
from tasuki.stages.pipeline.queries import OWNERS

SHOWN = 50


@dataclass(frozen=True, slots=True)
class ContactPage:
    contact: Contact
    book: Playbook
    roles: tuple[ContactRole, ...]
    leads: tuple[Lead, ...]


def contact_page(contact_id: UUID, *, by: Actor) -> ContactPage:
    """Raises `Forbidden`, `NotFound`."""
    ask_any(by, "account.read")
    contact = Contact.objects.select_related("account", "merged_into").filter(pk=contact_id).first()
    if contact is None:
        raise NotFound("contact", contact_id)
    seen = visible(Opportunity.objects.all(), by, "opportunity.read", *OWNERS)
    leads = visible(Lead.objects.filter(contact=contact), by, "lead.read", *LEAD_OWNERS)
    return ContactPage(
        contact=contact,
        book=in_force(),
        roles=tuple(contact.roles.filter(opportunity__in=seen).select_related("opportunity")[:SHOWN]),
        leads=tuple(leads.order_by("-captured_at")[:SHOWN]),
    )
