"""When does the quality of leads become a matter for both sides' leaders (SL-26)?

After several whole weeks on end in which sales accepted less than was agreed, or one reason ended more than its share
of what a source delivered. Only leads that were decided on count, and a week with few of them says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence, Text

ACCEPTANCE_LOW, ONE_REASON, PROMISE_BROKEN, ASKED = "acceptance_low", "one_reason", "promise_broken", "asked"
CAUSES: Mapping[str, str] = {
    ACCEPTANCE_LOW: N_("Sales accepts less than was agreed"),
    ONE_REASON: N_("One reason ends too many leads of a source"),
    PROMISE_BROKEN: N_("A promise was broken up to the last rung"),
    ASKED: N_("Somebody asked for it"),
}
"""What a joint leadership review is opened for; the code is kept, the sentence spoken."""


def about_told(cause: str, about: str, book: Playbook) -> Sentence | None:
    """What a cause is about, as the agreement calls it: the source and the reason, or the promise."""
    if cause == PROMISE_BROKEN:
        promise = book.slas.get(about)
        return Sentence("%(promise)s", {"promise": promise.label if promise else Text(about)})
    if cause != ONE_REASON:
        return None
    source, _, code = about.partition("/")
    called = next((one.label for one in book.source if one.key == source), Text(source))
    reason = book.reasons.get(code)
    values = {"source": called, "reason": reason.label if reason else Text(code)}
    return Sentence(N_("%(source)s: %(reason)s"), values)


@dataclass(frozen=True, slots=True)
class Week:
    """What became of the leads that one source delivered in the week of this Monday: accepted, or ended, by reason."""

    on: date
    source: str
    accepted: int = 0
    ended: Mapping[str, int] = field(default_factory=dict)

    @property
    def decided(self) -> int:
        return self.accepted + sum(self.ended.values())


@dataclass(frozen=True, slots=True)
class Concern:
    """A cause that has lasted. ``numbers`` has a line per week, with what was counted and the share that it makes."""

    cause: str
    about: str
    agreed: float
    numbers: tuple[Mapping[str, Any], ...]


def concerns(weeks: Iterable[Week], mondays: Sequence[date], book: Playbook) -> Iterator[Concern]:
    """What has lasted over all of these weeks; ``mondays`` are as many as the agreement asks for, in order."""
    found = list(weeks)
    low = _acceptance(found, mondays, book)
    if low is not None:
        yield low
    for source in sorted({one.source for one in found if one.source}):
        yield from _reasons([one for one in found if one.source == source], source, mondays, book)


def _acceptance(weeks: Sequence[Week], mondays: Sequence[date], book: Playbook) -> Concern | None:
    agreed, least = book.targets.acceptance, book.limits.concern_least
    lines = []
    for monday in mondays:
        those = [one for one in weeks if one.on == monday]
        accepted, decided = sum(one.accepted for one in those), sum(one.decided for one in those)
        if decided < least or accepted >= agreed * decided:
            return None
        lines.append(_line(monday, accepted, decided))
    return Concern(ACCEPTANCE_LOW, "", agreed, tuple(lines)) if agreed and lines else None


def _reasons(
    weeks: Sequence[Week], source: str, mondays: Sequence[date], book: Playbook
) -> Iterator[Concern]:
    most, least = book.limits.concern_reason_share, book.limits.concern_least
    by_monday = {one.on: one for one in weeks}
    ended = Counter[str]()
    for one in weeks:
        ended.update(one.ended)
    for reason in sorted(ended):
        lines = []
        for monday in mondays:
            week = by_monday.get(monday, Week(monday, source))
            count = week.ended.get(reason, 0)
            if week.decided < least or count <= most * week.decided:
                break
            lines.append(_line(monday, count, week.decided))
        else:
            yield Concern(ONE_REASON, f"{source}/{reason}", most, tuple(lines))


def _line(monday: date, part: int, whole: int) -> dict[str, Any]:
    return {"week_on": monday.isoformat(), "part": part, "whole": whole, "share": round(part / whole, 4)}
