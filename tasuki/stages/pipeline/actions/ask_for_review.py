from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import NotPossibleNow
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Task
from tasuki.rules.gates import day_of
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.pipeline.queries import locked_opportunity
from tasuki.stages.pipeline.working import require_work

FORECAST_REVIEW = "forecast_review"
"""The kind of the task."""
WITHIN = timedelta(days=7)


@transaction.atomic
def ask_for_review(opportunity_id: UUID, *, by: Actor, at: datetime) -> Task:
    """Ask the manager of the deal's owner whether it still belongs in the forecast (HY-5). Asked twice is asked once.

    Raises Forbidden, NotFound, NotPossibleNow (the deal is over, or its owner has no manager).
    """
    row = locked_opportunity(opportunity_id, "opportunity.edit", by=by)
    require_work(row)
    manager = row.owner.manager if row.owner else None
    if manager is None:
        text = N_("The owner of the opportunity has no manager who could review it.")
        raise NotPossibleNow(Sentence(text))
    asked = Task.objects.filter(opportunity=row, kind=FORECAST_REVIEW, done_at=None).first()
    if asked is not None:
        return asked
    task = Task.objects.create(
        id=new_id(at), kind=FORECAST_REVIEW, title=row.name, owner=manager, due_on=day_of(at, in_force()) + WITHIN,
        lead_id=row.lead_id, opportunity=row, account_id=row.account_id, created_at=at,
    )  # fmt: skip
    data = {"owner": str(manager.pk), "due_on": str(task.due_on), "kind": task.kind}
    append(
        Entry("task.added", at, by, "task", task.pk, lead_id=row.lead_id, opportunity_id=row.pk, data=data)
    )
    return task
