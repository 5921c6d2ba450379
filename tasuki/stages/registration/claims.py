"""What is open about a company: the claims that a registration may meet (DG-4), found by their match keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.platform.identity.names import similarity
from tasuki.records.matching import keys_of
from tasuki.records.models import Account, Lead, Opportunity
from tasuki.rules.lifecycle import LeadState
from tasuki.rules.matching import CompanyFacts
from tasuki.rules.playbook import Playbook
from tasuki.rules.registration import UNDECIDED, Claim, Conflict, RegistrationState, conflicts
from tasuki.rules.wording import Sentence
from tasuki.stages.registration.models import Registration

MOST = 200
OPEN_LEAD = (LeadState.CAPTURED, LeadState.MQL, LeadState.SAL, LeadState.SQL, LeadState.DISCOVERY)
OPEN_DEAL = ("open", "pending_approval")
STANDING = (*UNDECIDED, RegistrationState.APPROVED)


def found_first(
    company: CompanyFacts, account: Account | None, at: datetime, book: Playbook
) -> tuple[Conflict, ...]:
    """What stood before ``at`` about this company."""
    keys = keys_of(company, book)
    claims = (*_leads(keys), *_deals(keys, account), *_registrations(keys, at))
    key = str(account.pk) if account else ""
    return conflicts(company, key, at, claims, similarity=similarity, free_mail=frozenset(book.free_mail))


def kept(conflict: Conflict) -> dict[str, Any]:
    """A conflict as the registration keeps it: told in either language later."""
    claim, because = conflict.claim, conflict.because
    return {
        "kind": claim.kind,
        "id": claim.id,
        "name": claim.name,
        "company": claim.company.name,
        "since": claim.since.isoformat(),
        "because": {"says": because.template, "values": dict(because.values)},
    }


def still_standing(row: Registration, at: datetime) -> list[dict[str, Any]]:
    """The kept conflicts that are still open at ``at``: what has ended since stands in nobody's way."""
    ids: dict[str, list[UUID]] = {}
    for one in row.conflicts:
        ids.setdefault(one["kind"], []).append(UUID(one["id"]))
    leads = Lead.objects.filter(pk__in=ids.get("lead", ()), state__in=OPEN_LEAD)
    deals = Opportunity.objects.filter(pk__in=ids.get("opportunity", ()), state__in=OPEN_DEAL)
    others = Registration.objects.filter(pk__in=ids.get("registration", ()), state__in=STANDING)
    open_now = {
        str(key) for rows in (leads, deals, others.exclude(protected_until__lte=at)) for key in _keys(rows)
    }
    return [one for one in row.conflicts if one["id"] in open_now]


def because_of(kept_one: dict[str, Any]) -> Sentence:
    """Why a kept conflict is about the same company."""
    return Sentence(kept_one["because"]["says"], kept_one["because"]["values"])


def _keys(rows: Any) -> list[UUID]:
    return list(rows.values_list("pk", flat=True))


def _leads(keys: list[str]) -> Iterator[Claim]:
    rows = Lead.objects.filter(match_keys__overlap=keys, state__in=OPEN_LEAD).order_by("captured_at", "pk")
    for row in rows[:MOST]:
        company = CompanyFacts(name=row.company_name, domain=row.company_domain)
        account = str(row.account_id) if row.account_id else ""
        yield Claim("lead", str(row.pk), row.name, company, row.captured_at, account)


def _deals(keys: list[str], account: Account | None) -> Iterator[Claim]:
    companies = Account.objects.filter(match_keys__overlap=keys, merged_into=None)
    near = list(companies.order_by("created_at", "pk").values_list("pk", flat=True)[:MOST])
    if account is not None:
        near.append(account.pk)
    rows = Opportunity.objects.filter(account__in=near, state__in=OPEN_DEAL).select_related("account")
    for row in rows.order_by("created_at", "pk")[:MOST]:
        if row.account is not None:
            company = CompanyFacts(name=row.account.name, domain=row.account.domain)
            yield Claim("opportunity", str(row.pk), row.name, company, row.created_at, str(row.account.pk))


def _registrations(keys: list[str], at: datetime) -> Iterator[Claim]:
    rows = Registration.objects.filter(match_keys__overlap=keys, state__in=STANDING).exclude(
        protected_until__lte=at
    )
    for row in rows.select_related("partner").order_by("submitted_at", "pk")[:MOST]:
        company = CompanyFacts(name=row.company_name, domain=row.company_domain)
        account = str(row.account_id) if row.account_id else ""
        yield Claim("registration", str(row.pk), row.partner.name, company, row.submitted_at, account)
