"""The kinds of filters: by choice, by person, by period, by yes or no, by text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options
from tasuki.desk.lists.description import Filter, Part, Rows, Seen, Values
from tasuki.desk.panels.people import choices
from tasuki.desk.words import tongue
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person
from tasuki.rules.gates import day_of
from tasuki.rules.wording import N_

Pairs = Sequence[tuple[str, str]]
Asked = Mapping[str, Values]
ME, TEAM, NOBODY = "me", "team", "nobody"
YES, NO = "yes", "no"
MOST_PARTS = 60
"""So many groups are shown, not more."""


def text(key: str, label: str, having: Callable[[Rows, str], Rows], *, is_usual: bool = True) -> Filter:
    def fields(asked: Asked, seen: Seen) -> tuple[Field, ...]:
        return (Field(key, gettext(label), "search", first(asked, key)),)

    def narrow(rows: Rows, asked: Asked, seen: Seen) -> Rows:
        return having(rows, first(asked, key))

    return Filter(key, label, (key,), fields, narrow, is_usual=is_usual)


def choice(
    key: str,
    label: str,
    pairs: Callable[[Seen], Pairs],
    column: str = "",
    *,
    sets: Mapping[str, tuple[str, Values]] | None = None,
    narrow: Callable[[Rows, Asked, Seen], Rows] | None = None,
    groups: bool = False,
    is_usual: bool = True,
) -> Filter:
    """One or several values of a column; ``sets`` are names for several at once: name → label and values.

    ``groups`` says that the rows can be grouped by it, since each value is found by an index, or the table is small.
    """
    name, sets = column or key, sets or {}

    def fields(asked: Asked, seen: Seen) -> tuple[Field, ...]:
        known = [*((one, gettext(said)) for one, (said, _) in sets.items()), *pairs(seen)]
        return (_choice(key, label, several(asked, key), known),)

    def by_values(rows: Rows, asked: Asked, seen: Seen) -> Rows:
        values = [
            one for value in several(asked, key) for one in (sets[value][1] if value in sets else (value,))
        ]
        return rows.filter(**{f"{name}__in": values} if len(values) > 1 else {name: values[0]})

    def parts(seen: Seen) -> Sequence[Part]:
        return [Part(value, said, Q(**{name: value})) for value, said in pairs(seen)[:MOST_PARTS]]

    return Filter(
        key, label, (key,), fields, narrow or by_values, parts=parts if groups else None, is_usual=is_usual
    )


def owner(
    key: str,
    label: str,
    column: str,
    *roles: Role,
    permission: str,
    mine: tuple[str, ...] = (),
    is_usual: bool = True,
) -> Filter:
    """Whose it is: mine, my team's, nobody's, or somebody's by handle.

    ``mine`` are all columns that make it mine, ``permission`` says how far one sees.
    """
    names = mine or (column,)

    def fields(asked: Asked, seen: Seen) -> tuple[Field, ...]:
        known = [(ME, gettext("Mine")), (TEAM, gettext("My team's")), (NOBODY, gettext("Nobody's"))]
        return (_choice(key, label, several(asked, key), [*known, *choices(*roles)]),)

    def either(asked: Asked, seen: Seen) -> Sequence[Q]:
        found: list[Q] = []
        for value in several(asked, key):
            if value == ME:
                found += [Q(**{name: seen.by.person_id}) for name in names]
            elif value == TEAM:
                found += [Q(**{f"{name}__in": _team_of(seen)}) for name in names]
            elif value == NOBODY:
                found.append(Q(**{column: None}))
            else:
                found += [Q(**{column: one}) for one in Person.objects.filter(handle=value)]
        return found or [Q(pk=None)]

    def parts(seen: Seen) -> Sequence[Part]:
        """Everybody with one of the roles; who sees only the team's records is shown only the team."""
        people = Person.objects.active().with_role(*roles)
        if seen.by.reach(permission) != "all":
            people = people.filter(pk__in=[seen.by.person_id, *_team_of(seen)])
        found = people.order_by("name").values_list("handle", "name", "pk")[:MOST_PARTS]
        known = [Part(handle, name, Q(**{column: pk})) for handle, name, pk in found]
        return [*known, Part(NOBODY, gettext("nobody"), Q(**{column: None}))]

    return Filter(key, label, (key,), fields, either=either, parts=parts, is_usual=is_usual)


def _team_of(seen: Seen) -> list[Any]:
    team = Person.objects.filter(team=seen.by.team_id) if seen.by.team_id else Person.objects.none()
    return list(team.values_list("pk", flat=True))


def team(key: str, label: str, teams: Callable[[], Pairs], column: str) -> Filter:
    """Of which team somebody in charge is."""

    def fields(asked: Asked, seen: Seen) -> tuple[Field, ...]:
        return (_choice(key, label, several(asked, key), teams()),)

    def narrow(rows: Rows, asked: Asked, seen: Seen) -> Rows:
        return rows.filter(**{f"{column}__team__name__in": several(asked, key)})

    return Filter(key, label, (key,), fields, narrow, is_usual=False)


def yes_or_no(
    key: str, label: str, which: Callable[[Seen], Q], said: tuple[str, str] = (N_("yes"), N_("no"))
) -> Filter:
    def fields(asked: Asked, seen: Seen) -> tuple[Field, ...]:
        return (_choice(key, label, several(asked, key), [(YES, gettext(said[0])), (NO, gettext(said[1]))]),)

    def narrow(rows: Rows, asked: Asked, seen: Seen) -> Rows:
        return rows.filter(which(seen)) if first(asked, key) == YES else rows.filter(~which(seen))

    return Filter(key, label, (key,), fields, narrow, is_usual=False)


