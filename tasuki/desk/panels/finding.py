"""The palette: over records, people and things to do, what may be looked for; and what was open lately."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.panels.places import actions_for
from tasuki.desk.words import STATES, stage_word, word
from tasuki.platform.access.actor import Actor, visible
from tasuki.platform.people.models import Person
from tasuki.playbooks.queries import in_force
from tasuki.records.looks import lately
from tasuki.records.models import Account, Campaign, Contact, Lead, Opportunity
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.matching.spelling import fold
from tasuki.stages.intake.searching import having_text
from tasuki.stages.pipeline.queries import OWNERS

M = TypeVar("M", bound=Model)
MOST = 6
"""How many of each kind are shown, of the newest so many that fit."""
LOOKED_AT = 30
RECENT = 8
PEOPLE_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    detail: str
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    hits: tuple[Hit, ...]


def find(text: str, *, by: Actor) -> tuple[Group, ...]:
    """What fits ``text``, kind by kind; without a text, what was open lately and what can be done."""
    asked = text.strip()
    groups = _found(asked, by) if asked else _offered(by)
    return tuple(group for group in groups if group.hits)


def _offered(by: Actor) -> Iterator[Group]:
    yield Group("recent", gettext("Open lately"), tuple(_recent(by)))
    yield _actions("", by)


def _found(text: str, by: Actor) -> Iterator[Group]:
    leads = visible(Lead.objects.filter(merged_into=None), by, "lead.read", *LEAD_OWNERS)
    yield _group("leads", gettext("Leads"), leads, "-captured_at", text, _lead)
    deals = visible(Opportunity.objects.select_related("account"), by, "opportunity.read", *OWNERS)
    yield _group("opportunities", gettext("Opportunities"), deals, "-created_at", text, _deal)
    if by.reach("account.read"):
        accounts = Account.objects.filter(merged_into=None)
        yield _group("accounts", gettext("Accounts"), accounts, "-id", text, _account)
        contacts = Contact.objects.filter(merged_into=None).select_related("account")
        yield _group("contacts", gettext("Contacts"), contacts, "-id", text, _contact)
    if by.reach("campaign.read"):
        yield _group("campaigns", gettext("Campaigns"), Campaign.objects.all(), "-id", text, _campaign)
    if by.reach("person.read"):
        yield Group("people", gettext("People"), tuple(islice(_people(text), MOST)))
    yield _actions(text, by)


def _group(
    key: str, title: str, rows: QuerySet[M], newest: str, text: str, told: Callable[[M], Hit]
) -> Group:
    """The newest that fit, those first whose own name begins with what was typed."""
    found = list(having_text(rows, text).order_by(newest, "-pk")[:LOOKED_AT])
    first = f" {fold(text).partition(' ')[0]}"
    ranked = sorted(found, key=lambda row: not getattr(row, "search_text", "").startswith(first))
    return Group(key, title, tuple(told(row) for row in ranked[:MOST]))


def _lead(row: Lead) -> Hit:
    detail = (row.name if row.company_name else "", word(row.state, STATES))
    return Hit(row.company_name or row.name, _joined(*detail), reverse("lead", args=[row.pk]))


def _deal(row: Opportunity) -> Hit:
    stage = stage_word(row.stage, in_force()) if row.state == "open" else word(row.state, STATES)
    return Hit(row.name, stage, reverse("opportunity", args=[row.pk]))


def _account(row: Account) -> Hit:
    return Hit(row.name, row.domain, reverse("account", args=[row.pk]))


def _contact(row: Contact) -> Hit:
    company = row.account.name if row.account else ""
    return Hit(row.name, _joined(company, row.title), reverse("contact", args=[row.pk]))


def _campaign(row: Campaign) -> Hit:
    return Hit(row.name, row.code, f"{reverse('leads')}?{urlencode({'campaign': row.code})}")


def _people(text: str) -> Iterator[Hit]:
    """Colleagues are few: they are looked through, and lead to what they have."""
    words = fold(text).split()
    if not words:
        return
    for person in Person.objects.active().order_by("name")[:PEOPLE_LOOKED_AT]:
        said = fold(f"{person.name} {person.handle}")
        if all(one in said for one in words):
            roles = _joined(*(word(role) for role in person.roles))
            place = "opportunities" if "ae" in person.roles else "leads"
            href = f"{reverse(place)}?{urlencode({'owner': person.handle})}"
            yield Hit(person.name, roles, href)


def _actions(text: str, by: Actor) -> Group:
    return Group(
        "actions",
        gettext("Go to, and do"),
        tuple(Hit(one.label, "", one.href) for one in actions_for(text, by)),
    )


SUBJECTS: Mapping[str, tuple[Callable[[Actor], QuerySet[Any]], Callable[[Any], Hit]]] = {
    "lead": (lambda by: visible(Lead.objects.all(), by, "lead.read", *LEAD_OWNERS), _lead),
    "opportunity": (
        lambda by: visible(Opportunity.objects.all(), by, "opportunity.read", *OWNERS),
        _deal,
    ),
    "account": (lambda by: visible(Account.objects.all(), by, "account.read"), _account),
    "contact": (lambda by: visible(Contact.objects.select_related("account"), by, "account.read"), _contact),
}
"""Kind of record → those that one may see, and how one is told."""


def _recent(by: Actor) -> Iterator[Hit]:
    """What this person had open last, as far as they may still see it."""
    if by.person_id is None:
        return
    looks = lately(by.person_id, RECENT)
    hits: dict[tuple[str, UUID], Hit] = {}
    for subject, (rows, told) in SUBJECTS.items():
        keys = [key for kind, key in looks if kind == subject]
        for row in rows(by).filter(pk__in=keys) if keys else ():
            hits[subject, row.pk] = told(row)
    yield from (hits[look] for look in looks if look in hits)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
