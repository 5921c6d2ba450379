"""What a clock owes by now, with whom each rung of its ladder reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tasuki.rules import clock as rules
from tasuki.rules.escalation import People, Reached, reached


@dataclass(frozen=True, slots=True)
class Step:
    """A moment that is told now; ``reached`` where it is a rung."""

    moment: rules.Moment
    reached: Reached | None = None


def steps_due(clock: rules.Clock, owner: UUID | None, people: People, at: datetime) -> tuple[Step, ...]:
    """The moments that have come, in order; a rung that reaches nobody takes the next one with it (SL-20)."""
    return tuple(_steps(clock, owner, people, at))


def _steps(clock: rules.Clock, owner: UUID | None, people: People, at: datetime) -> Iterator[Step]:
    last: Step | None = None
    for moment in rules.due_now(clock, at):
        last = Step(moment, reached(moment.rung, owner, people) if moment.rung else None)
        clock = rules.with_fired(clock, [moment])
        yield last
    while last is not None and last.reached is not None and last.reached.passed_on:
        following = rules.next_moment(clock)
        if following is None:
            return
        clock = rules.with_fired(clock, [following])
        last = Step(replace(following, at=last.moment.at), reached(following.rung, owner, people))
        yield last
