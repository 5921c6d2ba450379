"""What becomes of leads, and of the opportunities that some of them become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from random import Random

from tasuki.cli.demo.mix import dealt


class Fate(StrEnum):
    """How a lead's story ends."""

    CONVERTED = "converted"
    TURNED_DOWN = "turned_down"
    """The SDR disqualifies it after the first contact."""
    SILENT = "silent"
    """Three attempts, no answer: recycled."""
    NOT_QUALIFIED = "not_qualified"
    """Accepted; the conversation shows that there is nothing."""
    TOO_EARLY = "too_early"
    """Accepted; recycled until a day, on which some come back."""
    BOUGHT_ELSEWHERE = "bought_elsewhere"
    """Confirmed in four of five criteria, and lost to a competitor before anybody converted it (K-12)."""
    FORGOTTEN = "forgotten"
    """Nobody followed up: dead for the wrong reason (AR-9)."""
    REJECTED = "rejected"
    """The AE rejects the handoff."""
    SENT_TO_NURTURE = "sent_to_nurture"
    """The AE recycles the handoff."""
    FELL_IN_DISCOVERY = "fell_in_discovery"
    EXCLUDED = "excluded"
    """A student, a competitor, a sales pitch: excluded on arrival (EX-1)."""
    OUTSIDE = "outside"
    """Too small for the ideal profile: marketing does not deliver it."""
    SAME_PERSON = "same_person"
    """Somebody who is here already, under another address."""


_LEFT: Mapping[Fate, float] = {
    Fate.TURNED_DOWN: 0.30,
    Fate.SILENT: 0.25,
    Fate.NOT_QUALIFIED: 0.16,
    Fate.TOO_EARLY: 0.08,
    Fate.BOUGHT_ELSEWHERE: 0.015,
    Fate.FORGOTTEN: 0.025,
    Fate.REJECTED: 0.03,
    Fate.SENT_TO_NURTURE: 0.015,
    Fate.FELL_IN_DISCOVERY: 0.025,
    Fate.EXCLUDED: 0.035,
    Fate.OUTSIDE: 0.03,
    Fate.SAME_PERSON: 0.012,
}
_WE_WENT_TO_THEM = {
    Fate.SILENT: 1.9,
    Fate.TURNED_DOWN: 1.2,
    Fate.NOT_QUALIFIED: 0.6,
    Fate.EXCLUDED: 0.1,
    Fate.SAME_PERSON: 0.5,
}
"""Outbound leads answer less often, and nobody calls a student."""


def fates_without_conversion(sources: Sequence[str], dice: Random) -> list[Fate]:
    """How leads end that do not become opportunities: every ending once, then each source in its own shares."""
    rest = sources[len(_LEFT) :]
    decks = {source: _deck(source, rest.count(source), dice) for source in sorted(set(rest))}
    return [*list(_LEFT)[: len(sources)], *(decks[source].pop() for source in rest)]


def _deck(source: str, count: int, dice: Random) -> list[Fate]:
    lean = _WE_WENT_TO_THEM if source == "outbound" else {}
    deck = dealt({fate: weight * lean.get(fate, 1.0) for fate, weight in _LEFT.items()}, count)
    dice.shuffle(deck)
    return deck


class Ending(StrEnum):
    """What becomes of an opportunity."""

    WON = "won"
    LOST = "lost"
    PREMATURE = "premature"
    """Converted by override, and dead within thirty days for a reason of qualification (K-11)."""
    WAIVED = "waived"
    """Converted by override, the gap closed in time, or not."""
    STALLED = "stalled"
    """Nobody moves it."""
    VOIDED = "voided"
    """Undone within the day."""
    WORKED = "worked"
    """Goes on."""


_ENDINGS: Mapping[Ending, float] = {
    Ending.WON: 0.24,
    Ending.LOST: 0.22,
    Ending.PREMATURE: 0.07,
    Ending.WAIVED: 0.04,
    Ending.STALLED: 0.10,
    Ending.VOIDED: 0.015,
    Ending.WORKED: 0.315,
}
REASONS: Mapping[str, Mapping[str, int]] = {
    "inbound": {
        "does_not_meet_icp": 3,
        "no_budget": 4,
        "no_need": 3,
        "not_a_project": 4,
        "no_authority": 2,
        "no_timeline": 3,
    },
    "content": {
        "not_a_project": 6,
        "no_need": 4,
        "no_timeline": 3,
        "no_authority": 3,
        "does_not_meet_icp": 2,
    },
    "outbound": {
        "no_need": 5,
        "no_budget": 4,
        "no_timeline": 4,
        "wrong_contact": 3,
        "competitor_locked": 2,
        "wrong_industry": 1,
    },
    "referral": {"no_timeline": 4, "no_budget": 3, "too_small": 2},
    "event": {"not_a_project": 5, "no_authority": 4, "wrong_contact": 2, "no_need": 3, "no_timeline": 2},
    "webinar": {"not_a_project": 5, "no_need": 3, "no_authority": 4, "no_budget": 2, "does_not_meet_icp": 1},
}
"""Source → why its leads are turned down, and how often: the pattern that the weekly report is there to show."""
AE_REASONS: Mapping[str, Mapping[str, int]] = {
    "inbound": {"no_authority": 3, "no_timeline": 3, "no_budget": 2},
    "content": {"no_authority": 4, "no_need": 3, "no_timeline": 2},
    "outbound": {"no_budget": 3, "no_need": 3, "does_not_meet_icp": 2},
    "referral": {"no_timeline": 2, "no_budget": 1},
    "event": {"no_authority": 4, "does_not_meet_icp": 3, "no_timeline": 2},
    "webinar": {"no_authority": 3, "does_not_meet_icp": 4, "no_need": 2},
}
"""Source → why the AE rejects what the SDR had qualified: what the two disagree about."""
LOST_BECAUSE = (
    "lost_to_competitor",
    "no_decision",
    "price",
    "missing_capability",
    "budget_withdrawn",
    "priority_changed",
    "champion_left",
)
PREMATURE_BECAUSE = ("no_budget", "no_authority", "no_timeline", "no_decision_process")
WON_BECAUSE = ("fit_to_need", "value_for_money", "speed", "trust")


def endings_of_deals(count: int, dice: Random) -> list[Ending]:
    """What becomes of opportunities, in the order in which their leads come in: every ending once, then in shares."""
    first = list(_ENDINGS)[:count]
    rest = dealt(_ENDINGS, count - len(first))
    dice.shuffle(rest)
    return first + rest


def weighed(table: Mapping[str, int], dice: Random) -> str:
    """One of the keys, the heavier the likelier."""
    return dice.choices(list(table), list(table.values()))[0]