def one_of(
    key: str, label: str, answers: Mapping[str, tuple[str, Callable[[Seen], Q]]], *, is_usual: bool = False
) -> Filter:
    """One of several conditions, each with a name: code → label and condition."""

    def fields(asked: Asked, seen: Seen) -> tuple[Field, ...]:
        known = [(code, gettext(said)) for code, (said, _) in answers.items()]
        return (_choice(key, label, several(asked, key), known),)

    def narrow(rows: Rows, asked: Asked, seen: Seen) -> Rows:
        value = first(asked, key)
        return rows.filter(answers[value][1](seen)) if value in answers else rows.none()

    return Filter(key, label, (key,), fields, narrow, is_usual=is_usual)


PERIODS: Mapping[str, str] = {
    "today": N_("today"),
    "7d": N_("in the last 7 days"),
    "30d": N_("in the last 30 days"),
    "month": N_("this month"),
    "last_month": N_("last month"),
    "quarter": N_("this quarter"),
    "last_quarter": N_("last quarter"),
}


def period(key: str, label: str, column: str, *, of_days: bool = False, is_usual: bool = False) -> Filter:
    """When: a period that moves with today, or from one day to another. ``of_days``: the column holds dates."""

    def narrow(rows: Rows, asked: Asked, seen: Seen) -> Rows:
        start, end = span_of(key, asked, seen)
        bounds = {"gte": start, "lt": end}
        zone = ZoneInfo(seen.book.playbook.zone)
        return rows.filter(
            **{
                f"{column}__{sign}": on if of_days else datetime.combine(on, time(), zone)
                for sign, on in bounds.items()
                if on is not None
            }
        )

    return Filter(
        key, label, _names(key), lambda asked, seen: _period(key, label, asked), narrow, is_usual=is_usual
    )


def within(key: str, label: str, which: Callable[[datetime | None, datetime | None, Seen], Q]) -> Filter:
    """The same, for what has no column of its own: ``which`` makes the condition of the two moments."""

    def narrow(rows: Rows, asked: Asked, seen: Seen) -> Rows:
        zone = ZoneInfo(seen.book.playbook.zone)
        start, end = (datetime.combine(on, time(), zone) if on else None for on in span_of(key, asked, seen))
        return rows.filter(which(start, end, seen))

    return Filter(
        key, label, _names(key), lambda asked, seen: _period(key, label, asked), narrow, is_usual=False
    )


def _names(key: str) -> Values:
    return (key, f"{key}_from", f"{key}_until")


def _period(key: str, label: str, asked: Asked) -> tuple[Field, ...]:
    known = [(code, gettext(said)) for code, said in PERIODS.items()]
    _, since, until = _names(key)
    return (
        _choice(key, label, several(asked, key), known),
        Field(since, gettext("%(what)s from") % {"what": gettext(label)}, "date", first(asked, since)),
        Field(until, gettext("%(what)s until") % {"what": gettext(label)}, "date", first(asked, until)),
    )


def span_of(key: str, asked: Asked, seen: Seen) -> tuple[date | None, date | None]:
    """The first day of what is asked for and the day after its last; None where it has no such end."""
    start, end = _moving(first(asked, key), day_of(seen.at, seen.book))
    _, since, until = _names(key)
    since_on, until_on = _day(first(asked, since)), _day(first(asked, until))
    starts = [one for one in (start, since_on) if one]
    ends = [one for one in (end, until_on + timedelta(days=1) if until_on else None) if one]
    return max(starts, default=None), min(ends, default=None)


def _moving(code: str, today: date) -> tuple[date | None, date | None]:
    tomorrow, month = today + timedelta(days=1), today.replace(day=1)
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    if code == "today":
        return today, tomorrow
    if code in ("7d", "30d"):
        return tomorrow - timedelta(days=int(code[:-1])), tomorrow
    spans = {
        "month": (month, _months_on(month, 1)),
        "last_month": (_months_on(month, -1), month),
        "quarter": (quarter, _months_on(quarter, 3)),
        "last_quarter": (_months_on(quarter, -3), quarter),
    }
    return spans.get(code, (None, None))


def _months_on(first_of_month: date, months: int) -> date:
    number = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


YEARS = range(1900, 2200)
"""No other year means anything here, and the first and last of them have no day before or after."""


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def first(asked: Asked, name: str) -> str:
    return next(iter(asked.get(name, ())), "")


def several(asked: Asked, name: str) -> Values:
    """The values of a choice: repeated in the address, or with commas between them."""
    return tuple(dict.fromkeys(one for value in asked.get(name, ()) for one in value.split(",") if one))


def _choice(name: str, label: str, values: Values, known: Pairs) -> Field:
    """A choice; what the address asks for beyond one known value stands among the options, chosen."""
    asked, said = ",".join(values), dict(known)
    if asked and asked not in said:
        known = [(asked, _joined(said.get(value, value) for value in values)), *known]
    return Field(name, gettext(label), "choice", asked, options(known, asked, gettext("All")))


def _joined(names: Iterable[str]) -> str:
    return ("、" if tongue() == "ja" else ", ").join(names)
