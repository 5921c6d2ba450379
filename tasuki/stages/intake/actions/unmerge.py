from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import NotPossibleNow
from tasuki.playbooks.queries import in_force
from tasuki.records.merging.parting import Parted, part, require_partable, standing_merge, undone
from tasuki.records.models import Lead
from tasuki.records.models.merge import Merge
from tasuki.records.queries import ask_about, locked_leads
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence


@transaction.atomic
def unmerge(lead_id: UUID | str, *, by: Actor, at: datetime, dry_run: bool = False) -> Parted:
    """Take a merge back: ``lead_id``, which went, is a lead of its own again, in the state that it had.

    What followed it goes back unless it was changed since; what was added to the survivor meanwhile stays there. What
    could not be put back is listed. A dry run tells the same and keeps nothing of it. Raises `Forbidden`, `NotFound`,
    `NotPossibleNow`.
    """
    merge = standing_merge("lead", lead_id)
    rows = locked_leads([merge.survivor_id, merge.gone_id])
    survivor, lead = rows[str(merge.survivor_id)], rows[str(merge.gone_id)]
    for one in (lead, survivor):
        ask_about(one, by, "lead.merge")
    require_partable(merge, survivor, lead)
    _require_no_deal_since(merge, survivor)
    parted = part(merge, survivor, lead)
    undone(merge, by=by, at=at)
    append(
        Entry(
            "lead.unmerged", at, by, "lead", lead.pk, lead_id=lead.pk, playbook=in_force().stamp,
            data={
                "survivor": str(survivor.pk), "merge": str(merge.pk), "restored": dict(parted.restored),
                "kept": len(parted.kept),
            },
        )
    )  # fmt: skip
    if dry_run:
        transaction.set_rollback(True)
    return parted


def _require_no_deal_since(merge: Merge, survivor: Lead) -> None:
    """A conversion stands on answers and evidence of both."""
    converted_at = survivor.entered_converted_at
    if survivor.state != "converted" or converted_at is None or converted_at < merge.at:
        return
    because = Sentence(N_("The lead that stayed was converted since, on what both had."))
    fix = Sentence(N_("Void the conversion first."))
    raise NotPossibleNow(because, [Problem("/lead", "AR-5", because, fix)])
