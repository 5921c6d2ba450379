"""Opportunities as people may see them: one, many, and the board's totals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from tasuki.platform.access.actor import Actor, ask, visible
from tasuki.platform.refusals import NotFound, Outdated
from tasuki.platform.rows import fetch
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Opportunity
from tasuki.rules.wording import N_, Sentence, Text

OWNERS = ("owner", "sdr")


def opportunities_visible_to(by: Actor) -> QuerySet[Opportunity]:
    """The opportunities that ``by`` may see, the newest first."""
    rows = visible(Opportunity.objects.all(), by, "opportunity.read", *OWNERS)
    return rows.select_related("account", "owner", "sdr").order_by("-created_at", "-id")


def opportunity_for(by: Actor, key: UUID | str) -> Opportunity:
    """The opportunity with this id or external id, if ``by`` may see it. Raises `NotFound` either way otherwise."""
    rows = opportunities_visible_to(by).select_related("lead", "campaign")
    found = rows.filter(_id_or_external(key)).first()
    if found is None:
        raise NotFound("opportunity", key)
    return found


def locked_opportunity(
    opportunity_id: UUID, permission: str, *, by: Actor, version: int | None = None
) -> Opportunity:
    """The opportunity, locked until the transaction ends. Raises `NotFound`, `Forbidden`, `Outdated`."""
    asked = "row.id = %(id)s FOR UPDATE OF row"
    found = fetch(Opportunity, asked, {"id": opportunity_id}, also=("owner", "lead"))
    if not found:
        raise NotFound("opportunity", opportunity_id)
    row = found[0]
    ask(by, permission, row.owner_id, teams=(row.owner.team_id,) if row.owner else ())
    if version is not None and version != row.version:
        raise Outdated(Sentence(N_("Somebody has changed the opportunity meanwhile: look again.")))
    return row


@dataclass(frozen=True, slots=True)
class Total:
    """What stands in one stage in one currency; ``weighted`` is Σ amount × probability (K-7)."""

    stage: str
    label: Text
    currency: str
    count: int
    amount: Decimal
    weighted: Decimal
    in_forecast: Decimal


def board(by: Actor) -> tuple[Total, ...]:
    """The open pipeline that ``by`` may see: totals by stage, in the order of the playbook, and by currency."""
    rows = (
        visible(Opportunity.objects.filter(state="open"), by, "opportunity.read", *OWNERS)
        .values("stage", "currency")
        .annotate(
            deals=Count("pk"),
            total=Sum("amount", default=Decimal(0)),
            weighted=Sum(F("amount") * F("probability"), default=Decimal(0)),
            counted=Sum("amount", filter=Q(in_forecast=True), default=Decimal(0)),
        )
    )
    book = in_force()
    order = {stage.key: place for place, stage in enumerate(book.stage)}
    totals = [
        Total(
            stage=row["stage"],
            label=book.stages[row["stage"]].label if row["stage"] in book.stages else Text(row["stage"]),
            currency=row["currency"],
            count=row["deals"],
            amount=row["total"],
            weighted=row["weighted"].quantize(Decimal("0.01")),
            in_forecast=row["counted"],
        )
        for row in rows
    ]
    return tuple(sorted(totals, key=lambda total: (order.get(total.stage, len(order)), total.currency)))


def _id_or_external(key: UUID | str) -> Q:
    try:
        return Q(pk=UUID(str(key)))
    except ValueError:
        return Q(external_id=str(key))
