"""Is this open opportunity still true? The flags HY-1 … HY-8, as findings that warn and never close anything (HY-9).

The playbook's table ``hygiene`` says which flags exist and with which days and thresholds; a flag that is not in the
table is not raised. The deal is judged on what buyers and sellers did (a date, a step, a conversation), not on edits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from tasuki.rules.decision import Enforcement, Finding, Standing
from tasuki.rules.dossier import Money
from tasuki.rules.playbook import Hygiene, Playbook
from tasuki.rules.validation.money import exceeds
from tasuki.rules.wording import N_, Sentence

TWICE = Decimal(2)
LONGEST_IN_STAGE = 90
SKIPPED = 2


@dataclass(frozen=True, slots=True)
class StageVisit:
    """A stage that the deal entered, how many open stages it jumped over, and whether anything proves the jump."""

    stage: str
    at: datetime
    skipped: int = 0
    has_evidence: bool = False


@dataclass(frozen=True, slots=True)
class Deal:
    """What hygiene looks at. ``usual_days`` is the average time in this stage, None while there is too little history.

    ``next_step_set_at`` is when the latest open next step was agreed; without one it is None.
    """

    stage: str
    stage_since: datetime
    visits: tuple[StageVisit, ...] = ()
    usual_days: float | None = None
    close_on: date | None = None
    close_on_set_at: datetime | None = None
    close_date_pushes: int = 0
    next_step_set_at: datetime | None = None
    last_activity_at: datetime | None = None
    amount: Money | None = None
    probability: Decimal | None = None
    contacts: int = 0


@dataclass(frozen=True, slots=True)
class Flag:
    """Why the deal is flagged, where, and what would clear it."""

    pointer: str
    because: Sentence
    fix: Sentence


Ask = Callable[[Deal, Hygiene, Playbook, datetime], Flag | None]


def hygiene_flags(deal: Deal, book: Playbook, at: datetime) -> tuple[Finding, ...]:
    """Every flag of an open deal at ``at`` (UTC), in the order of the playbook's table; no flag means clean."""
    return tuple(
        Finding(row.id, Standing.UNMET, Enforcement.WARN, flag.because, flag.pointer, fix=flag.fix)
        for row in book.hygiene
        if row.id in QUESTIONS and (flag := QUESTIONS[row.id](deal, row, book, at)) is not None
    )


def skipped_stages(book: Playbook, before: str, after: str) -> int:
    """How many open stages lie between two; none for a step back or to the next one."""
    order = [stage.key for stage in book.stage if stage.kind == "open"]
    if before not in order or after not in order:
        return 0
    return max(0, order.index(after) - order.index(before) - 1)


def is_back(book: Playbook, before: str, after: str) -> bool:
    """Whether a move between two open stages goes towards the beginning."""
    order = [stage.key for stage in book.stage if stage.kind == "open"]
    return before in order and after in order and order.index(after) < order.index(before)


def _flag(pointer: str, because: str, fix: str, **values: object) -> Flag:
    return Flag(pointer, Sentence(because, values), Sentence(fix, values))


def _days(since: datetime, at: datetime) -> int:
    return (at - since).days


def _is_the_close_date_stale(deal: Deal, row: Hygiene, book: Playbook, at: datetime) -> Flag | None:
    """HY-1: the close date has passed, or nobody has touched it for long."""
    today = at.astimezone(ZoneInfo(book.playbook.zone)).date()
    pointer, fix = "/close_on", N_("Ask the buyer for the date, or close the opportunity with its reason.")
    if deal.close_on is None:
        return _flag(pointer, N_("The close date is missing."), fix)
    if deal.close_on < today:
        return _flag(pointer, N_("The close date %(close_on)s has passed."), fix, close_on=deal.close_on)
    if row.days is None or deal.close_on_set_at is None or _days(deal.close_on_set_at, at) < row.days:
        return None
    because = N_("The close date has been the same for %(days)s days.")
    confirm = N_("Confirm the date with the buyer and enter it anew.")
    return _flag(pointer, because, confirm, days=_days(deal.close_on_set_at, at))


def _is_no_step_planned(deal: Deal, row: Hygiene, book: Playbook, at: datetime) -> Flag | None:
    """HY-2: no next step, or the same one for weeks."""
    pointer, fix = "/next_steps", N_("Agree on what happens next with the buyer, with a day and an owner.")
    if deal.next_step_set_at is None:
        return _flag(pointer, N_("There is no next step."), fix)
    days = _days(deal.next_step_set_at, at)
    if row.days is None or days < row.days:
        return None
    return _flag(pointer, N_("The next step has been the same for %(days)s days."), fix, days=days)


