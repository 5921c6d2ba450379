"""One spelling for what is the same: “google” is “Google”, “Mid-Market” is the segment that the bands speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from tasuki.insight.audit.rows import DealRow, LeadRow
from tasuki.platform.language import translator
from tasuki.rules.labels import INDUSTRIES, SEGMENTS
from tasuki.stages.intake.importing.headings import folded

_SEGMENT_WORDS = {
    "smb": "smb", "small": "smb", "smallbusiness": "smb", "中小企業": "smb", "中小": "smb", "小規模": "smb",
    "midmarket": "mid_market", "mid": "mid_market", "medium": "mid_market", "中堅": "mid_market",
    "中堅企業": "mid_market", "enterprise": "enterprise", "large": "enterprise", "大企業": "enterprise",
    "大手": "enterprise", "エンタープライズ": "enterprise",
}  # fmt: skip


def spell(leads: Iterable[LeadRow], deals: Iterable[DealRow]) -> None:
    """Give every value its most frequent spelling, and segments and industries the names that we know them by."""
    rows = [*leads, *deals]
    for name in ("source", "campaign", "segment", "industry", "owner"):
        counted = Counter(value for row in rows if (value := getattr(row, name)))
        best = _best(counted, _known(name))
        for row in rows:
            if value := getattr(row, name):
                setattr(row, name, best[value])
    for deal in deals:
        if deal.sdr:
            deal.sdr = " ".join(deal.sdr.split())


def _best(counted: Counter[str], known: Mapping[str, str]) -> dict[str, str]:
    """Value → spelling."""
    groups: dict[str, list[str]] = {}
    for value in counted:
        groups.setdefault(folded(value) or value, []).append(value)
    return {
        value: known.get(key) or max(values, key=lambda one: (counted[one], one))
        for key, values in groups.items()
        for value in values
    }


def _labels(keys: Mapping[str, str]) -> dict[str, str]:
    japanese = translator("ja")
    return {
        folded(word): key for key, label in keys.items() for word in (key, label, japanese(label)) if word
    }


@cache
def _known(name: str) -> Mapping[str, str]:
    """Folded word → the key that we know it by."""
    if name == "segment":
        return {**_labels(SEGMENTS), **{folded(word): key for word, key in _SEGMENT_WORDS.items()}}
    return _labels(INDUSTRIES) if name == "industry" else {}
