"""The hygiene flags of open opportunities, with everything they depend on read in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Opportunity
from tasuki.rules.decision import Finding
from tasuki.rules.dossier import Money
from tasuki.rules.hygiene import Deal, StageVisit, hygiene_flags, skipped_stages
from tasuki.rules.playbook import Playbook
from tasuki.stages.pipeline.stays import usual_days

# Of each deal: when its latest open step was planned, how many contacts it has, and when its close date was last set or
# confirmed, by the journal (HY-1).
KNOWN_OF_DEALS = """
SELECT deal.id,
  (SELECT max(created_at) FROM records_nextstep WHERE opportunity_id = deal.id AND done_at IS NULL),
  (SELECT count(DISTINCT contact_id) FROM records_contactrole WHERE opportunity_id = deal.id),
  (SELECT max(at) FROM journal_event
   WHERE opportunity_id = deal.id AND code = 'opportunity.edited' AND data ? 'close_on')
FROM unnest(%(deals)s::uuid[]) AS deal(id)
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
    usual = usual_days(book.limits.outlier_min_n)
    known = {key: rest for key, *rest in run(KNOWN_OF_DEALS, {"deals": list(open_deals)})}
    return {
        key: hygiene_flags(_deal(row, usual.get(row.stage), *known[key]), book, at)
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