def _is_it_stalled(deal: Deal, row: Hygiene, book: Playbook, at: datetime) -> Flag | None:
    """HY-3: nothing has happened with the buyer."""
    since = deal.last_activity_at or deal.stage_since
    if row.days is None or _days(since, at) < row.days:
        return None
    because = N_("There has been no activity for %(days)s days.")
    fix = N_("Get in touch, or decide: revive it with a dated step, nurture it, or close it with its reason.")
    return _flag("/last_activity_at", because, fix, days=_days(since, at))


def _is_it_stuck_in_its_stage(deal: Deal, row: Hygiene, book: Playbook, at: datetime) -> Flag | None:
    """HY-4: far longer in the stage than usual; without history, longer than the stage's cap; or very long anyway."""
    days = _days(deal.stage_since, at)
    pointer, fix = "/stage", N_("Find out what the buyer has to do before the next stage, and agree on it.")
    longest = row.days or LONGEST_IN_STAGE
    if days >= longest:
        because = N_("It has been in this stage for %(days)s days, and %(longest)s are looked into anyway.")
        return _flag(pointer, because, fix, days=days, longest=longest)
    if deal.usual_days is not None:
        if Decimal(days) <= (row.threshold or TWICE) * Decimal(str(deal.usual_days)):
            return None
        because = N_("It has been in this stage for %(days)s days; %(usual)s are usual.")
        return _flag(pointer, because, fix, days=days, usual=round(deal.usual_days))
    stage = book.stages.get(deal.stage)
    if stage is None or stage.cap_days is None or days <= stage.cap_days:
        return None
    because = N_("It has been in this stage for %(days)s days; at most %(cap)s are expected.")
    return _flag(pointer, because, fix, days=days, cap=stage.cap_days)


def _is_the_date_pushed_again_and_again(
    deal: Deal, row: Hygiene, book: Playbook, at: datetime
) -> Flag | None:
    """HY-5: the close date has been pushed so often that the forecast is reviewed."""
    if deal.close_date_pushes < (row.threshold or TWICE):
        return None
    because = N_("The close date has been pushed %(times)s times.")
    fix = N_("Review with your manager whether it belongs in the forecast.")
    return _flag("/close_on", because, fix, times=deal.close_date_pushes)


def _are_stages_skipped(deal: Deal, row: Hygiene, book: Playbook, at: datetime) -> Flag | None:
    """HY-6: stages were jumped over with nothing that proves it."""
    allowed = row.threshold or SKIPPED
    jump = next((one for one in deal.visits if one.skipped >= allowed and not one.has_evidence), None)
    if jump is None:
        return None
    stage = book.stages.get(jump.stage)
    because = N_("%(skipped)s stages were skipped on the way to “%(stage)s”, without evidence.")
    fix = N_(
        "Say what the buyer did that makes the skipped stages unnecessary, or go back to the stage that is true."
    )
    return _flag("/stage", because, fix, skipped=jump.skipped, stage=stage.label if stage else jump.stage)


def _does_it_hang_on_one_person(deal: Deal, row: Hygiene, book: Playbook, at: datetime) -> Flag | None:
    """HY-7: a large deal with a single contact."""
    if deal.contacts > 1 or row.threshold is None or not exceeds(deal.amount, row.threshold, book):
        return None
    because = N_("A deal of this size hangs on %(contacts)s contact(s).")
    fix = N_("Meet the others who decide, and link them with their roles.")
    return _flag("/contacts", because, fix, contacts=deal.contacts)


def _do_the_figures_make_no_sense(deal: Deal, row: Hygiene, book: Playbook, at: datetime) -> Flag | None:
    """HY-8: no amount, a step back in stage, or an impossible probability."""
    if deal.amount is None or deal.amount.amount <= 0:
        return _flag(
            "/amount", N_("There is no amount."), N_("Enter the amount that the discovered need is worth.")
        )
    if deal.probability is not None and not 0 <= deal.probability <= 1:
        because = N_("The probability %(probability)s is not between 0 and 1.")
        return _flag("/probability", because, N_("Choose the stage again."), probability=deal.probability)
    if not _last_move_went_back(deal, book):
        return None
    because = N_("It has gone back to an earlier stage.")
    return _flag(
        "/stage",
        because,
        N_("Check amount and close date: what was true later in the process may not be now."),
    )


def _last_move_went_back(deal: Deal, book: Playbook) -> bool:
    open_stages = {stage.key for stage in book.stage if stage.kind == "open"}
    places = [visit.stage for visit in deal.visits if visit.stage in open_stages]
    return len(places) > 1 and is_back(book, places[-2], places[-1])


QUESTIONS: Mapping[str, Ask] = {
    "HY-1": _is_the_close_date_stale,
    "HY-2": _is_no_step_planned,
    "HY-3": _is_it_stalled,
    "HY-4": _is_it_stuck_in_its_stage,
    "HY-5": _is_the_date_pushed_again_and_again,
    "HY-6": _are_stages_skipped,
    "HY-7": _does_it_hang_on_one_person,
    "HY-8": _do_the_figures_make_no_sense,
}
