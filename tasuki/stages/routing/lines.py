"""A trace as lines to take away: each condition with what it wanted and met, each colleague passed over and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tasuki.rules.wording import N_, Sentence
from tasuki.stages.routing.queries import Trace

HEADINGS = (
    N_("At"), N_("Run"), N_("Owner"), N_("Playbook"), N_("What"), N_("Route or person"), N_("Field"), N_("Operator"),
    N_("Wanted"), N_("Value"), N_("Standing"), N_("Because"),
)  # fmt: skip
Speak = Callable[[Sentence], str]


def lines_of(traces: Iterable[Trace], speak: Speak) -> Iterator[tuple[str, ...]]:
    """One line for the choice, for each condition of each route tried, and for each colleague passed over."""
    for trace in traces:
        row = trace.assignment
        owner = row.person.handle if row.person else ""
        head = (row.at.isoformat(), row.run, owner, row.playbook)
        yield (*head, "chosen", row.route, "", "", "", "", row.strategy, speak(trace.because))
        for tried in trace.tried:
            yield (*head, "route", tried.route, "", "", "", "", tried.standing, speak(tried.because))
            for check in tried.checks:
                compared = (check["field"], check["operator"], _text(check["wanted"]), _text(check["value"]))
                yield (*head, "condition", tried.route, *compared, check["standing"], "")
        for other in trace.passed_over:
            yield (*head, "passed_over", other.handle, "", "", "", "", other.code, speak(other.because))


def _text(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
