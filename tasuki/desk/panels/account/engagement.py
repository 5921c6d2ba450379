"""Who is at the other end: contacts and people who are still leads, and how they answered lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Q
from django.urls import reverse

from tasuki.desk.panels.account.seen import SHOWN, Seen
from tasuki.records.models import Contact, ContactRole, Lead, Touchpoint
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Text

LATELY = timedelta(days=90)
STANDINGS: Mapping[str, str] = {
    "answers": N_("answers"),
    "reached": N_("written to, no answer"),
    "quiet": N_("quiet for 90 days"),
    "never": N_("never contacted"),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What went back and forth in the last ninety days; ``last_at`` whenever it was."""

    touches: int = 0
    answered: int = 0
    last_at: datetime | None = None
    signals: tuple[str, ...] = ()

    def __add__(self, other: Heard) -> Heard:
        moments = [at for at in (self.last_at, other.last_at) if at]
        return Heard(
            self.touches + other.touches,
            self.answered + other.answered,
            max(moments, default=None),
            tuple(dict.fromkeys((*self.signals, *other.signals))),
        )

    @property
    def standing(self) -> str:
        if self.answered:
            return "answers"
        if self.touches:
            return "reached"
        return "quiet" if self.last_at else "never"


@dataclass(frozen=True, slots=True)
class Engaged:
    """One person there; ``is_lead`` while nobody has made them a contact."""

    key: UUID
    name: str
    title: str
    href: str
    roles: tuple[str, ...] = ()
    is_lead: bool = False
    heard: Heard = field(default_factory=Heard)
    signals: tuple[Text, ...] = ()
    """What they showed lately, as the agreement calls it."""

    @property
    def standing(self) -> str:
        return self.heard.standing

    @property
    def said(self) -> str:
        return STANDINGS[self.standing]


def engaged_at(seen: Seen, at: datetime) -> tuple[Engaged, ...]:
    """Those who answered last come first."""
    contacts = list(seen.account.contacts.filter(merged_into=None).order_by("name", "id")[:SHOWN])
    by_contact, by_lead = _heard(seen, contacts, at)
    roles, known = _roles(seen), {one.pk for one in contacts}
    people = [_contact(one, roles.get(one.pk, ()), by_contact.get(one.pk, Heard()), seen) for one in contacts]
    new = (lead for lead in seen.leads_at_work if lead.contact_id not in known)
    people += [_lead(one, by_lead.get(one.pk, Heard()), seen) for one in new]
    return tuple(sorted(people, key=_last_answer_first))


def _contact(one: Contact, roles: tuple[str, ...], heard: Heard, seen: Seen) -> Engaged:
    href = reverse("contact", args=[one.pk])
    return Engaged(one.pk, one.name, one.title, href, roles, heard=heard, signals=_labels(heard, seen.book))


def _lead(one: Lead, heard: Heard, seen: Seen) -> Engaged:
    href = reverse("lead", args=[one.pk])
    return Engaged(
        one.pk, one.name, one.title, href, is_lead=True, heard=heard, signals=_labels(heard, seen.book)
    )


def _last_answer_first(one: Engaged) -> tuple[bool, float, str]:
    last = one.heard.last_at
    return not one.heard.answered, -last.timestamp() if last else 0.0, one.name


def _heard(
    seen: Seen, contacts: Iterable[Contact], at: datetime
) -> tuple[Mapping[UUID, Heard], Mapping[UUID, Heard]]:
    """By contact, the touches of the lead that they once were included, and by lead."""
    contact_of = {lead.pk: lead.contact_id for lead in seen.leads}
    about = Q(lead__in=list(contact_of)) | Q(contact__in=[one.pk for one in contacts], lead=None)
    lately = Q(at__gte=at - LATELY)
    rows: Iterable[Mapping[str, Any]] = (
        Touchpoint.objects.filter(about)
        .values("lead_id", "contact_id")
        .annotate(
            touches=Count("pk", filter=lately),
            answered=Count("pk", filter=lately & Q(two_way=True)),
            last_at=Max("at"),
            signals=ArrayAgg("signal", filter=lately & ~Q(signal=""), distinct=True),
        )
    )
    by_contact: dict[UUID, Heard] = {}
    by_lead: dict[UUID, Heard] = {}
    for row in rows:
        heard = _read(row)
        if key := row["contact_id"] or contact_of.get(row["lead_id"]):
            by_contact[key] = by_contact.get(key, Heard()) + heard
        if key := row["lead_id"]:
            by_lead[key] = by_lead.get(key, Heard()) + heard
    return by_contact, by_lead


def _labels(heard: Heard, book: Playbook) -> tuple[Text, ...]:
    return tuple(one.label for one in book.score if one.signal in heard.signals and one.signal)


def _read(row: Mapping[str, Any]) -> Heard:
    return Heard(row["touches"], row["answered"], row["last_at"], tuple(row["signals"] or ()))


def _roles(seen: Seen) -> Mapping[UUID, tuple[str, ...]]:
    rows = ContactRole.objects.filter(opportunity__in=[deal.pk for deal in seen.deals_at_work])
    found: dict[UUID, tuple[str, ...]] = {}
    for contact, role in rows.order_by("role").values_list("contact_id", "role").distinct():
        found[contact] = (*found.get(contact, ()), role)
    return found
