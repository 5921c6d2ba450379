"""Account plans (AC-1): opened for a strategic deal or by hand, kept up to date, closed and opened again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.http.etag import require_version
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Clash, NotFound, NotPossibleNow
from tasuki.records.actions.changing import active_person
from tasuki.records.models import Account, AccountPlan, Opportunity
from tasuki.records.plans import PlanFields, known_of_deal, put
from tasuki.rules.reading import read
from tasuki.rules.wording import N_, Sentence


@transaction.atomic
def open_plan(
    account_id: UUID, asked: PlanFields, *, by: Actor, at: datetime, opportunity: UUID | None = None
) -> AccountPlan:
    """A plan for the account, or for one of its opportunities; who is linked to the deal is in it from the start.

    Raises Forbidden, NotFound, Clash (one is open already) and Invalid.
    """
    account = (
        Account.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=account_id).first()
    )
    if account is None:
        raise NotFound("account", account_id)
    deal = _deal_of(account, opportunity)
    _ask(by, account.owner, *(() if deal is None else (deal.owner, deal.sdr)))
    if AccountPlan.objects.filter(account=account, opportunity=deal, closed_at=None).exists():
        raise Clash(Sentence(N_("An account plan is open already: change that one.")))
    plan = AccountPlan(id=new_id(at), account=account, opportunity=deal, opened_at=at)
    plan.owner = active_person(asked.owner, "/owner") if asked.owner else _usual_owner(by, account, deal)
    given = asked if deal is None else known_of_deal(deal, asked)
    put(plan, given, ("objective", "stakeholders", "competitors", "risks", "actions"))
    plan.save(force_insert=True)
    _tell("plan.opened", plan, by, at, {"account": str(account.pk), "owner": str(plan.owner_id)})
    return plan


@transaction.atomic
def edit_plan(
    plan_id: UUID, changes: Mapping[str, Any], *, by: Actor, at: datetime, expected: int | None = None
) -> AccountPlan:
    """Change the parts that are named; lists are replaced as a whole.

    Raises Forbidden, NotFound, Outdated, NotPossibleNow (closed) and Invalid.
    """
    plan = _locked(plan_id, by)
    require_version(expected, plan.version)
    if plan.closed_at is not None:
        raise NotPossibleNow(Sentence(N_("The account plan is closed: open it again first.")))
    asked = read(PlanFields, changes)
    if "owner" in changes:
        plan.owner = active_person(asked.owner or "", "/owner")
    put(plan, asked, tuple(name for name in changes if name != "owner"))
    plan.version += 1
    plan.save()
    _tell("plan.edited", plan, by, at, {"fields": sorted(changes)})
    return plan


@transaction.atomic
def close_plan(plan_id: UUID, *, by: Actor, at: datetime) -> AccountPlan:
    """It has served. Raises Forbidden, NotFound, NotPossibleNow (closed already)."""
    plan = _locked(plan_id, by)
    if plan.closed_at is not None:
        raise NotPossibleNow(
            Sentence(N_("This was done already, on %(done_at)s."), {"done_at": plan.closed_at})
        )
    plan.closed_at = at
    return _moved(plan, "plan.closed", by, at)


@transaction.atomic
def reopen_plan(plan_id: UUID, *, by: Actor, at: datetime) -> AccountPlan:
    """It is needed again. Raises Forbidden, NotFound, NotPossibleNow (open), Clash (another one is open)."""
    plan = _locked(plan_id, by)
    if plan.closed_at is None:
        raise NotPossibleNow(Sentence(N_("The account plan is open.")))
    others = AccountPlan.objects.filter(
        account=plan.account_id, opportunity=plan.opportunity_id, closed_at=None
    )
    if others.exists():
        raise Clash(Sentence(N_("An account plan is open already: change that one.")))
    plan.closed_at = None
    return _moved(plan, "plan.reopened", by, at)


def _moved(plan: AccountPlan, code: str, by: Actor, at: datetime) -> AccountPlan:
    plan.version += 1
    plan.save(update_fields=["closed_at", "version"])
    _tell(code, plan, by, at, {})
    return plan


def _locked(plan_id: UUID, by: Actor) -> AccountPlan:
    rows = AccountPlan.objects.select_for_update(of=("self",)).select_related(
        "owner", "account__owner", "opportunity__owner", "opportunity__sdr"
    )
    plan: AccountPlan | None = rows.filter(pk=plan_id).first()
    if plan is None:
        raise NotFound("account plan", plan_id)
    deal = plan.opportunity
    _ask(by, plan.owner, plan.account.owner, *(() if deal is None else (deal.owner, deal.sdr)))
    return plan


def _ask(by: Actor, *people: Person | None) -> None:
    """The plan is its owner's, the account's owner's, and of those who work on the deal."""
    found = [one for one in people if one]
    ask(by, "plan.edit", *(one.pk for one in found), teams=tuple(one.team_id for one in found))


def _deal_of(account: Account, opportunity: UUID | None) -> Opportunity | None:
    if opportunity is None:
        return None
    found = Opportunity.objects.select_related("owner", "sdr").filter(pk=opportunity, account=account).first()
    if found is None:
        raise NotFound("opportunity", opportunity)
    return found


def _usual_owner(by: Actor, account: Account, deal: Opportunity | None) -> Person | None:
    """Whoever has the deal, or the account, or opens the plan."""
    owner = (deal.owner if deal else None) or account.owner
    return owner or Person.objects.filter(pk=by.person_id).first()


def _tell(code: str, plan: AccountPlan, by: Actor, at: datetime, data: Mapping[str, Any]) -> None:
    deal = plan.opportunity
    words = {"objective": plan.objective} if plan.objective else {}
    append(
        Entry(
            code, at, by, "account_plan", plan.pk, lead_id=deal.lead_id if deal else None,
            opportunity_id=plan.opportunity_id, data=data, words=words,
        )
    )  # fmt: skip
