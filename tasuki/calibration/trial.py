"""A draft of the agreement, tried on history: what it would have done to the decisions of a period. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from tasuki.calibration.decisions import COUNTED, Decided, Fate, decisions, fates
from tasuki.calibration.knowing import Known, known_at
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound, invalid
from tasuki.playbooks.queries import by_stamp, in_force
from tasuki.rules.dossier import Dossier
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.replay import Outcome, Past, Replayed, Tally, replay, tallied, untold
from tasuki.rules.scoring import score
from tasuki.rules.wording import N_

USUAL, MOST = 2_000, 10_000
USUAL_DAYS = 90
EARLIEST = date(2000, 1, 1)
"""No gate has decided before, and no further back need days be reckoned."""
GATES = ("mql", "sal", "sql", "handoff", "opportunity")


@dataclass(frozen=True, slots=True)
class Retried:
    """One decision of the past, what the draft makes of it, and what became of the lead."""

    decided: Decided
    replayed: Replayed
    fate: Fate


@dataclass(frozen=True)
class Trial:
    """What a draft does to the newest decisions of a period; ``there_are`` counts the whole period."""

    draft: str
    first: date
    last: date
    rows: tuple[Retried, ...]
    there_are: int

    @property
    def counts_on(self) -> bool:
        """Whether the period has more decisions than are counted."""
        return self.there_are >= COUNTED

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        return tallied(((one.decided.gate, one.replayed) for one in self.rows), GATES)

    @cached_property
    def by_outcome(self) -> Mapping[Outcome, tuple[Retried, ...]]:
        return {
            outcome: tuple(one for one in self.rows if one.replayed.outcome is outcome) for outcome in Outcome
        }


def try_on_history(
    draft: Playbook,
    first: date | None = None,
    last: date | None = None,
    *,
    by: Actor,
    at: datetime,
    most: int = USUAL,
) -> Trial:
    """Ask the gates again under ``draft`` that decided from the ``first`` day to the ``last``, each on what was known.

    Left out, it is the 90 days up to today; days are those of the agreement's zone. It is about leads that ``by`` may
    see. Raises Forbidden (whoever may write drafts may try them), Invalid.
    """
    ask_any(by, "playbook.draft")
    book = in_force()
    today = day_of(at, book)
    last = min(last or today, today)
    usual = max(last, EARLIEST + timedelta(days=USUAL_DAYS)) - timedelta(days=USUAL_DAYS)
    first = max(first or usual, EARLIEST)
    if not 1 <= most <= MOST:
        raise invalid("/most", N_("Choose from 1 to %(most)s decisions."), "out_of_range", most=MOST)
    if first > last:
        raise invalid("/from", N_("The period ends before it begins."), "out_of_range")
    since, until = _midnight(first, book), _midnight(last + timedelta(days=1), book)
    found, there_are = decisions(since, until, most, by=by, at=at, in_force=book.stamp)
    books: dict[str, Playbook | None] = {book.stamp: book}
    replayed = {_key(one.decided): _asked_again(one, draft, books) for one in known_at(found, at)}
    became = fates(one.lead_id for one in found)
    rows = tuple(Retried(one, replayed[_key(one)], became[one.lead_id]) for one in found)
    return Trial(draft.stamp, first, last, rows, there_are)


def _midnight(day: date, book: Playbook) -> datetime:
    return datetime.combine(day, time.min, book.zone)


def _key(one: Decided) -> tuple[UUID, int | None, str]:
    return one.key, one.seq, one.gate


def _asked_again(known: Known, draft: Playbook, books: dict[str, Playbook | None]) -> Replayed:
    one = known.decided
    if known.dossier is None:
        return untold(known.lost)
    then = _book(one.playbook, books)
    if then is None:
        return untold(N_("The agreement of that day, %(stamp)s, is not kept."), stamp=one.playbook)
    past = Past(one.gate, one.at, one.verdict, one.open, known.scored_at)
    return replay(past, _scored(known, then), then, draft)


def _book(stamp: str, books: dict[str, Playbook | None]) -> Playbook | None:
    if stamp not in books:
        try:
            books[stamp] = by_stamp(stamp)
        except NotFound:
            books[stamp] = None
    return books[stamp]


def _scored(known: Known, then: Playbook) -> Dossier:
    """The facts with the tier of intent, which no event keeps. Who was never scored is scored where they are judged."""
    assert known.dossier is not None
    lead, at = known.dossier.lead, known.scored_at or known.decided.at
    unscored = lead.fit is None or lead.intent is None
    if known.decided.gate == "opportunity" or not (unscored or any(row.intent_tier for row in then.score)):
        return known.dossier
    scores = score(known.dossier, then, at)
    lead = replace(lead, intent_tier=scores.intent_tier)
    if unscored:
        lead = replace(lead, fit=scores.fit, intent=scores.intent)
    return replace(known.dossier, lead=lead)
