"""Opportunities as people may see them: one, many, and the board's totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest, Least

from tasuki.platform.access.actor import Actor, ask, visible
from tasuki.platform.refusals import NotFound, Outdated
from tasuki.platform.rows import fetch
from tasuki.playbooks.queries import in_force
from tasuki.records.models import NextStep, Opportunity
from tasuki.rules.wording import N_, Sentence, Text

OWNERS = ("owner", "sdr")
ON_THE_BOARD = ("open", "pending_approval")
NEVER = date.max
"""Where a deal without a close date stands among the others: at the end."""


@dataclass(frozen=True, slots=True)
class Which:
    """A choice of opportunities; what is empty chooses nothing out. ``owner`` is a handle or “me”, ``team`` a name."""

    owner: str = ""
    team: str = ""
    source: str = ""
    segment: str = ""
    closes_in: date | None = None
    """Any day of the month in which they are expected to close."""
    text: str = ""

    def among(self, rows: QuerySet[Opportunity], by: Actor) -> QuerySet[Opportunity]:
        if self.owner:
            rows = rows.filter(owner__handle=by.handle if self.owner == "me" else self.owner)
        if self.team:
            rows = rows.filter(owner__team__name=self.team)
        if self.source:
            rows = rows.filter(source=self.source)
        if self.segment:
            rows = rows.filter(segment=self.segment)
        if self.closes_in:
            rows = rows.filter(close_on__year=self.closes_in.year, close_on__month=self.closes_in.month)
        return rows.filter(name__icontains=self.text) if self.text else rows


EVERY = Which()


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


def board(by: Actor, which: Which = EVERY) -> tuple[Total, ...]:
    """The open pipeline that ``by`` may see: totals by stage, in the order of the playbook, and by currency."""
    return totals_of(_chosen(by, which, "open"))


def totals_of(deals: QuerySet[Opportunity]) -> tuple[Total, ...]:
    """What these deals add up to, by stage, in the order of the playbook, and by currency."""
    rows = deals.values("stage", "currency").annotate(
        deals=Count("pk"),
        total=Sum("amount", default=Decimal(0)),
        weighted=Sum(F("amount") * F("probability"), default=Decimal(0)),
        counted=Sum("amount", filter=Q(in_forecast=True), default=Decimal(0)),
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


@dataclass(frozen=True, slots=True)
class Activity:
    """How many open deals of a stage have their earliest next step ahead, due today, or overdue or none at all."""

    ahead: int = 0
    today: int = 0
    behind: int = 0


def activity(by: Actor, which: Which, today: date) -> Mapping[str, Activity]:
    """Stage → what its open deals have before them."""
    behind, ahead = today - timedelta(days=1), today + timedelta(days=1)
    # One of three days per deal, so that its steps are looked at once, not once per count.
    due_on = Coalesce("step_due_on", Value(behind))
    rows = (
        with_next_step(_chosen(by, which, "open"))
        .annotate(standing=Greatest(Least(due_on, Value(ahead)), Value(behind)))
        .values("stage", "standing")
        .annotate(n=Count("pk"))
    )
    found: dict[str, dict[date, int]] = {}
    for row in rows:
        found.setdefault(row["stage"], {})[row["standing"]] = row["n"]
    return {stage: Activity(n.get(ahead, 0), n.get(today, 0), n.get(behind, 0)) for stage, n in found.items()}


def waiting(by: Actor, which: Which) -> Mapping[str, int]:
    """Stage → how many deals wait there for an approval, in nobody's forecast (AP-6)."""
    rows = _chosen(by, which, "pending_approval").values("stage").annotate(n=Count("pk"))
    return {row["stage"]: row["n"] for row in rows}


def with_next_step(rows: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """Each with ``step_due_on`` and ``step_action`` of its earliest open next step; None without one."""
    open_steps = NextStep.objects.filter(opportunity=OuterRef("pk"), done_at=None).order_by("due_on", "id")
    return rows.annotate(
        step_due_on=Subquery(open_steps.values("due_on")[:1]),
        step_action=Subquery(open_steps.values("action")[:1]),
    )


def in_stage(
    by: Actor, which: Which, stage: str, limit: int, after: tuple[date, UUID] | None = None
) -> list[Opportunity]:
    """The deals of one column, those that close first on top. ``after`` is close date and id of the last one seen."""
    rows = with_next_step(_chosen(by, which, *ON_THE_BOARD).filter(stage=stage))
    rows = rows.annotate(closes_on=Coalesce("close_on", Value(NEVER)))
    if after:
        rows = rows.filter(Q(closes_on__gt=after[0]) | Q(closes_on=after[0], pk__gt=after[1]))
    return list(rows.select_related("account", "owner").order_by("closes_on", "pk")[:limit])


def _chosen(by: Actor, which: Which, *states: str) -> QuerySet[Opportunity]:
    rows = visible(Opportunity.objects.filter(state__in=states), by, "opportunity.read", *OWNERS)
    return which.among(rows, by)


def _id_or_external(key: UUID | str) -> Q:
    try:
        return Q(pk=UUID(str(key)))
    except ValueError:
        return Q(external_id=str(key))
