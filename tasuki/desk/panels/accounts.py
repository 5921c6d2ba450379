"""Accounts and contacts: who they are, and what is going on with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field
from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Account, AccountPlan, Contact, ContactRole, Lead, Opportunity
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.playbook import Playbook
from tasuki.stages.pipeline.queries import opportunities_visible_to

ROWS = 50
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, and the text it was asked for."""

    rows: list[dict[str, Any]]
    following: str | None
    filters: tuple[Field, ...]
    query: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.query)


@dataclass(frozen=True, slots=True)
class AccountPage:
    account: Account
    book: Playbook
    contacts: tuple[Contact, ...]
    opportunities: tuple[Opportunity, ...]
    leads: tuple[Lead, ...]
    plans: tuple[AccountPlan, ...]


@dataclass(frozen=True, slots=True)
class ContactPage:
    contact: Contact
    book: Playbook
    roles: tuple[ContactRole, ...]
    leads: tuple[Lead, ...]


def account_list(asked: Mapping[str, str], *, by: Actor) -> Listing:
    ask_any(by, "account.read")
    text = asked.get("q", "").strip()
    rows = Account.objects.filter(merged_into=None)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(domain=text.lower()))
    return _listing(
        rows, asked, text, "id", "name", "domain", "industry", "country", "owner__name", "created_at"
    )


def contact_list(asked: Mapping[str, str], *, by: Actor) -> Listing:
    ask_any(by, "account.read")
    text = asked.get("q", "").strip()
    rows = Contact.objects.filter(merged_into=None)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(email=text.lower()) | Q(account__name__icontains=text))
    return _listing(rows, asked, text, "id", "name", "title", "email", "phone", "account__name", "account_id")


def _listing(rows: QuerySet[Any], asked: Mapping[str, str], text: str, *columns: str) -> Listing:
    """Ids are given in the order of time, so that the newest come first without an index of their own."""
    paging = Paging(cursor=asked.get("cursor") or None, limit=ROWS)
    shown, following = page_of(rows, paging, *columns, order=("-id",))
    query = urlencode({"q": text}) if text else ""
    return Listing(shown, following, (Field("q", gettext("Search"), value=text),), query)


def account_page(account_id: UUID, *, by: Actor) -> AccountPage:
    """Raises `Forbidden`, `NotFound`."""
    ask_any(by, "account.read")
    account = Account.objects.select_related("owner", "merged_into").filter(pk=account_id).first()
    if account is None:
        raise NotFound("account", account_id)
    leads = visible(Lead.objects.filter(account=account), by, "lead.read", *LEAD_OWNERS)
    return AccountPage(
        account=account,
        book=in_force(),
        contacts=tuple(account.contacts.order_by("name")[:SHOWN]),
        opportunities=tuple(opportunities_visible_to(by).filter(account=account)[:SHOWN]),
        leads=tuple(leads.select_related("owner").order_by("-captured_at")[:SHOWN]),
        plans=tuple(account.plans.select_related("owner").order_by("-opened_at")),
    )


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
