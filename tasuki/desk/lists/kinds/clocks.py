"""Running promises: what is owed, by whom, and how much time is left; what is overdue stands first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from html import escape
from uuid import UUID

from django.db.models import F, Q
from django.urls import reverse
from django.utils.safestring import SafeString

from tasuki.desk.lists import columns, filters, orders
from tasuki.desk.lists.description import Chip, Column, RecordList, Row, Rows, Seen
from tasuki.desk.lists.naming import teams
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.access.roles import Role
from tasuki.playbooks.telling.people import person_called
from tasuki.rules.labels import record_called
from tasuki.rules.wording import N_
from tasuki.sla.models import Clock
from tasuki.sla.queries import OWNERS, ClockView, view_of

SOON = timedelta(days=1)
OWING = (Role.SDR, Role.AE, Role.MANAGER, Role.REVOPS, Role.ADMIN)


def _rows(by: Actor) -> Rows:
    ask_any(by, "clock.read")
    return visible(Clock.objects.filter(stopped_at=None), by, "clock.read", *OWNERS)


def _views(rows: Sequence[Row], seen: Seen) -> Mapping[UUID, ClockView]:
    found = Clock.objects.filter(pk__in=[row["id"] for row in rows])
    return {row.pk: view_of(row, seen.at) for row in found}


def _about() -> Column:
    """The lead, or whatever else the promise is about, with a link to the clock's own page."""

    def tell(row: Row, seen: Seen) -> str:
        lead = row["lead__company_name"] or row["lead__name"]
        return str(lead or spoken(record_called(row["subject"])))

    def show(row: Row, seen: Seen) -> SafeString:
        beside = row["lead__name"] if row["lead__company_name"] and row["lead__name"] else ""
        link = (
            f'<a href="{reverse("clock", args=[row["id"]])}"><strong>{escape(tell(row, seen))}</strong></a>'
        )
        return SafeString(f'{link}<br><span class="quiet">{escape(beside)}</span>' if beside else link)

    reads = ("lead__company_name", "lead__name", "subject")
    return Column("about", N_("About"), reads, tell, tell, show)


def _rung() -> Column:
    """How far it has climbed; nothing before its breach."""

    def code(row: Row, seen: Seen) -> str:
        climbed = row["fired"] - len(row["warn_levels"]) - 1
        return str(row["rungs"][climbed - 1]) if climbed > 0 else ""

    def tell(row: Row, seen: Seen) -> str:
        rung = code(row, seen)
        return spoken(person_called(rung)) if rung else ""

    def show(row: Row, seen: Seen) -> SafeString:
        said = tell(row, seen)
        return SafeString(escape(said)) if said else columns.NOTHING

    return Column("rung", N_("Climbed to"), ("fired", "warn_levels", "rungs"), tell, code, show)


def _promises(seen: Seen) -> Sequence[tuple[str, str]]:
    return [(one.id, f"{one.id} {spoken(one.label)}") for one in seen.book.sla if not one.is_benchmark]


def _is_running(seen: Seen) -> Q:
    return Q(paused_at=None)


LIST = RecordList(
    name="clocks",
    title=N_("Promises"),
    kind="clock",
    model=Clock,
    rows=_rows,
    teaches=N_("No promise is running. Clocks start with leads, handoffs and meetings."),
    usual_order=lambda chosen: "due",
    orders={"due": orders.by(N_("Due"), "due_at")},
    columns=(
        _about(),
        columns.due("due", N_("Due"), of="id", order="due"),
        columns.person("owner", N_("Owner")),
        columns.word("role", N_("Role"), lambda code, book: spoken(person_called(code)), "owner_role"),
        _rung(),
        columns.moment("started", N_("Started"), "started_at"),
        columns.moment("due_at", N_("Breaks after")),
        columns.moment("paused", N_("On pause since"), "paused_at", is_usual=False),
        columns.state("lead__state", N_("State"), is_usual=False),
        columns.text("playbook", N_("Playbook"), is_usual=False),
    ),
    filters=(
        filters.choice("sla", N_("Promise"), _promises, groups=True),
        filters.owner("owner", N_("Owner"), "owner", *OWING, permission="clock.read"),
        filters.one_of(
            "standing",
            N_("How it stands"),
            {
                "overdue": (N_("overdue"), lambda seen: Q(due_at__lt=seen.at) & _is_running(seen)),
                "soon": (
                    N_("due within a day"),
                    lambda seen: Q(due_at__gte=seen.at, due_at__lt=seen.at + SOON) & _is_running(seen),
                ),
                "warned": (N_("warned"), lambda seen: Q(due_at__gte=seen.at, fired__gt=0)),
                "paused": (N_("on pause"), lambda seen: Q(paused_at__isnull=False)),
                "climbed": (N_("has climbed"), lambda seen: Q(fired__gt=F("warn_levels__len") + 1)),
            },
            is_usual=True,
        ),
        filters.team("team", N_("Team"), teams, "owner"),
    ),
    chips=(
        Chip(N_("Mine"), "owner=me"),
        Chip(N_("overdue"), "standing=overdue"),
        Chip(N_("due within a day"), "standing=soon"),
        Chip(N_("has climbed"), "standing=climbed"),
    ),
    gather={columns.CLOCKS: _views},
    head="desk/clocks_head.html",
)
