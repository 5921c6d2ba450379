from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.refusals import Invalid, invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Opportunity, Task
from tasuki.records.moves import move
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem
from tasuki.rules.rationale import Ending, ending_questions, with_its_usual_return
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.pipeline.checking import problems_from
from tasuki.stages.pipeline.queries import locked_opportunity
from tasuki.stages.pipeline.telling import tell

COME_BACK = "come_back"
"""The kind of the task that a nurtured deal leaves behind."""
CLOSED = (
    "state", "stage", "stage_since", "stage_history", "probability", "closed_at", "close_reason", "close_rationale",
    "competitor", "in_forecast", "last_activity_at", "version",
)  # fmt: skip


@transaction.atomic
def win(
    opportunity_id: UUID,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    note: str = "",
    version: int | None = None,
) -> Opportunity:
    """The buyer signed. ``reason`` is one of the playbook's for winning, ``note`` what decided it, for the closed loop.

    Raises Forbidden, NotFound, Outdated, NotPossibleNow (pending, closed, voided) and Invalid.
    """
    row = locked_opportunity(opportunity_id, "opportunity.close", by=by, version=version)
    state = move("opportunity", "win", row.state).to_state
    book = in_force()
    allowed = tuple(one.code for one in book.reasons_for("win"))
    if reason and reason not in allowed:
        text = N_("“%(reason)s” is no reason for winning; choose one of %(allowed)s.")
        raise invalid("/reason", text, reason=reason, allowed=allowed)
    before = _close(row, state, "won", book, at)
    row.close_reason, row.close_rationale = reason, note.strip()
    row.save(update_fields=CLOSED)
    tell(
        "opportunity.won",
        row,
        by=by,
        at=at,
        reason=reason,
        data=_figures(row, before),
        words={"note": note.strip()},
    )
    return row


@transaction.atomic
def lose(
    opportunity_id: UUID,
    reason: str,
    rationale: str,
    *,
    by: Actor,
    at: datetime,
    competitor: str = "",
    details: Mapping[str, str] | None = None,
    version: int | None = None,
) -> Opportunity:
    """The deal is lost, for a reason of the playbook and with a rationale that says something (AR-3, HY-9).

    ``details`` holds what else a reason asks for (``renewal_on``). Raises Forbidden, NotFound, Outdated,
    NotPossibleNow (pending, closed, voided) and Invalid with every problem.
    """
    row = locked_opportunity(opportunity_id, "opportunity.close", by=by, version=version)
    state = move("opportunity", "lose", row.state).to_state
    book = in_force()
    ending = Ending("lose", reason, rationale, {**(details or {}), "competitor": competitor})
    questions = ending_questions(ending, book, day_of(at, book), _earlier_rationales(row, book))
    problems = [problem for rule, troubles in questions for problem in problems_from(troubles, rule)]
    if problems:
        raise Invalid(problems)
    before = _close(row, state, "lost", book, at)
    row.in_forecast = False
    row.close_reason, row.close_rationale, row.competitor = (
        reason,
        rationale.strip(),
        competitor.strip()[:200],
    )
    row.save(update_fields=CLOSED)
    words = {**(details or {}), "rationale": row.close_rationale, "competitor": row.competitor}
    tell("opportunity.lost", row, by=by, at=at, reason=reason, data=_figures(row, before), words=words)
    return row


@transaction.atomic
def nurture(
    opportunity_id: UUID,
    reason: str,
    rationale: str,
    *,
    by: Actor,
    at: datetime,
    reengage_on: date | None = None,
    trigger: str = "",
    details: Mapping[str, str] | None = None,
    version: int | None = None,
) -> Opportunity:
    """Not now: the deal is closed as lost, and its owner gets a task to come back on a day or when something happens.

    The third way out of a stale deal (HY-9). Reasons are those for recycling; some bring their own day (AR-4). Raises
    Forbidden, NotFound, Outdated, NotPossibleNow (pending, closed, voided) and Invalid with every problem.
    """
    row = locked_opportunity(opportunity_id, "opportunity.close", by=by, version=version)
    state = move("opportunity", "lose", row.state).to_state
    book = in_force()
    today = day_of(at, book)
    asked = Ending("recycle", reason, rationale, details or {}, reengage_on, trigger.strip())
    ending = with_its_usual_return(asked, book, today)
    questions = ending_questions(ending, book, today, _earlier_rationales(row, book))
    problems = [problem for rule, troubles in questions for problem in problems_from(troubles, rule)]
    if not reason:
        problems.insert(0, Problem("/reason", "AR-1", Sentence(N_("No reason is chosen."))))
    if problems:
        raise Invalid(problems)
    before = _close(row, state, "lost", book, at)
    row.in_forecast = False
    row.close_reason, row.close_rationale = reason, rationale.strip()
    row.save(update_fields=CLOSED)
    _plan_to_come_back(row, ending, at)
    back_on = str(ending.reengage_on) if ending.reengage_on else None
    data = {**_figures(row, before), "nurture": True, "reengage_on": back_on}
    words = {**(details or {}), "rationale": row.close_rationale, "trigger": ending.reengage_trigger}
    tell("opportunity.lost", row, by=by, at=at, reason=reason, data=data, words=words)
    return row


def _plan_to_come_back(row: Opportunity, ending: Ending, at: datetime) -> None:
    company = row.account.name if row.account else row.company_part
    said = f"{company}: {ending.reengage_trigger}" if ending.reengage_trigger else company
    Task.objects.create(
        id=new_id(at), kind=COME_BACK, title=said[:300], owner_id=row.owner_id, due_on=ending.reengage_on,
        lead_id=row.lead_id, opportunity=row, account_id=row.account_id, created_at=at,
    )  # fmt: skip


def _close(row: Opportunity, state: str, kind: str, book: Playbook, at: datetime) -> str:
    """Put the deal into its last stage; returns the stage that it left."""
    before = row.stage
    row.state = state
    row.stage = next((stage.key for stage in book.stage if stage.kind == kind), state)
    row.stage_since = row.closed_at = row.last_activity_at = at
    row.stage_history = [*row.stage_history, {"stage": row.stage, "at": at.isoformat()}]
    row.probability = Decimal(kind == "won")
    row.version += 1
    return before


def _earlier_rationales(row: Opportunity, book: Playbook) -> list[str]:
    """The owner's latest rationales for losing, newest first: no sentence is pasted everywhere."""
    lost = Opportunity.objects.filter(owner=row.owner_id, state="closed_lost").exclude(close_rationale="")
    latest = lost.order_by("-closed_at").values_list("close_rationale", flat=True)
    return list(latest[: book.limits.similar_rationales])


def _figures(row: Opportunity, before: str) -> dict[str, str | None]:
    amount = str(row.amount) if row.amount is not None else None
    return {"from": before, "amount": amount, "currency": row.currency}
