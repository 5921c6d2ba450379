"""Opportunities as people may see them: one, many, and the board's totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from tasuki.platform.access.actor import Actor, ask, visible
from tasuki.platform.refusals import NotFound, Outdated
from tasuki.platform.rows import fetch
from tasuki.playbooks.queries import in_force
from tasuki.records.models import NextStep, Opportunity
from tasuki.rules.wording import N_, Sentence, Text

OWNERS = ("owner", "sdr")
ON_THE_BOARD = ("open", "pending_approval")


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


def totals_of(deals: QuerySet[Opportunity]) -> tuple[Total, ...]:
    """What these deals add up to, by stage, in the order of the playbook, and by currency."""
    rows = deals.values("stage", "currency").annotate(
        deals=Count("pk"),
        total=Sum("amount", default=Decimal(0)),
        weighted=Sum(F("amount") * F("probability"), default=Decimal(0)),
        counted=Sum("amount", filter=Q(in_forecast=True), default=Decimal(0)),
    )
    return in_order(
        total(row["stage"], row["currency"], row["deals"], row["total"], row["weighted"], row["counted"])
        for row in rows
    )


def total(
    stage: str, currency: str, count: int, amount: Decimal, weighted: Decimal, in_forecast: Decimal
) -> Total:
    known = in_force().stages.get(stage)
    label = known.label if known else Text(stage)
    return Total(stage, label, currency, count, amount, weighted.quantize(Decimal("0.01")), in_forecast)


def in_order(totals: Iterable[Total]) -> tuple[Total, ...]:
    """As the playbook orders the stages."""
    order = {stage.key: place for place, stage in enumerate(in_force().stage)}
    return tuple(sorted(totals, key=lambda total: (order.get(total.stage, len(order)), total.currency)))


def with_next_step(rows: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """Each with ``step_due_on`` and ``step_action`` of its earliest open next step; None without one."""
    open_steps = NextStep.objects.filter(opportunity=OuterRef("pk"), done_at=None).order_by("due_on", "id")
    return rows.annotate(
        step_due_on=Subquery(open_steps.values("due_on")[:1]),
        step_action=Subquery(open_steps.values("action")[:1]),
    )


def _id_or_external(key: UUID | str) -> Q:
    try:
        return Q(pk=UUID(str(key)))
    except ValueError:
        return Q(external_id=str(key))
