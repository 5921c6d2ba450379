from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.http.etag import require_version
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.merging.carrying import finish
from tasuki.records.merging.leads import carry_over, plan_leads, told
from tasuki.records.merging.plan import MergePlan
from tasuki.records.models import Lead
from tasuki.records.moves import move
from tasuki.records.queries import ask_about, enter, locked_leads, named_leads
from tasuki.rules.merging import Side
from tasuki.rules.wording import N_

Choices = Mapping[str, Side]


def merge(
    lead_id: UUID | str,
    survivor_id: UUID | str,
    *,
    by: Actor,
    at: datetime,
    rationale: str = "",
    version: int | None = None,
    choices: Choices | None = None,
) -> Lead:
    """Two leads are one: ``lead_id`` goes, all that hangs on it follows, and the survivor takes what is planned (AR-5).

    ``choices`` says for a field whose value is taken (survivor or gone); else the rule does. Everything is kept that
    parts them again (`unmerge`). Returns the survivor. Raises `Forbidden`, `NotFound`, `Outdated`, `Invalid` (itself, a
    survivor that is merged away, a choice that there is not), `NotPossibleNow` with what stands in the way.
    """
    return merge_many(
        [lead_id], survivor_id, by=by, at=at, rationale=rationale, version=version, choices=[choices or {}]
    )


@transaction.atomic
def merge_many(
    lead_ids: Sequence[UUID | str],
    survivor_id: UUID | str,
    *,
    by: Actor,
    at: datetime,
    rationale: str = "",
    version: int | None = None,
    choices: Sequence[Choices] = (),
) -> Lead:
    """Several leads are the survivor, one after the other, or none of them; ``choices`` stand in their order."""
    rows = locked_leads([survivor_id, *lead_ids])
    survivor = rows[str(survivor_id)]
    for place, lead_id in enumerate(lead_ids):
        lead = rows[str(lead_id)]
        require_version(version, lead.version)
        plan = _plan(lead, survivor, by, at, choices[place] if place < len(choices) else {})
        _carry_out(plan, by, at, rationale)
    return survivor


def plan_merge(
    lead_id: UUID | str, survivor_id: UUID | str, *, by: Actor, at: datetime, choices: Choices | None = None
) -> MergePlan:
    """What `merge` would do, with everything that stands in its way. Writes nothing; raises the same."""
    rows = named_leads([survivor_id, lead_id])
    return _plan(rows[str(lead_id)], rows[str(survivor_id)], by, at, choices or {})


def _plan(lead: Lead, survivor: Lead, by: Actor, at: datetime, choices: Choices) -> MergePlan:
    if lead.pk == survivor.pk:
        raise invalid("/survivor", N_("A lead cannot be merged into itself."))
    for one in (lead, survivor):
        ask_about(one, by, "lead.merge")
    if survivor.merged_into_id:
        text = N_("That lead was merged into %(survivor)s; name that one.")
        raise invalid("/survivor", text, "AR-5", survivor=str(survivor.merged_into_id))
    move("lead", "merge", lead.state)
    return plan_leads(survivor, lead, at, choices)


def _carry_out(plan: MergePlan, by: Actor, at: datetime, rationale: str) -> None:
    survivor, lead = plan.pair.leads
    kept = carry_over(plan, by=by, at=at)
    lead.merged_into = survivor
    enter(lead, move("lead", "merge", lead.state).to_state, at)
    lead.save()
    finish(kept, plan)
    append(
        Entry(
            "lead.merged", at, by, "lead", lead.pk, lead_id=lead.pk, playbook=in_force().stamp, reason="duplicate",
            data=told(plan, kept), words={"rationale": rationale} if rationale else {},
        )
    )  # fmt: skip
