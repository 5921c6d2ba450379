"""When does this breach, and why? A clock's way as a page shows it, each day with what counted of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.forms.moments import moment_typed
from tasuki.desk.refused import Refused, refused_by
from tasuki.desk.words import spoken, tongue, word
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid
from tasuki.playbooks.queries import in_force
from tasuki.playbooks.telling.people import person_called
from tasuki.playbooks.telling.values import within_told
from tasuki.rules import clock as rules
from tasuki.rules.clock.reckoning import KINDS, Day
from tasuki.rules.escalation import PASSED_ON, PassedOn
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_
from tasuki.sla.models import Clock
from tasuki.sla.queries import ClockView, clock_for, view_of
from tasuki.sla.reckoning import Reckoning, reckon, reckoning_of

DAYS_SHOWN = 62
PAUSES: Mapping[str, str] = {
    rules.PROSPECT_LATER_DATE: N_("The prospect proposed a later date"),
    rules.MANAGER_HOLD: N_("A manager holds it"),
}


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the way: its stretches on the calendar's clock, how long they are, how long so far, and why."""

    on: date
    kind: str
    stretches: str
    counted: str
    so_far: str
    because: str
    place: int | None


@dataclass(frozen=True, slots=True)
class MomentLine:
    """A warning, the breach or a rung: when it comes, whether it has come, and whom it reached."""

    said: str
    at: datetime
    is_over: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True)
class WayPanel:
    """The reckoning of one clock. ``further`` days are not shown, ``zone`` is the calendar's."""

    label: str
    sla: str
    within: str
    calendar: str
    zone: str
    playbook: str
    started_at: datetime
    due_at: datetime
    no_later_than: datetime | None
    moments: tuple[MomentLine, ...]
    pauses: tuple[tuple[datetime, datetime | None], ...]
    days: tuple[DayLine, ...]
    further: int
    total: str
    is_started: bool


@dataclass(frozen=True, slots=True)
class ClockPage:
    """A clock that was started: whose it is, how it stands, and its way."""

    row: Clock
    view: ClockView
    way: WayPanel
    may_pause: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class WhenPage:
    """The tester: a promise that is only imagined."""

    fields: tuple[Field, ...]
    way: WayPanel | None
    refused: Refused | None


def clock_page(
    clock_id: UUID, *, by: Actor, at: datetime, refused: Refused | None, typed: Mapping[str, str] | None
) -> ClockPage:
    """Raises Forbidden, NotFound."""
    row = clock_for(by, clock_id)
    way = _way(reckoning_of(row), fired=row.fired, reached=_reached(row))
    may = by.reach("clock.pause") is not None and row.stopped_at is None
    return ClockPage(row, view_of(row, at), way, may, told(retyped(_pausing(), typed), refused))


def _pausing() -> tuple[Field, ...]:
    reasons = [(reason, gettext(label)) for reason, label in PAUSES.items()]
    first = rules.PROSPECT_LATER_DATE
    return (
        Field("reason", gettext("Reason"), "choice", first, options(reasons, first, None), required=True),
        Field("evidence", gettext("Where they proposed it"), "area"),
    )


def when_page(asked: Mapping[str, str], *, by: Actor, at: datetime, zone: ZoneInfo) -> WhenPage:
    """Raises Forbidden."""
    ask_any(by, "playbook.read")
    book = in_force()
    fields = _fields(asked, book, at, zone)
    if "sla" not in asked:
        return WhenPage(fields, None, None)
    try:
        latest = asked.get("no_later_than", "")
        found = reckon(
            asked["sla"],
            moment_typed(asked.get("from", ""), zone, "/from"),
            by=by,
            at=at,
            calendar=asked.get("calendar", ""),
            no_later_than=moment_typed(latest, zone, "/no_later_than") if latest else None,
        )
    except Invalid as refusal:
        refused = refused_by(refusal)
        return WhenPage(told(fields, refused), None, refused)
    return WhenPage(fields, _way(found), None)


