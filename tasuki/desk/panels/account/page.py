"""Everything that the page of one account shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tasuki.desk.panels.account.coming import Coming, coming_of
from tasuki.desk.panels.account.committee import Place, committee_of
from tasuki.desk.panels.account.engagement import Engaged, engaged_at
from tasuki.desk.panels.account.seen import Seen, seen_of
from tasuki.desk.panels.account.together import Together, together_on
from tasuki.desk.panels.account_plan import PlanRead, may_plan, plans_read
from tasuki.desk.panels.cards import step_said, step_standing
from tasuki.desk.panels.timeline import Happening, timeline
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.models import Event
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Account, Opportunity
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.stages.registration.queries import Protection, protection_of_account
from tasuki.stages.routing.models import Committee
from tasuki.stages.routing.queries import committee_engaged

EVENTS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Deal:
    row: Opportunity
    step: str
    step_standing: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """``together`` only for an account of high value; ``engaged`` while it is news that several people there engage."""

    account: Account
    book: Playbook
    seen: Seen
    together: Together | None
    coming: tuple[Coming, ...]
    deals: tuple[Deal, ...]
    committee: tuple[Place, ...]
    engaged: Committee | None
    protection: Protection | None
    people: tuple[Engaged, ...]
    plans: tuple[PlanRead, ...]
    can_plan: bool
    can_merge: bool
    happenings: tuple[Happening, ...]


def account_page(account_id: UUID, *, by: Actor, at: datetime) -> AccountPage:
    """Raises `Forbidden`, `NotFound`."""
    ask_any(by, "account.read")
    account = Account.objects.select_related("owner", "merged_into").filter(pk=account_id).first()
    if account is None:
        raise NotFound("account", account_id)
    book = in_force()
    seen = seen_of(account, book, by)
    rows = account.plans.select_related("owner").order_by("-opened_at")
    plans = plans_read(rows, day_of(at, book))
    return AccountPage(
        account=account,
        book=book,
        seen=seen,
        together=together_on(seen, at) if seen.why else None,
        coming=coming_of(seen, at),
        deals=_deals(seen, at),
        committee=committee_of(seen),
        engaged=committee_engaged(account, at),
        protection=protection_of_account(account, at),
        people=engaged_at(seen, at),
        plans=plans,
        can_plan=may_plan(by, account, None) and all(_is_for_a_deal_or_over(plan) for plan in plans),
        can_merge=by.reach("account.merge") is not None,
        happenings=_happenings(seen),
    )


def _deals(seen: Seen, at: datetime) -> tuple[Deal, ...]:
    """Those at work with what happens next."""
    today = day_of(at, seen.book)
    return tuple(
        Deal(row, step_said(row, today), step_standing(getattr(row, "step_due_on", None), today))
        if row in seen.deals_at_work
        else Deal(row, "", "")
        for row in seen.deals
    )


def _is_for_a_deal_or_over(plan: PlanRead) -> bool:
    """An account has one open plan of its own beside those of its deals."""
    return plan.row.opportunity_id is not None or plan.row.closed_at is not None


def _happenings(seen: Seen) -> tuple[Happening, ...]:
    """What happened with the leads and the deals that this person reads, the newest first."""
    about = Q(lead_id__in=[lead.pk for lead in seen.leads])
    about |= Q(opportunity_id__in=[deal.pk for deal in seen.deals])
    events = Event.objects.filter(about).select_related("payload").order_by("-at", "-seq")
    return timeline(events[:EVENTS_SHOWN], seen.book)
