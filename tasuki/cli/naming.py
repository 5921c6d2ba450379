"""Records by what somebody types: an id, an external id, or the beginning of an id that only one of them has."""

from __future__ import annotations

import re
from typing import Literal, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.refusals import NotFound, invalid
from tasuki.records.models import Account, Contact, Lead, Opportunity
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.wording import N_
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.conversion.queries import approvals_for
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.queries import handoffs_visible_to
from tasuki.stages.intake.models import Import
from tasuki.stages.intake.queries import imports
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.meetings.queries import meetings_visible_to
from tasuki.stages.pipeline.queries import opportunities_visible_to

SHORTEST = 4
M = TypeVar("M", bound=Model)
_BEGINNING = re.compile(r"[0-9a-fA-F]{1,32}")


def lead_named(by: Actor, key: str) -> Lead:
    """The lead, if ``by`` may see it. Raises `NotFound`, and `Invalid` for a beginning that several have."""
    rows = visible(Lead.objects.all(), by, "lead.read", *LEAD_OWNERS).select_related(
        "owner", "ae", "campaign"
    )
    return _named("lead", rows, key, external=True)


def company_named(by: Actor, subject: Literal["account", "contact"], key: str) -> UUID:
    """An account or a contact. Raises `Forbidden`, `NotFound`, and `Invalid` for a beginning that several have."""
    ask_any(by, "account.read")
    model = Account if subject == "account" else Contact
    found: UUID = _named(subject, model._base_manager.all(), key, external=True).pk
    return found


def opportunity_named(by: Actor, key: str) -> Opportunity:
    return _named("opportunity", opportunities_visible_to(by), key, external=True)


def conversion_named(by: Actor, key: str) -> Conversion:
    """By its own id or its opportunity's, or a lead's, named in any way: the one that stands, else the last one."""
    rows = visible(Conversion.objects.all(), by, "opportunity.read", "opportunity__owner", "opportunity__sdr")
    rows = rows.select_related("opportunity", "lead")
    of_opportunity = rows.filter(opportunity=_uuid(key)).order_by("-at").first()
    if of_opportunity is not None:
        return of_opportunity
    try:
        return _named("conversion", rows, key)
    except NotFound:
        lead = Lead.objects.filter(Q(pk=_uuid(key)) | Q(external_id=key)).values_list("pk", flat=True).first()
        last = (
            rows.filter(lead=lead).order_by(F("voided_at").desc(nulls_first=True)).first() if lead else None
        )
        if last is None:
            raise
        return last


def approval_named(by: Actor, key: str) -> Approval:
    return _named("approval", approvals_for(by, state=""), key)


def meeting_named(by: Actor, key: str) -> Meeting:
    return _named("meeting", meetings_visible_to(by), key)


def handoff_named(by: Actor, key: str) -> Handoff:
    """By its own id, or the newest of a lead that is named by id, external id or the beginning of its id."""
    rows = handoffs_visible_to(by)
    try:
        return _named("handoff", rows, key)
    except NotFound:
        newest = rows.filter(lead=lead_named(by, key).pk).first()
        if newest is None:
            raise
        return newest


def import_named(by: Actor, key: str) -> Import:
    """Raises `Forbidden`, `NotFound`."""
    return _named("import", imports(by), key)


def _named(kind: str, rows: QuerySet[M], key: str, external: bool = False) -> M:
    whole = _uuid(key)
    found = rows.filter(pk=whole).first() if whole else None
    if found is None and external:
        found = rows.filter(external_id=key).first()
    if found is None and whole is None:
        found = _beginning_with(kind, rows, key)
    if found is None:
        raise NotFound(kind, key)
    return found


def _beginning_with(kind: str, rows: QuerySet[M], key: str) -> M | None:
    digits = key.replace("-", "")
    if len(digits) < SHORTEST or not _BEGINNING.fullmatch(digits):
        return None
    lowest, highest = UUID(hex=digits.ljust(32, "0")), UUID(hex=digits.ljust(32, "f"))
    found = list(rows.filter(pk__gte=lowest, pk__lte=highest).order_by("pk")[:3])
    if len(found) > 1:
        raise invalid(
            f"/{kind}",
            N_("Several ids begin with “%(key)s”: %(found)s …"),
            "ambiguous",
            key=key,
            found=[str(one.pk) for one in found],
        )
    return found[0] if found else None


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None
