"""Why a lead is with whom it is: each choice, the routes it tried and the colleagues it passed over (RT-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import by_stamp, in_force
from tasuki.playbooks.telling.conditions import condition_told
from tasuki.records.models import Lead
from tasuki.records.queries import lead_for
from tasuki.rules.conditions import Comparison
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import Sentence, Text
from tasuki.stages.routing.queries import RouteTried, Trace, trace_of


@dataclass(frozen=True, slots=True)
class CheckShown:
    """A condition: what the row wants in words, and what the lead had."""

    wants: Sentence
    had: Any
    standing: str


@dataclass(frozen=True, slots=True)
class TriedShown:
    label: Text | str
    tried: RouteTried
    checks: tuple[CheckShown, ...]

    @property
    def answered(self) -> bool:
        return bool(self.tried.chosen)


@dataclass(frozen=True, slots=True)
class Choice:
    """One assignment; ``route`` is the row of the agreement that answered, empty where somebody did by hand."""

    trace: Trace
    route: Text | str
    tried: tuple[TriedShown, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class LeadRouting:
    lead: Lead
    choices: tuple[Choice, ...]


def lead_routing(lead_id: UUID, *, by: Actor) -> LeadRouting:
    """Raises NotFound."""
    lead = lead_for(by, lead_id)
    choices = [_choice(trace) for trace in trace_of(lead.pk)]
    latest = next((place for place, one in enumerate(choices) if one.tried), None)
    return LeadRouting(
        lead, tuple(replace(one, is_open=place == latest) for place, one in enumerate(choices))
    )


def _choice(trace: Trace) -> Choice:
    book = _book(trace.assignment.playbook)
    labels = {row.key: row.label for row in book.route}
    route = trace.assignment.route
    return Choice(trace, labels.get(route, route), tuple(_tried(one, labels, book) for one in trace.tried))


def _tried(one: RouteTried, labels: Mapping[str, Text], book: Playbook) -> TriedShown:
    return TriedShown(
        labels.get(one.route, one.route), one, tuple(_check(check, book) for check in one.checks)
    )


def _check(check: Mapping[str, Any], book: Playbook) -> CheckShown:
    wanted = check["wanted"]
    compared = Comparison(
        check["field"], check["operator"], tuple(wanted) if isinstance(wanted, list) else wanted
    )
    return CheckShown(condition_told(compared, book), check["value"], check["standing"])


def _book(stamp: str) -> Playbook:
    """The agreement that the choice was made under; where nobody knows it any more, the one in force."""
    try:
        return by_stamp(stamp) if stamp else in_force()
    except NotFound:
        return in_force()
