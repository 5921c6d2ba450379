"""The hygiene flags of open opportunities, with everything they depend on read in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.records.models import ContactRole, NextStep, Opportunity
from tasuki.rules.decision import Finding
from tasuki.rules.dossier import Money
from tasuki.rules.hygiene import Deal, StageVisit, hygiene_flags, skipped_stages
from tasuki.rules.playbook import Playbook
from tasuki.stages.pipeline.stays import usual_days

# When each close date was last set or confirmed, by the journal (HY-1).
CLOSE_DATES_SET = """
SELECT opportunity_id, max(at) FROM journal_event
WHERE opportunity_id = ANY(%(deals)s) AND code = 'opportunity.edited' AND data ? 'close_on'
GROUP BY opportunity_id
"""
ABOUT_A_MOVE = ("HY-6", "HY-8")
WIP = "HY-WIP"
"""A row of the table ``hygiene`` that limits how many deals a stage holds: “HY-WIP” every stage, “HY-WIP-…” one."""


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


def flags_of_move(row: Opportunity, stage: str, at: datetime) -> tuple[Finding, ...]:
    """What hygiene would say about moving the deal here without evidence: a jump (HY-6), a step back (HY-8)."""
    book = in_force()
    visits = tuple(_visit(entry) for entry in row.stage_history)
    jump = StageVisit(stage, at, skipped_stages(book, row.stage, stage))
    # Earlier jumps have been told; this one is judged beside the stage that it leaves.
    here = replace(visits[-1], skipped=0) if visits else StageVisit(row.stage, row.stage_since)
    moved = replace(_deal(row, None, at, 0, at), stage=stage, stage_since=at, visits=(here, jump))
    return tuple(
        flag
        for flag in hygiene_flags(moved, book, at)
        if flag.rule in ABOUT_A_MOVE and flag.pointer == "/stage"
    )


def wip_limit(stage: str, book: Playbook) -> int | None:
    """How many open deals the agreement wants in a stage at most; None where it says nothing."""
    limits = {row.id: row.threshold for row in book.hygiene if row.id.startswith(WIP)}
    limit = limits.get(f"{WIP}-{stage}", limits.get(WIP))
    return int(limit) if limit is not None else None


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
