"""What a person asks of a report: the period, what to split by, and what to narrow to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from tasuki.insight.dimensions import DIMENSIONS, IDS
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

DAYS = 90
"""The period of whoever asks for none, up to today."""
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""Days that a question may name: the ones around them still have a name themselves."""
LONGEST = 3
"""So many ways to split at once."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose records are counted: everybody's, or those of these people and nobody's."""

    people: tuple[UUID, ...] | None = None
    nobodys: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its period (whole days of the agreement's zone, both included), at a moment (UTC)."""

    since: date
    until: date
    at: datetime
    zone: str
    by: tuple[str, ...] = ()
    only: Mapping[str, str] = field(default_factory=dict)
    seen: Seen = Seen()

    @property
    def start(self) -> datetime:
        """The first moment of the period."""
        return datetime.combine(self.since, time(), ZoneInfo(self.zone))

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.until + timedelta(days=1), time(), ZoneInfo(self.zone))

    def parameters(self) -> dict[str, Any]:
        """What statements take of it."""
        return {
            "start": self.start,
            "end": self.end,
            "at": self.at,
            "zone": self.zone,
            "people": [str(one) for one in self.seen.people or ()],
            **{f"only_{name}": value for name, value in self.only.items()},
        }

    def split(self, *by: str) -> Asked:
        return replace(self, by=by)

    def before(self) -> Asked:
        """The same question of as many days just before."""
        days = self.until - self.since + timedelta(days=1)
        return replace(self, since=self.since - days, until=self.until - days)

    def narrowed(self, **only: str) -> Asked:
        return replace(self, only={**self.only, **only})

    def query(self, **more: str) -> str:
        """The same question as it stands in an address."""
        words = {"from": str(self.since), "to": str(self.until), **self.only}
        if self.by:
            words["by"] = ",".join(self.by)
        return urlencode({**words, **more})


def asked_by(
    words: Mapping[str, str],
    offered: tuple[str, ...],
    book: Playbook,
    *,
    by: Actor,
    at: datetime,
    days: int = DAYS,
    narrows: tuple[str, ...] = (),
) -> Asked:
    """Read a question from the words of an address or a command line. Raises Forbidden, and Invalid with every problem.

    ``words``: from, to (YYYY-MM-DD), by (comma-separated), and any dimension to narrow to; others are not looked at.
    ``offered`` can split the report and narrow it, ``narrows`` only narrow it.
    """
    ask_any(by, "report.read")
    problems: list[Problem] = []
    zone = book.playbook.zone
    today = at.astimezone(ZoneInfo(zone)).date()
    until = _day("to", words, today, problems)
    since = _day("from", words, until - timedelta(days=days - 1), problems)
    if since > until:
        says = Sentence(
            N_("The period ends before it begins: %(since)s to %(until)s."), {"since": since, "until": until}
        )
        problems.append(
            Problem("/from", "bad_period", says, Sentence(N_("Swap the two days, or leave one out.")))
        )
    splits = _splits(words.get("by", ""), offered, problems)
    only = {
        key: words[key].strip()
        for key, one in DIMENSIONS.items()
        if one.filters and words.get(key, "").strip()
    }
    problems += [problem for key, value in only.items() for problem in _unreadable(key, value)]
    may_narrow = (*offered, *narrows)
    problems += [_not_narrowed(key, may_narrow) for key in only if key not in may_narrow]
    if problems:
        raise Invalid(problems)
    return Asked(since, until, at, zone, splits, only, _seen(by))


def _day(name: str, words: Mapping[str, str], default: date, problems: list[Problem]) -> date:
    typed = words.get(name, "").strip()
    if not typed:
        return default
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        found = date.max
    if EARLIEST <= found <= LATEST:
        return found
    says = Sentence(N_("“%(typed)s” is no day."), {"typed": typed})
    fix = Sentence(N_("Write it as year-month-day, such as %(example)s."), {"example": default})
    problems.append(Problem(f"/{name}", "bad_day", says, fix))
    return default


def _splits(typed: str, offered: tuple[str, ...], problems: list[Problem]) -> tuple[str, ...]:
    splits = tuple(dict.fromkeys(one.strip() for one in typed.split(",") if one.strip()))
    for one in splits:
        if one not in offered:
            says = Sentence(N_("This report cannot be split by “%(by)s”."), {"by": one})
            fix = Sentence(N_("Choose among %(offered)s."), {"offered": list(offered)})
            problems.append(Problem("/by", "bad_split", says, fix))
    if len(splits) > LONGEST:
        says = Sentence(N_("A report is split by %(most)s things at most."), {"most": LONGEST})
        problems.append(Problem("/by", "too_many_splits", says, Sentence(N_("Leave some out."))))
    return splits


def _not_narrowed(key: str, offered: tuple[str, ...]) -> Problem:
    """What cannot be told apart in all numbers of a report does not narrow some of them."""
    says = Sentence(N_("This report cannot be narrowed by “%(by)s”."), {"by": key})
    fix = Sentence(N_("Choose among %(offered)s."), {"offered": list(offered)})
    return Problem(f"/{key}", "bad_split", says, fix)


def _unreadable(key: str, value: str) -> Iterable[Problem]:
    dimension = DIMENSIONS[key]
    if dimension.kind in IDS and value != NOBODY:
        try:
            UUID(value)
        except ValueError:
            says = Sentence(N_("“%(value)s” is no id."), {"value": value})
            fix = Sentence(N_("Take the id from the list, or “%(nobody)s”."), {"nobody": NOBODY})
            yield Problem(f"/{key}", "bad_id", says, fix)


NOBODY = "none"
"""Narrows to rows that have no value there."""


def _seen(by: Actor) -> Seen:
    reach = by.reach("report.read")
    if reach == "all":
        return Seen()
    people = [by.person_id] if by.person_id else []
    if reach == "team" and by.team_id:
        people = list(Person.objects.filter(team=by.team_id).values_list("pk", flat=True))
    return Seen(tuple(people), nobodys=reach == "team")
