"""Carry a merge out: the values, the rows that follow, and the memory of both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import NotPossibleNow
from tasuki.records.merging.fields import columns_taken
from tasuki.records.merging.following import body_of, followers_of
from tasuki.records.merging.plan import MergePlan
from tasuki.records.models.merge import Merge
from tasuki.rules.wording import N_, Sentence


def begin(plan: MergePlan, *, by: Actor, at: datetime) -> Merge:
    """Let everything follow. Both rows are locked; their own columns are the caller's to change and to save after it.

    Raises `NotPossibleNow` with all that stands in the way.
    """
    if plan.blockers:
        raise NotPossibleNow(Sentence(N_("These two cannot be merged as they are.")), plan.blockers)
    pair = plan.pair
    merge = Merge.objects.create(
        subject=pair.subject, survivor_id=pair.survivor.pk, gone_id=pair.gone.pk, by_id=by.person_id, at=at,
        before=body_of(pair.survivor), gone_before=body_of(pair.gone),
        moved={part.place: part.moves for part in plan.parts if part.moves},
        left={part.place: part.stays for part in plan.parts if part.stays},
    )  # fmt: skip
    for follower in followers_of(pair.subject):
        follower.follow(pair, merge)
    return merge


def values_of(plan: MergePlan) -> dict[str, Any]:
    """The survivor's columns as the plan changes them."""
    return columns_taken(plan.pair, plan.fields)


def finish(merge: Merge, plan: MergePlan) -> None:
    """Keep only the columns that changed, once both rows are saved."""
    after = body_of(plan.pair.survivor)
    merge.before, merge.after = _differences(merge.before, after)
    merge.gone_before, _ = _differences(merge.gone_before, body_of(plan.pair.gone))
    merge.save(update_fields=["before", "after", "gone_before"])


def _differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [name for name in now if name != "version" and now[name] != was[name]]
    return {name: was[name] for name in names}, {name: now[name] for name in names}
