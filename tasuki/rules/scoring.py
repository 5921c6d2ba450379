"""Fit and intent: two scores from 0 to 100, never added up, with the reason for every point (SC-1).

A row of ``[[score]]`` without a ``signal`` gives its points while its condition holds. A row with one gives them for
the touch that carries the signal (as its ``signal`` or its ``kind``), less ``fades_per_week`` for every full week
since; only the freshest such touch counts, so that a page opened fifty times is not fifty times the interest.
A row with an ``intent_tier`` also says how urgent the interest is, while it gives points (RT-3).
After a recycling fit is kept and intent starts again: only touches after that day count for it (V-08, AR-10).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from tasuki.rules.decision import Standing
from tasuki.rules.dossier import Dossier, Touch
from tasuki.rules.playbook import Playbook, Score
from tasuki.rules.wording import N_, Sentence

Kind = Literal["fit", "intent"]
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class ScoreReason:
    """What one row gave. Nothing, when its condition cannot be judged yet: then the reason says what is unknown."""

    key: str
    kind: Kind
    points: int
    because: Sentence
    tier: int = 0


@dataclass(frozen=True, slots=True)
class Scores:
    """Both scores, 0–100, and the rows that gave or withheld points, in the playbook's order."""

    fit: int
    intent: int
    reasons: tuple[ScoreReason, ...]

    @property
    def intent_tier(self) -> int | None:
        """The highest tier of intent that a row gives (RT-3)."""
        return highest(one.tier for one in self.reasons)


def highest(tiers: Iterable[int]) -> int | None:
    """The highest of some tiers of intent, which is the smallest number; 0 is none."""
    return min((one for one in tiers if one), default=None)


@dataclass(frozen=True, slots=True)
class _Row:
    score: Score
    zone: ZoneInfo
    given: ScoreReason
    unknown: ScoreReason


def score(d: Dossier, book: Playbook, at: datetime) -> Scores:
    """Fit and intent at ``at`` (an aware instant); touches later than that have not happened yet."""
    totals: dict[str, int] = {"fit": 0, "intent": 0}
    reasons: list[ScoreReason] = []
    since = _intent_since(d, book)
    for row in _rows(book):
        reason = _by_signal(d, row, at, since) if row.score.signal else _by_condition(d, row, since)
        if reason is not None:
            totals[reason.kind] += reason.points
            reasons.append(reason)
    return Scores(_clamped(totals["fit"]), _clamped(totals["intent"]), tuple(reasons))


def _by_condition(d: Dossier, row: _Row, since: date | None) -> ScoreReason | None:
    """Interest that a condition reads from the record is from before the recycling; a penalty outlasts it."""
    if since is not None and row.score.kind == "intent" and row.score.points > 0:
        return None
    standing = row.score.when.standing(d)
    if standing is Standing.MET:
        return row.given
    return row.unknown if standing is Standing.UNKNOWN else None


def _by_signal(d: Dossier, row: _Row, at: datetime, since: date | None) -> ScoreReason | None:
    freshest = _freshest(d.lead.touches, row.score, at)
    if freshest is None:
        return None
    signal, on = row.score, freshest.at.astimezone(row.zone).date()
    if since is not None and signal.kind == "intent" and on <= since:
        return None
    points = faded(signal.points, signal.fades_per_week, at - freshest.at)
    standing = signal.when.standing(d)
    if points == 0 or standing is Standing.UNMET:
        return None
    if standing is Standing.UNKNOWN:
        return row.unknown
    because = Sentence(N_("%(label)s, on %(on)s."), {"label": signal.label, "on": on})
    return ScoreReason(signal.key, signal.kind, points, because, signal.intent_tier)


def _freshest(touches: tuple[Touch, ...], signal: Score, at: datetime) -> Touch | None:
    freshest: Touch | None = None
    for touch in touches:
        if signal.signal in (touch.signal, touch.kind) and touch.at <= at:
            freshest = touch if freshest is None or touch.at > freshest.at else freshest
    return freshest


def faded(points: int, per_week: int, age: timedelta) -> int:
    """What is left after the full weeks of ``age``; a penalty fades towards nothing just as interest does."""
    left = max(0, abs(points) - per_week * (age // _WEEK))
    return left if points >= 0 else -left


def _intent_since(d: Dossier, book: Playbook) -> date | None:
    """The day of the recycling in the playbook's zone; intent begins on the day after it."""
    recycled_at = d.lead.recycled_at
    return None if recycled_at is None else recycled_at.astimezone(ZoneInfo(book.playbook.zone)).date()


def _clamped(total: int) -> int:
    return max(0, min(100, total))


@lru_cache(maxsize=64)
def _rows(book: Playbook) -> tuple[_Row, ...]:
    """The table with its reasons worded once for each playbook, so that scoring a lead words almost nothing."""
    zone = ZoneInfo(book.playbook.zone)
    return tuple(
        _Row(
            row,
            zone,
            ScoreReason(
                row.key,
                row.kind,
                row.points,
                Sentence(N_("%(label)s."), {"label": row.label}),
                row.intent_tier,
            ),
            ScoreReason(
                row.key, row.kind, 0, Sentence(N_("Not known yet: %(label)s."), {"label": row.label})
            ),
        )
        for row in book.score
    )
