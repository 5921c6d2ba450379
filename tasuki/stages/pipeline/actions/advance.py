from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import Invalid, invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Opportunity
from tasuki.records.moves import move
from tasuki.rules.hygiene import SKIPPED, skipped_stages
from tasuki.rules.playbook import Playbook, Stage
from tasuki.rules.rationale import going_back_troubles
from tasuki.rules.wording import N_
from tasuki.stages.pipeline.changing import change
from tasuki.stages.pipeline.checking import problems_from
from tasuki.stages.pipeline.queries import locked_opportunity
from tasuki.stages.pipeline.telling import tell


@transaction.atomic
def advance(
    opportunity_id: UUID,
    stage: str,
    *,
    by: Actor,
    at: datetime,
    evidence: str = "",
    close_on: date | None = None,
    reason: str = "",
    version: int | None = None,
) -> Opportunity:
    """Move the deal to another open stage, on or back, because something changed on the buyer's side (V-06).

    ``evidence`` says what the buyer did; a jump over two stages or more without it is recorded and flagged (HY-6). On
    the way back it says why, and without it nothing goes back (HY-8).
    ``close_on`` may move along; a later one needs ``reason``, a code of the playbook (HY-5). Raises Forbidden,
    NotFound, Outdated, NotPossibleNow (pending, closed, voided) and Invalid.
    """
    row = locked_opportunity(opportunity_id, "opportunity.edit", by=by, version=version)
    row.state = move("opportunity", "advance", row.state).to_state
    book = in_force()
    chosen = _open_stage(stage, row, book)
    problems = problems_from(going_back_troubles(row.stage, chosen.key, evidence, book), "HY-8")
    if problems:
        raise Invalid(problems)
    if close_on is not None and close_on != row.close_on:
        change(row, {"close_on": close_on}, book, by=by, at=at, reason=reason)
    before, skipped = row.stage, skipped_stages(book, row.stage, chosen.key)
    row.stage, row.stage_since, row.last_activity_at = chosen.key, at, at
    row.probability = Decimal(str(chosen.probability))
    row.stage_history = [*row.stage_history, _visit(chosen, skipped, evidence.strip(), by, at)]
    row.version += 1
    row.save(
        update_fields=[
            "state", "stage", "stage_since", "stage_history", "probability", "last_activity_at", "version",
        ]
    )  # fmt: skip
    flagged = ["HY-6"] if skipped >= SKIPPED and not evidence.strip() else []
    data = {"from": before, "to": chosen.key, "skipped": skipped, "flags": flagged}
    tell("opportunity.advanced", row, by=by, at=at, data=data, words={"evidence": evidence.strip()})
    return row


def _open_stage(key: str, row: Opportunity, book: Playbook) -> Stage:
    stage = book.stages.get(key)
    allowed = tuple(one.key for one in book.stage if one.kind == "open" and one.key != row.stage)
    if stage is None or stage.kind != "open":
        text = N_(
            "“%(stage)s” is no open stage; choose one of %(allowed)s. Deals are closed by winning or losing."
        )
        raise invalid("/stage", text, stage=key, allowed=allowed)
    if key == row.stage:
        text = N_("The opportunity is in “%(stage)s” already; choose one of %(allowed)s.")
        raise invalid("/stage", text, stage=stage.label, allowed=allowed)
    return stage


def _visit(stage: Stage, skipped: int, evidence: str, by: Actor, at: datetime) -> dict[str, object]:
    visit: dict[str, object] = {"stage": stage.key, "at": at.isoformat()}
    if by.person_id:
        visit["by"] = str(by.person_id)
    if skipped:
        visit["skipped"] = skipped
    if evidence:
        visit["evidence"] = evidence
    return visit
