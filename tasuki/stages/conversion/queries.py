"""Conversions and approvals as people may see them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from tasuki.platform.access.actor import Actor, visible
from tasuki.platform.refusals import NotFound
from tasuki.records.models import Opportunity
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.conversion.placed import Offer, Placed

MOST_OFFERS = 20


def conversion_for(by: Actor, key: UUID | str) -> Conversion:
    """The conversion with this id, if ``by`` may see its opportunity. Raises `NotFound`."""
    rows = visible(Conversion.objects.all(), by, "opportunity.read", "opportunity__owner", "opportunity__sdr")
    found = rows.select_related("opportunity", "lead", "voided_by").filter(pk__in=_ids(key)).first()
    if found is None:
        raise NotFound("conversion", key)
    return found


def offers_of(account: Placed, by: Actor) -> tuple[Offer, ...]:
    """The account's open opportunities that ``by`` may edit: those that the lead could join, the newest first."""
    if not account.links:
        return ()
    rows = visible(
        Opportunity.objects.filter(account=account.id, state="open"), by, "opportunity.edit", "owner"
    )
    columns = ("id", "name", "stage", "amount", "currency", "close_on", "owner__handle")
    found = rows.order_by("-created_at", "-id").values_list(*columns)[:MOST_OFFERS]
    return tuple(Offer(*row) for row in found)


def approvals_for(by: Actor, state: str = "pending") -> QuerySet[Approval]:
    """Approvals that ``by`` asked for, decides, or may see; newest first."""
    reach = by.reach("approval.read")
    rows = Approval.objects.filter(state=state) if state else Approval.objects.all()
    rows = rows.select_related("opportunity", "asked_by", "approver", "conversion__lead").order_by(
        "-asked_at", "-pk"
    )
    if reach == "all":
        return rows
    mine = Q(asked_by=by.person_id) | Q(approver=by.person_id) | Q(opportunity__owner=by.person_id)
    if reach == "team" and by.team_id:
        mine |= Q(opportunity__owner__team=by.team_id)
    return rows.filter(mine) if reach else rows.none()


def approval_for(by: Actor, key: UUID | str) -> Approval:
    """The approval with this id. Raises `NotFound`."""
    found = approvals_for(by, state="").filter(pk__in=_ids(key)).first()
    if found is None:
        raise NotFound("approval", key)
    return found


def _ids(key: UUID | str) -> list[UUID]:
    """The id that was meant; none where it is no id."""
    try:
        return [UUID(str(key))]
    except ValueError:
        return []
