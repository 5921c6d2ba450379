"""Accounts and contacts: who they are, and what is going on with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tasuki.desk.panels.account_plan import PlanRead, may_plan, plans_read
from tasuki.desk.panels.timeline import Happening, timeline
from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.access.roles import Role
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Account, Contact, ContactRole, Lead, Opportunity
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.sla.queries import ClockView, clocks_of
from tasuki.stages.pipeline.queries import opportunities_visible_to

ROWS = 50
SHOWN = 50
EVENTS_SHOWN = 40
CLOCKS_OF = 5
"""Of how many leads at work the promises are shown."""
OVER = ("disqualified", "archived", "merged", "converted")
WORKED_ON = ("open", "pending_approval")


@dataclass(frozen=True, slots=True)
class Together:
    """Who shares the page of a high-value account (RP-5), by side, and what has been promised there."""

    marketing: tuple[str, ...]
    sdrs: tuple[str, ...]
    aes: tuple[str, ...]
    promises: tuple[tuple[Lead, ClockView], ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """``together`` only for a high-value account."""

    account: Account
    book: Playbook
    contacts: tuple[Contact, ...]
    opportunities: tuple[Opportunity, ...]
    leads: tuple[Lead, ...]
    plans: tuple[PlanRead, ...]
    can_plan: bool
    happenings: tuple[Happening, ...]
    together: Together | None


@dataclass(frozen=True, slots=True)
class ContactPage:
    contact: Contact
    book: Playbook
    roles: tuple[ContactRole, ...]
    leads: tuple[Lead, ...]


def account_page(account_id: UUID, *, by: Actor, at: datetime) -> AccountPage:
    """Raises `Forbidden`, `NotFound`."""
    ask_any(by, "account.read")
    account = Account.objects.select_related("owner", "merged_into").filter(pk=account_id).first()
    if account is None:
        raise NotFound("account", account_id)
    seen = visible(Lead.objects.filter(account=account), by, "lead.read", *LEAD_OWNERS)
    leads = tuple(seen.select_related("owner").order_by("-captured_at")[:SHOWN])
    deals, book = tuple(opportunities_visible_to(by).filter(account=account)[:SHOWN]), in_force()
    plans = plans_read(account.plans.select_related("owner").order_by("-opened_at"), day_of(at, book))
    return AccountPage(
        account=account,
        book=book,
        contacts=tuple(account.contacts.order_by("name")[:SHOWN]),
        opportunities=deals,
        leads=leads,
        plans=plans,
        can_plan=may_plan(by, account, None) and all(_is_for_a_deal_or_over(plan) for plan in plans),
        happenings=_happenings(leads, deals, book),
        together=_together(leads, deals, at) if _is_high_value(account, deals, book) else None,
    )


def _is_for_a_deal_or_over(plan: PlanRead) -> bool:
    """An account has one open plan of its own beside those of its deals."""
    return plan.row.opportunity_id is not None or plan.row.closed_at is not None


def _happenings(
    leads: tuple[Lead, ...], deals: tuple[Opportunity, ...], book: Playbook
) -> tuple[Happening, ...]:
    """What happened with the leads and the deals that this person may see, the newest first."""
    about = Q(lead_id__in=[lead.pk for lead in leads]) | Q(opportunity_id__in=[deal.pk for deal in deals])
    events = Event.objects.filter(about).select_related("payload").order_by("-at", "-seq")
    return timeline(events[:EVENTS_SHOWN], book)


def _is_high_value(account: Account, deals: tuple[Opportunity, ...], book: Playbook) -> bool:
    """RP-5: by its tier, or by a deal that is at work and large."""
    limits = book.limits
    if account.tier and account.tier in limits.strategic_tiers:
        return True
    return any(
        deal.state in WORKED_ON
        and deal.amount is not None
        and deal.currency == book.playbook.currency
        and deal.amount >= limits.key_deal_amount
        for deal in deals
    )


def _together(leads: tuple[Lead, ...], deals: tuple[Opportunity, ...], at: datetime) -> Together:
    at_work = [lead for lead in leads if lead.state not in OVER][:CLOCKS_OF]
    marketers = Person.objects.active().with_role(Role.MARKETER).order_by("name")
    sdrs = [lead.owner for lead in leads] + [deal.sdr for deal in deals]
    return Together(
        marketing=tuple(marketers.values_list("name", flat=True)),
        sdrs=_names(sdrs),
        aes=_names([deal.owner for deal in deals]),
        promises=tuple(
            (lead, clock) for lead in at_work for clock in clocks_of(lead.pk, at=at) if not clock.stopped_at
        ),
    )


def _names(people: Iterable[Person | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person.name for person in people if person))


def contact_page(contact_id: UUID, *, by: Actor) -> ContactPage:
    """Raises `Forbidden`, `NotFound`."""
    ask_any(by, "account.read")
    contact = Contact.objects.select_related("account", "merged_into").filter(pk=contact_id).first()
    if contact is None:
        raise NotFound("contact", contact_id)
    seen = visible(Opportunity.objects.all(), by, "opportunity.read", "owner", "sdr")
    leads = visible(Lead.objects.filter(contact=contact), by, "lead.read", *LEAD_OWNERS)
    return ContactPage(
        contact=contact,
        book=in_force(),
        roles=tuple(contact.roles.filter(opportunity__in=seen).select_related("opportunity")[:SHOWN]),
        leads=tuple(leads.order_by("-captured_at")[:SHOWN]),
    )
