"""Two leads are one: what every way to say so shares. Where the lead that goes is put, and why, is the caller's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tasuki.platform.access.actor import Actor
from tasuki.records.merging.carrying import begin, values_of
from tasuki.records.merging.pair import Pair
from tasuki.records.merging.plan import MergePlan, plan_of
from tasuki.records.models import Lead
from tasuki.records.models.merge import Merge
from tasuki.rules.lifecycle import STATE_LABELS, LeadState
from tasuki.rules.merging import Side
from tasuki.rules.wording import N_, Sentence

_WAY = (
    LeadState.CAPTURED,
    LeadState.MQL,
    LeadState.SAL,
    LeadState.SQL,
    LeadState.DISCOVERY,
    LeadState.CONVERTED,
)
_CLOSED = (LeadState.DISQUALIFIED, LeadState.RECYCLED, LeadState.ARCHIVED)


def plan_leads(
    survivor: Lead, gone: Lead, at: datetime, choices: Mapping[str, Side] | None = None
) -> MergePlan:
    """Reads only. Raises `Invalid` for a choice that there is not."""
    return plan_of(Pair("lead", survivor, gone, at, choices or {}), _notes(survivor, gone))


def carry_over(plan: MergePlan, *, by: Actor, at: datetime) -> Merge:
    """Everything of the lead that goes comes to the survivor, which is saved; both are locked.

    The caller moves the lead that goes, saves it, and calls `finish`. Raises `NotPossibleNow`.
    """
    survivor, gone = plan.pair.leads
    merge = begin(plan, by=by, at=at)
    for name, value in values_of(plan).items():
        setattr(survivor, name, value)
    survivor.match_keys = sorted({*survivor.match_keys, *gone.match_keys})
    survivor.search_text = _joined(survivor.search_text, gone.search_text)
    survivor.captured_at = min(survivor.captured_at, gone.captured_at)
    touched = [moment for moment in (survivor.last_touch_at, gone.last_touch_at) if moment]
    survivor.last_touch_at = max(touched, default=None)
    survivor.version += 1
    survivor.save()
    return merge


def told(plan: MergePlan, merge: Merge) -> dict[str, Any]:
    """What the event of a merge carries."""
    return {
        "survivor": str(merge.survivor_id), "into": str(merge.survivor_id), "merge": str(merge.pk),
        "filled": plan.filled, "moved": merge.moved, "left": merge.left,
    }  # fmt: skip


def further_along(one: Lead, other: Lead) -> bool:
    """Whether ``one`` is further on the way than ``other``; a lead that is out of it is behind all that are in it."""
    return _place(one) > _place(other)


def _place(lead: Lead) -> int:
    return _WAY.index(LeadState(lead.state)) if lead.state in _WAY else -1


def _notes(survivor: Lead, gone: Lead) -> tuple[Sentence, ...]:
    notes = []
    both = {"survivor": survivor, "gone": gone}
    states = {side: Sentence(STATE_LABELS[LeadState(lead.state)]) for side, lead in both.items()}
    if survivor.state in _CLOSED and gone.state not in _CLOSED:
        text = N_(
            "The lead that stays is %(survivor)s: nobody works on it. Keep the other one, or reopen this one."
        )
        notes.append(Sentence(text, states))
    elif further_along(gone, survivor):
        text = N_("The lead that goes is further along (%(gone)s) than the one that stays (%(survivor)s).")
        notes.append(Sentence(text, states))
    return tuple(notes)


def _joined(ours: str, theirs: str) -> str:
    """One search text of two, so that a lead is still found by what it was called before."""
    return "".join(f" {word}" for word in dict.fromkeys((ours + theirs).split()))