def _fields(asked: Mapping[str, str], book: Playbook, at: datetime, zone: ZoneInfo) -> tuple[Field, ...]:
    promises = [(one.id, f"{one.id} {spoken(one.label)}") for one in book.sla if not one.is_benchmark]
    calendars = [(one.key, one.key) for one in book.calendar]
    start = asked.get("from", "") or f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"
    sla, calendar = asked.get("sla", ""), asked.get("calendar", "")
    return (
        Field("sla", gettext("Promise"), "choice", sla, options(promises, sla, None), required=True),
        Field("from", gettext("Begins"), "moment", start, required=True),
        Field("calendar", gettext("Calendar"), "choice", calendar,
              options(calendars, calendar, gettext("The promise's own"))),
        Field("no_later_than", gettext("No later than"), "moment", asked.get("no_later_than", "")),
    )  # fmt: skip


def _way(found: Reckoning, fired: int | None = None, reached: Mapping[str, str] | None = None) -> WayPanel:
    zone, named = ZoneInfo(found.calendar.zone), found.holidays(tongue())
    lines = tuple(_line(day, named, zone) for day in found.days[:DAYS_SHOWN])
    return WayPanel(
        label=spoken(found.label),
        sla=found.sla,
        within=spoken(within_told(found.within)),
        calendar=found.calendar.key,
        zone=found.calendar.zone,
        playbook=found.playbook,
        started_at=found.clock.started_at,
        due_at=found.clock.due_at,
        no_later_than=found.clock.due_no_later_than,
        moments=tuple(_moments(found.clock, fired, reached or {})),
        pauses=tuple(_pauses(found.clock)),
        days=lines,
        further=len(found.days) - len(lines),
        total=_length(found.days[-1].so_far) if found.days else _length(timedelta()),
        is_started=fired is not None,
    )


def _line(day: Day, named: Mapping[date, str], zone: ZoneInfo) -> DayLine:
    clocks = [
        f"{begins.astimezone(zone):%H:%M}–{_end(ends.astimezone(zone))}" for begins, ends in day.stretches
    ]
    because = named.get(day.on, "") if day.kind == "holiday" else ""
    return DayLine(
        on=day.on,
        kind=str(day.kind),
        stretches=", ".join(clocks),
        counted=_length(day.counted) if day.counted else "",
        so_far=_length(day.so_far),
        because=because or word(day.kind, KINDS),
        place=day.place,
    )


def _end(at: datetime) -> str:
    return "24:00" if (at.hour, at.minute) == (0, 0) else f"{at:%H:%M}"


def _length(span: timedelta) -> str:
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    return f"{hours}:{minutes:02}"


def _moments(clock: rules.Clock, fired: int | None, reached: Mapping[str, str]) -> Iterator[MomentLine]:
    for place, one in enumerate(clock.moments):
        is_over = fired is not None and place < fired
        yield MomentLine(_called(one), one.at, is_over, reached.get(one.rung, "") if one.rung else "")


def _called(one: rules.Moment) -> str:
    if one.rung:
        return gettext("Goes up: %(rung)s") % {"rung": spoken(person_called(one.rung))}
    if one.is_breach:
        return gettext("Broken from then on")
    return gettext("Warned at %(share)s") % {"share": f"{one.level:.0%}"}


def _pauses(clock: rules.Clock) -> Iterator[tuple[datetime, datetime | None]]:
    yield from clock.pauses
    if clock.paused_at is not None:
        yield clock.paused_at, None


def _reached(row: Clock) -> Mapping[str, str]:
    """Whom each rung reached, or why it passed on, as the journal tells."""
    told_of = Event.objects.filter(subject_id=row.pk, code="sla.escalated").order_by("seq")
    climbed = [event.data for event in told_of]
    people = {str(one) for data in climbed if (one := data["person"])}
    names = {str(key): name for key, name in Person.objects.filter(pk__in=people).values_list("pk", "name")}
    return {
        data["rung"]: names.get(str(data["person"]), "")
        or (word(PassedOn(data["passed_on"]), PASSED_ON) if "passed_on" in data else "")
        for data in climbed
    }
