"""Who shares a high-value account (RP-5), what each of them has there, and what has been promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext, ngettext

from tasuki.desk.panels.account.seen import Seen
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.rules.wording import N_
from tasuki.sla.models import Clock
from tasuki.sla.queries import ClockView, view_of

CLOCKS_SHOWN = 12
SIDES: Mapping[str, str] = {"marketing": N_("Marketing"), "sdr": N_("SDR"), "ae": N_("AE")}


@dataclass(frozen=True, slots=True)
class Share:
    """Somebody, and what is theirs here."""

    person: Person
    has: str


@dataclass(frozen=True, slots=True)
class Side:
    key: str
    label: str
    people: tuple[Share, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    lead: Lead | None
    clock: ClockView


@dataclass(frozen=True, slots=True)
class Together:
    sides: tuple[Side, ...]
    promises: tuple[Promise, ...]


def together_on(seen: Seen, at: datetime) -> Together:
    return Together((_marketing(seen), _sdrs(seen), _aes(seen)), _promises(seen, at))


def _marketing(seen: Seen) -> Side:
    people = Person.objects.active().with_role(Role.MARKETER).order_by("name")
    campaigns = dict.fromkeys(lead.campaign.name for lead in seen.leads if lead.campaign)
    brought = gettext("Brought by: %(campaigns)s") % {"campaigns": " · ".join(campaigns)} if campaigns else ""
    return _side("marketing", tuple(Share(person, "") for person in people), brought)


def _sdrs(seen: Seen) -> Side:
    leads = Counter(lead.owner for lead in seen.leads_at_work if lead.owner)
    deals = Counter(deal.sdr for deal in seen.deals_at_work if deal.sdr)
    return _side("sdr", _shares(leads, deals))


def _aes(seen: Seen) -> Side:
    leads = Counter(lead.ae for lead in seen.leads_at_work if lead.ae)
    deals = Counter(deal.owner for deal in seen.deals_at_work if deal.owner)
    return _side("ae", _shares(leads, deals))


def _side(key: str, people: tuple[Share, ...], said: str = "") -> Side:
    return Side(key, gettext(SIDES[key]), people, said)


def _shares(leads: Counter[Person], deals: Counter[Person]) -> tuple[Share, ...]:
    people: Iterable[Person] = dict.fromkeys([*deals, *leads])
    return tuple(Share(person, _has(leads[person], deals[person])) for person in people)


def _has(leads: int, deals: int) -> str:
    said = []
    if leads:
        said.append(ngettext("%(n)s lead", "%(n)s leads", leads) % {"n": leads})
    if deals:
        said.append(ngettext("%(n)s opportunity", "%(n)s opportunities", deals) % {"n": deals})
    return " · ".join(said)


def _promises(seen: Seen, at: datetime) -> tuple[Promise, ...]:
    """What runs about these leads and deals, due first on top."""
    leads = {lead.pk: lead for lead in seen.leads}
    about = Q(lead__in=list(leads)) | Q(subject_id__in=[deal.pk for deal in seen.deals_at_work])
    rows = Clock.objects.filter(about, stopped_at=None).order_by("due_at", "pk")
    return tuple(
        Promise(leads.get(row.lead_id) if row.lead_id else None, view_of(row, at))
        for row in rows[:CLOCKS_SHOWN]
    )
