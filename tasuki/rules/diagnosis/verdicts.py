"""When do signs make a trouble, and how sure is that?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from tasuki.rules.diagnosis.check import Check, Presence
from tasuki.rules.diagnosis.signs import Trouble
from tasuki.rules.statistics import wilson
from tasuki.rules.wording import N_

Z_999 = 3.290526731491926
"""Two-sided 99.9 %: beyond a limit even so, one sign is as good as two."""


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


CONFIDENCES: Mapping[Confidence, str] = {
    Confidence.HIGH: N_("high confidence"),
    Confidence.MEDIUM: N_("medium confidence"),
    Confidence.LOW: N_("low confidence"),
    Confidence.NONE: N_("cannot be told"),
}


def standing_of_trouble(trouble: Trouble, checks: Sequence[Check]) -> Presence:
    """Is it there? Without a single sign that decides and can be told, nobody knows."""
    if _is_present(trouble, checks):
        return Presence.PRESENT
    told = any(one.sign.decides and one.standing is Presence.ABSENT for one in checks)
    return Presence.ABSENT if told else Presence.UNKNOWN


def _is_present(trouble: Trouble, checks: Sequence[Check]) -> bool:
    stands = {one.sign.key: one.standing for one in checks}
    found = [one for one in checks if one.standing is Presence.PRESENT]
    deciding = [one for one in found if one.sign.decides]
    if trouble == "premature":
        return _is_premature(stands)
    if trouble == "handoff":
        told = sum(one.standing is not Presence.UNKNOWN for one in checks)
        return bool(deciding) and len(found) >= (2 if told > 2 else 1)
    return bool(deciding)


def _is_premature(stands: Mapping[str, Presence]) -> bool:
    """K-11, X-6: early deaths tell by themselves. Little won of much created (c) is only a low win rate unless deals
    also stay in an early stage (b); and where much is won of what stays long, nothing was converted too early."""
    if stands["early_deaths"] is Presence.PRESENT:
        return True
    return stands["stuck"] is Presence.PRESENT and stands["created_to_won"] is not Presence.ABSENT


def confidence_in(standing: Presence, checks: Sequence[Check]) -> Confidence:
    """For a trouble: two signs, or one far beyond its limit. For its absence: how much of it could be told."""
    if standing is Presence.UNKNOWN:
        return Confidence.NONE
    if standing is Presence.PRESENT:
        found = [one for one in checks if one.standing is Presence.PRESENT]
        return Confidence.HIGH if len(found) > 1 or any(map(_is_far_beyond, found)) else Confidence.MEDIUM
    deciding = [one for one in checks if one.sign.decides]
    told = sum(one.standing is not Presence.UNKNOWN for one in deciding)
    if told == len(deciding):
        return Confidence.HIGH
    return Confidence.MEDIUM if 2 * told >= len(deciding) else Confidence.LOW


def _is_far_beyond(check: Check) -> bool:
    if check.value is None or check.sign.kind != "share":
        return False
    interval = wilson(round(check.value * check.n), check.n, Z_999)
    if interval is None:
        return False
    return interval.low > check.limit if check.sign.is_high else interval.high < check.limit
