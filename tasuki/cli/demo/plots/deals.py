"""An opportunity afterwards: approved, worked through the stages, won, lost, stalled or undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tasuki.cli.demo.agenda import Plot
from tasuki.cli.demo.deeds import selling
from tasuki.cli.demo.fates import LOST_BECAUSE, WON_BECAUSE, Ending
from tasuki.cli.demo.hours import after_work, at_work, before
from tasuki.cli.demo.world import Case, World
from tasuki.stages.conversion.outcome import Outcome

STAGES = ("qualification", "evaluation", "proposal", "negotiation")
REFUSED = 0.05
PUSHED = 0.18
STALLED_LATER = 0.4
SLOW_APPROVAL = 0.15
LEFT_TO_LIE = 0.25


def dealt_with(
    case: Case, world: World, outcome: Outcome, ending: Ending, at: datetime, because: str = ""
) -> Plot:
    """What becomes of a conversion."""
    if outcome.pending:
        at = yield _decided_at(case, world, at)
        if not world.falls("approval granted", 1 - REFUSED):
            selling.refuse(case, world, outcome, at)
            at = yield after_work(world.office, at, case.dice.uniform(4, 18))
            selling.give_up(case, world, at, case.dice.choice(("no_budget", "no_authority")))
            return
        selling.grant(case, world, outcome, at)
    if ending is Ending.VOIDED and not outcome.pending:
        at = yield at + timedelta(hours=case.dice.uniform(1, 20))
        selling.void(case, world, outcome, at)
        at = yield after_work(world.office, at, case.dice.uniform(1, 6))
        outcome = selling.convert(case, world, at)
        ending = Ending.WORKED
        if outcome.pending:
            return
    if ending in (Ending.PREMATURE, Ending.STALLED):
        yield from _left_alone(case, world, outcome, ending, at, because)
    else:
        yield from _worked(case, world, outcome, ending, at)


def _left_alone(
    case: Case, world: World, outcome: Outcome, ending: Ending, at: datetime, because: str
) -> Plot:
    if ending is Ending.PREMATURE:
        at = yield at_work(world.office, at + timedelta(days=case.dice.randint(8, 27)), case.dice)
        selling.lose(case, world, outcome, at, because)
    elif world.falls("stalled later", STALLED_LATER):
        at = yield after_work(world.office, at, case.dice.uniform(18, 54))
        selling.advance(case, world, outcome, at, STAGES[0])


def _worked(case: Case, world: World, outcome: Outcome, ending: Ending, at: datetime) -> Plot:
    for number, stage in enumerate(_stages(ending, case.dice)):
        at = yield after_work(world.office, at, case.dice.uniform(18, 58))
        selling.advance(case, world, outcome, at, stage)
        if number == 1 and world.falls("pushed", PUSHED):
            selling.push(case, world, outcome, at)
    at = yield after_work(world.office, at, case.dice.uniform(9, 50))
    if ending is Ending.WON:
        selling.win(case, world, outcome, at, case.dice.choice(WON_BECAUSE))
    elif ending is Ending.LOST:
        selling.lose(case, world, outcome, at, case.dice.choice(LOST_BECAUSE))
    elif ending is Ending.WORKED and not world.falls("left to lie", LEFT_TO_LIE):
        at = yield max(at, before(world.office, world.ends_at, case.dice.uniform(2, 30)))
        selling.agree(case, world, outcome, at)


def _stages(ending: Ending, dice: Random) -> tuple[str, ...]:
    """Wins go all the way; losses and the others get as far as they get."""
    return STAGES if ending is Ending.WON else STAGES[: dice.randint(1, 4)]


def _decided_at(case: Case, world: World, at: datetime) -> datetime:
    """Within two business days as a rule (AP-5)."""
    slow = world.falls("slow approval", SLOW_APPROVAL)
    hours = case.dice.uniform(20, 40) if slow else case.dice.uniform(1, 14)
    return after_work(world.office, at, hours)
