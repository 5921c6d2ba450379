"""The hygiene flags of open opportunities, with everything they depend on read in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.records.models import ContactRole, NextStep, Opportunity
from tasuki.rules.decision import Finding
from tasuki.rules.dossier import Money
from tasuki.rules.hygiene import Deal, StageVisit, hygiene_flags
from tasuki.stages.pipeline.stays import usual_days

# When each close date was last set or confirmed, by the journal (HY-1).
CLOSE_DATES_SET = """
SELECT opportunity_id, max(at) FROM journal_event
WHERE opportunity_id = ANY(%(deals)s) AND code = 'opportunity.edited' AND data ? 'close_on'
GROUP BY opportunity_id
"""


def hygiene_of(deals: Iterable[Opportunity], at: datetime) -> Mapping[UUID, tuple[Finding, ...]]:
    """HY-1 … HY-8 per open opportunity; closed, pending and voided ones have none."""
    open_deals = {deal.pk: deal for deal in deals if deal.state == "open"}
    if not open_deals:
        return {}
    book = in_force()
    keys = list(open_deals)
    steps = _by_deal(
        NextStep.objects.filter(opportunity__in=keys, done_at=None)
        .values_list("opportunity")
        .annotate(Max("created_at"))
    )
    contacts = _by_deal(
        ContactRole.objects.filter(opportunity__in=keys)
        .values_list("opportunity")
        .annotate(Count("contact", distinct=True))
    )
    dates = _by_deal(run(CLOSE_DATES_SET, {"deals": keys}))
    usual = usual_days(book.limits.outlier_min_n)
    return {
        key: hygiene_flags(
            _deal(row, usual.get(row.stage), steps.get(key), contacts.get(key, 0), dates.get(key)), book, at
        )
        for key, row in open_deals.items()
    }


def _by_deal(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, Any]:
    return {row[0]: row[1] for row in rows}


def _deal(
    row: Opportunity, usual: float | None, step_at: datetime | None, contacts: int, date_at: datetime | None
) -> Deal:
    return Deal(
        stage=row.stage,
        stage_since=row.stage_since,
        visits=tuple(_visit(entry) for entry in row.stage_history),
        usual_days=usual,
        close_on=row.close_on,
        close_on_set_at=date_at or row.created_at,
        close_date_pushes=row.close_date_pushes,
        next_step_set_at=step_at,
        last_activity_at=row.last_activity_at,
        amount=Money(row.amount, row.currency) if row.amount is not None else None,
        probability=row.probability,
        contacts=contacts,
    )


def _visit(entry: Mapping[str, Any]) -> StageVisit:
    return StageVisit(
        stage=entry["stage"],
        at=datetime.fromisoformat(entry["at"]),
        skipped=entry.get("skipped", 0),
        has_evidence=bool(entry.get("evidence")),
    )
