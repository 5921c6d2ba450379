"""O-11, O-12, O-19: the entry stage, the dated next step and the plan to follow up."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown, unmet
from tasuki.rules.decision import Enforcement
from tasuki.rules.dossier import Dossier, NextStep
from tasuki.rules.playbook import Playbook
from tasuki.rules.validation.filled import is_answer, screen_of
from tasuki.rules.wording import N_, Sentence

STAGE = "/opportunity/stage"
NEXT_STEPS = "/opportunity/next_steps"
PLAN = "/opportunity/follow_up_plan"
_FOLLOW_UP = re.compile(r"follow[\s-]?up|フォロー|追客", re.IGNORECASE)


def does_it_start_in_an_entry_stage(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-11: a new opportunity starts in a stage that the playbook marks as entry."""
    stage = book.stages.get(d.opportunity.stage)
    if stage is not None and stage.entry:
        return NO_TROUBLE
    allowed = tuple(stage.label for stage in book.stage if stage.entry)
    fix = N_("Choose one of the entry stages: %(allowed)s.")
    if not d.opportunity.stage:
        return unknown(STAGE, N_("No stage is chosen."), fix, allowed=allowed)
    return unmet(
        STAGE,
        N_("An opportunity does not start in the stage “%(stage)s”."),
        fix,
        stage=stage.label if stage else d.opportunity.stage,
        allowed=allowed,
    )


def is_there_a_dated_next_step(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-12: a next step has an action, an owner and a day ahead (block), within ``next_step_within_days`` (warn)."""
    passes = screen_of(book).passes
    soonest: date | None = None
    for step in d.opportunity.next_steps:
        due_on = step.due_on
        if due_on is not None and due_on > today and passes(step.action) and passes(step.owner):
            soonest = due_on if soonest is None or due_on < soonest else soonest
    if soonest is None:
        return _no_usable_step(d, book, today)
    if soonest.toordinal() - today.toordinal() <= book.limits.next_step_within_days:
        return NO_TROUBLE
    return (_too_far_off(d, soonest, book, today),)


def _too_far_off(d: Dossier, soonest: date, book: Playbook, today: date) -> Trouble:
    days = book.limits.next_step_within_days
    index = next(i for i, step in enumerate(d.opportunity.next_steps) if step.due_on == soonest)
    values = {"due_on": soonest, "days": days, "latest": today + timedelta(days=days)}
    return Trouble(
        f"{NEXT_STEPS}/{index}/due_on",
        Sentence(N_("The first next step is on %(due_on)s, more than %(days)s days away."), values),
        Sentence(N_("Agree on a step up to %(latest)s, so that the deal keeps moving."), values),
        enforcement=Enforcement.WARN,
    )


def _no_usable_step(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    if not d.opportunity.next_steps:
        return unknown(
            NEXT_STEPS,
            N_("No next step is planned."),
            N_("Enter what happens next, who does it and on which day."),
        )
    troubles: tuple[Trouble, ...] = ()
    for index, step in enumerate(d.opportunity.next_steps):
        troubles += _what_the_step_lacks(f"{NEXT_STEPS}/{index}", step, book, today)
    return troubles


def _what_the_step_lacks(pointer: str, step: NextStep, book: Playbook, today: date) -> tuple[Trouble, ...]:
    troubles: tuple[Trouble, ...] = ()
    if not is_answer(step.action, book):
        because, fix = N_("The next step does not say what happens."), N_("Say what will be done.")
        troubles += (unmet if step.action else unknown)(f"{pointer}/action", because, fix)
    if not is_answer(step.owner, book):
        because, fix = N_("The next step has no owner."), N_("Name the person who does it.")
        troubles += (unmet if step.owner else unknown)(f"{pointer}/owner", because, fix)
    if step.due_on is None:
        because, fix = N_("The next step has no date."), N_("Enter the day on which it happens.")
        troubles += unknown(f"{pointer}/due_on", because, fix)
    elif step.due_on <= today:
        because = N_("The next step was due on %(due_on)s, which is not ahead.")
        fix = N_("Enter a day after %(today)s.")
        troubles += unmet(f"{pointer}/due_on", because, fix, due_on=step.due_on, today=today)
    return troubles


def is_the_follow_up_planned(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-19: a follow-up plan is written, or one of the dated next steps is a follow-up."""
    plan = d.opportunity.follow_up_plan
    if screen_of(book).passes(plan):
        return NO_TROUBLE
    if any(step.due_on is not None and _FOLLOW_UP.search(step.action) for step in d.opportunity.next_steps):
        return NO_TROUBLE
    fix = N_("Write how the buyer is followed up, or add a dated follow-up to the next steps.")
    if not plan:
        return unknown(PLAN, N_("There is no follow-up plan."), fix)
    return unmet(PLAN, N_("The follow-up plan “%(plan)s” is a placeholder."), fix, plan=plan)


ENTRY_STAGE = Rule(
    "O-11", does_it_start_in_an_entry_stage, N_("The opportunity starts in an entry stage."), STAGE
)
NEXT_STEP_DATED = Rule(
    "O-12", is_there_a_dated_next_step, N_("The next step has an action, an owner and a date."), NEXT_STEPS
)
FOLLOW_UP_PLANNED = Rule("O-19", is_the_follow_up_planned, N_("The follow-up is planned."), PLAN)
