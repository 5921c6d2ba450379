"""A dispute: somebody says that a decision about a lead was wrong, and a neutral third person rules (DS-1, DS-2).

Nothing that was decided is written anew. A ruling stands beside it as a correction, and may bring the lead back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Literal

from tasuki.rules.lifecycle import LeadState
from tasuki.rules.matching import company_key
from tasuki.rules.matching.spelling import compact, fold, writes_japanese
from tasuki.rules.wording import N_

Side = Literal["marketing", "sales", "joint"]
WayBack = Literal["", "reopen", "reengage"]


class DisputeState(StrEnum):
    OPEN = "open"
    RULED = "ruled"
    WITHDRAWN = "withdrawn"


class Cause(StrEnum):
    """Why it came to a dispute: the criteria did not say it clearly, or somebody did not follow them."""

    CRITERIA = "criteria"
    EXECUTION = "execution"


class Ruling(StrEnum):
    UPHELD = "upheld"
    OVERTURNED = "overturned"


DISPUTABLE = frozenset({
    "lead.disqualified", "lead.recycled", "handoff.accepted", "handoff.rejected", "handoff.recycled", "gate.overridden",
    "approval.refused", "sla.breached",
})  # fmt: skip
"""The events of a lead that tell of a decision which somebody may call wrong; a breach counts against a side."""
_BACK: Mapping[LeadState, WayBack] = {LeadState.DISQUALIFIED: "reopen", LeadState.RECYCLED: "reengage"}
_ENDED_IT: Mapping[str, frozenset[LeadState]] = {
    "lead.disqualified": frozenset({LeadState.DISQUALIFIED}),
    "lead.recycled": frozenset({LeadState.RECYCLED}),
    "handoff.rejected": frozenset({LeadState.DISQUALIFIED}),
    "handoff.recycled": frozenset({LeadState.RECYCLED}),
}
ENDINGS = frozenset(_ENDED_IT)
"""The decisions that may end a lead; the last of them has put it where it is."""

NOT_NEUTRAL: Mapping[str, str] = {
    "opened": N_("You opened this dispute."),
    "decided": N_("You made the decision that is disputed."),
    "works": N_("The lead is yours."),
    "owed": N_("The promise that was broken was yours."),
}
Part = Literal["opened", "decided", "works", "owed"]
"""What makes somebody a part of the dispute."""
SHORTEST_NAME = 2


def side_of(roles: Collection[str]) -> Side:
    """For which side somebody speaks; RevOps and admin stand between them."""
    if "marketer" in roles:
        return "marketing"
    return "sales" if {"sdr", "ae", "manager"} & set(roles) else "joint"


def parts_of(person: object, parts: Mapping[Part, Collection[object]]) -> tuple[Part, ...]:
    """By what this person is no neutral ruler; empty: they may rule (DS-1)."""
    return tuple(part for part, people in parts.items() if person in people)


def way_back(code: str, state: str) -> WayBack:
    """How a lead comes back where a ruling overturns what ended it; empty where it is not where that put it."""
    here = LeadState(state)
    return _BACK[here] if here in _ENDED_IT.get(code, ()) else ""


def names_in(text: str, people: Iterable[str], companies: Iterable[str]) -> tuple[str, ...]:
    """The names that stand in a text which should have none, however they are spelt there.

    A person is also known by a part of the name, a company without its legal form.
    """
    told = fold(text)
    known = [*people, *(part for name in people for part in name.split())]
    found = [name for name in known if _is_named(fold(name), told)]
    cores = {name: company_key(name).core for name in companies}
    found += [name for name, core in cores.items() if _is_named(fold(name), told) or _is_named(core, told)]
    return tuple(dict.fromkeys(found))


def _is_named(name: str, told: str) -> bool:
    """Latin names stand as words of their own, Japanese ones anywhere, with or without a space."""
    if len(compact(name)) < SHORTEST_NAME:
        return False
    if writes_japanese(name):
        return compact(name) in compact(told)
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", told) is not None
