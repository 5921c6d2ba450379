"""The page: what waits for this person now, in the order of the process, and their own tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tasuki.desk.forms.field import Field
from tasuki.desk.forms.task import NEW, task_fields
from tasuki.desk.panels.people import choices
from tasuki.desk.panels.today import ae, marketer, news, revops, sdr, team
from tasuki.desk.panels.today.coaching import Coached, coaching
from tasuki.desk.panels.today.decisions import Section
from tasuki.desk.panels.today.tasks import Tasks, tasks_of
from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import Actor
from tasuki.playbooks.queries import in_force
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook

ROLES: Mapping[str, Callable[[Actor, datetime], Iterator[Section]]] = {
    "sdr": sdr.sections,
    "ae": ae.sections,
    "marketer": marketer.sections,
    "revops": revops.sections,
}
ANSWERS_FOR_OTHERS = frozenset({"manager", "revops"})


@dataclass(frozen=True, slots=True)
class TodayPage:
    book: Playbook
    sections: tuple[Section, ...]
    coaching: tuple[Coached, ...]
    is_manager: bool
    tasks: Tasks
    task: tuple[Field, ...]
    is_adding: bool

    @property
    def waiting(self) -> int:
        return sum(section.count for section in self.sections if section.waits)


def today_page(
    *, by: Actor, at: datetime, refused: Refused | None = None, typed: Mapping[str, str] | None = None
) -> TodayPage:
    """Today, for this person; with ``refused``, the form it belongs to keeps what was typed."""
    book, people = in_force(), choices()
    is_manager = "manager" in by.roles
    return TodayPage(
        book=book,
        sections=tuple(_sections(by, at)),
        coaching=coaching(by, at) if is_manager else (),
        is_manager=is_manager,
        tasks=tasks_of(by, people, day_of(at, book), refused, typed),
        task=task_fields(None, by.handle, people, refused, typed),
        is_adding=refused is not None and refused.form == NEW,
    )


def _sections(by: Actor, at: datetime) -> Iterator[Section]:
    for role, sections in ROLES.items():
        if role in by.roles:
            yield from sections(by, at)
    yield from news.committees(by, at)
    yield from news.registrations(by, at)
    yield from news.reviews(by, at)
    yield from news.to_rule_on(by, at)
    yield from news.disputed(by, at)
    if by.reach("approval.decide") is not None:
        yield team.approvals(by, at)
    if by.roles & ANSWERS_FOR_OTHERS:
        yield team.broken_promises(by, at)
