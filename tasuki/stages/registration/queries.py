"""Registrations and partners as people may see them, and which company is protected now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound
from tasuki.platform.sql import run
from tasuki.records.models import Account
from tasuki.stages.intake.models import Import, ImportedRow
from tasuki.stages.registration.models import Partner, Registration
from tasuki.stages.registration.sheets import REGISTRATIONS

# Submits and approvals wait for each other, so that of two about one company the second one finds the first.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('tasuki.registration.' || current_schema()))"
# The protection of each lead's company, by its account (linked, or found under the domain) or by the domain itself.
PROTECTIONS = """
SELECT DISTINCT ON (lead.id) lead.id, one.id, partner.name, partner.manager_id, one.number, one.protected_until
FROM records_lead lead
JOIN registration_registration one ON one.state = 'approved' AND one.protected_until > %(at)s
  AND (one.account_id = lead.account_id OR (one.company_domain = lead.company_domain AND one.company_domain <> ''))
JOIN registration_partner partner ON partner.id = one.partner_id
WHERE lead.id = ANY(%(leads)s)
ORDER BY lead.id, one.submitted_at
"""
# The protection of one account, by its link or by its domain.
PROTECTION_OF_ACCOUNT = """
SELECT one.id, partner.name, partner.manager_id, one.number, one.protected_until
FROM registration_registration one JOIN registration_partner partner ON partner.id = one.partner_id
WHERE one.state = 'approved' AND one.protected_until > %(at)s
  AND (one.account_id = %(account)s OR (one.company_domain = %(domain)s AND one.company_domain <> ''))
ORDER BY one.submitted_at LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Protection:
    """A company belongs to a partner for now: which registration, whose, and until when."""

    registration: UUID
    partner: str
    manager: UUID | None
    number: int | None
    until: datetime

    @property
    def called(self) -> str:
        return f"DR-{self.number:05}" if self.number else ""


def one_at_a_time() -> None:
    """Wait for whoever submits or approves a registration; ours until the transaction ends."""
    run(ONE_AT_A_TIME, {})


def protections_of(leads: Sequence[UUID], at: datetime) -> Mapping[UUID, Protection]:
    """The protection of each lead's company; those without one are not in it."""
    return {row[0]: Protection(*row[1:]) for row in run(PROTECTIONS, {"leads": list(leads), "at": at})}


def protection_of(lead_id: UUID, at: datetime) -> Protection | None:
    return protections_of([lead_id], at).get(lead_id)


def protection_of_account(account: Account, at: datetime) -> Protection | None:
    """Whose the company is for now."""
    found = run(PROTECTION_OF_ACCOUNT, {"account": account.pk, "domain": account.domain, "at": at})
    return Protection(*found[0]) if found else None


def registrations(by: Actor, state: str = "") -> QuerySet[Registration]:
    """The registrations, the newest first; ``state`` narrows. Raises Forbidden."""
    ask_any(by, "registration.read")
    rows = Registration.objects.select_related("partner", "account", "submitted_by", "decided_by")
    return (rows.filter(state=state) if state else rows).order_by("-submitted_at", "-id")


def registration_for(by: Actor, key: UUID | str) -> Registration:
    """The registration with this id, or this number (“DR-00007”). Raises Forbidden, NotFound."""
    rows = registrations(by)
    text = str(key)
    if text.upper().startswith("DR-") and text[3:].isdecimal():
        found = rows.filter(number=int(text[3:])).first()
    else:
        try:
            found = rows.filter(pk=UUID(text)).first()
        except ValueError:
            found = None
    if found is None:
        raise NotFound("registration", key)
    return found


def sheet_by(by: Actor, import_id: UUID) -> Import:
    """One's own sheet of deals, on its way or done; who runs imports sees whatever was submitted.

    Raises Forbidden, NotFound.
    """
    ask_any(by, "registration.submit")
    seen = Q(by=by.person_id)
    if by.reach("import.run") is not None:
        seen |= Q(dry_run=False)
    rows = Import.objects.filter(seen, kind=REGISTRATIONS.name).select_related("by", "upload")
    found = rows.filter(pk=import_id).first()
    if found is None:
        raise NotFound("import", import_id)
    return found


def sheets(by: Actor) -> QuerySet[Import]:
    """The sheets that one has brought, the newest first. Raises Forbidden."""
    ask_any(by, "registration.submit")
    rows = Import.objects.filter(by=by.person_id, kind=REGISTRATIONS.name)
    return rows.select_related("by", "upload").order_by("-started_at", "-id")


def registrations_of(sheet: Import) -> QuerySet[Registration]:
    """What a sheet made, the earliest submitted first."""
    made = ImportedRow.objects.filter(imported=sheet).values("record_id")
    return Registration.objects.filter(pk__in=made).select_related("partner").order_by("submitted_at", "id")


def partners(by: Actor) -> QuerySet[Partner]:
    """All partners, by code. Raises Forbidden."""
    ask_any(by, "registration.read")
    return Partner.objects.select_related("manager").order_by("code")
