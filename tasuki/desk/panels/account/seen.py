"""What of an account somebody reads: what they may see anyway, and all of it where they work on it together (RP-5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from tasuki.platform.access.actor import Actor, visible
from tasuki.records.models import Account, Lead, Opportunity
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.dossier import Money
from tasuki.rules.high_value import why_high_value
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import Sentence
from tasuki.stages.pipeline.queries import ON_THE_BOARD, OWNERS, with_next_step

SHOWN = 50
ON_THE_WAY = ("mql", "sal", "sql", "discovery")
"""Leads that sales works on; those of the account's domain are found although nobody has linked them yet."""
AT_WORK = ("captured", *ON_THE_WAY)


@dataclass(frozen=True, slots=True)
class Seen:
    """``why`` it is of high value (empty: it is not); ``is_shared``: this person reads it whole."""

    account: Account
    book: Playbook
    why: tuple[Sentence, ...]
    is_shared: bool
    leads: tuple[Lead, ...]
    deals: tuple[Opportunity, ...]

    @property
    def leads_at_work(self) -> tuple[Lead, ...]:
        return tuple(lead for lead in self.leads if lead.state in AT_WORK)

    @property
    def leads_over(self) -> tuple[Lead, ...]:
        return tuple(lead for lead in self.leads if lead.state not in AT_WORK)

    @property
    def deals_at_work(self) -> tuple[Opportunity, ...]:
        return tuple(deal for deal in self.deals if deal.state in ON_THE_BOARD)


def seen_of(account: Account, book: Playbook, by: Actor) -> Seen:
    deals = Opportunity.objects.filter(account=account)
    worth = deals.filter(state__in=ON_THE_BOARD, amount__isnull=False).values_list("amount", "currency")
    why = why_high_value(
        account.tier, [Money(amount, currency) for amount, currency in worth if amount], book
    )
    is_shared = bool(why) and (_sees_all(by) or works_on(account, by))
    if not is_shared:
        deals = visible(deals, by, "opportunity.read", *OWNERS)
    rows = with_next_step(deals.select_related("owner", "sdr")).order_by("-created_at", "-id")
    return Seen(account, book, why, is_shared, _leads(account, by, is_whole=is_shared), tuple(rows[:SHOWN]))


def _sees_all(by: Actor) -> bool:
    return by.reach("lead.read") == by.reach("opportunity.read") == "all"


def works_on(account: Account, by: Actor) -> bool:
    """Whether the account, a lead on its way or a deal at work there is this person's."""
    me = by.person_id
    if me is None or by.reach("lead.read") is None or by.reach("opportunity.read") is None:
        return False
    if account.owner_id == me:
        return True
    mine = Q(owner=me) | Q(ae=me)
    return (
        any(rows.filter(mine, state__in=AT_WORK).exists() for rows in _leads_of(account))
        or Opportunity.objects.filter(Q(owner=me) | Q(sdr=me), account=account, state__in=ON_THE_BOARD).exists()
    )  # fmt: skip


def _leads(account: Account, by: Actor, *, is_whole: bool) -> tuple[Lead, ...]:
    """The newest first."""
    keys: set[UUID] = set()
    for rows in _leads_of(account):
        found = rows if is_whole else visible(rows, by, "lead.read", *LEAD_OWNERS)
        keys.update(found.order_by("-captured_at").values_list("pk", flat=True)[:SHOWN])
    rows = Lead.objects.filter(pk__in=keys).select_related("owner", "ae", "campaign", "contact")
    return tuple(rows.order_by("-captured_at", "-id")[:SHOWN])


def _leads_of(account: Account) -> Iterable[QuerySet[Lead]]:
    """Those that are linked to the account, and those on their way that name its domain."""
    yield Lead.objects.filter(account=account)
    if account.domain:
        named = Lead.objects.filter(company_domain=account.domain, account=None, state__in=ON_THE_WAY)
        yield named.exclude(company_domain="")
