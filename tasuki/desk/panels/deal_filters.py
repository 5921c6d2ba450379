"""Which opportunities a board or a list shows: the filters of the address, and their fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from babel.dates import format_skeleton
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options
from tasuki.desk.panels.people import choices
from tasuki.desk.words import spoken, tongue, word
from tasuki.platform.access.roles import Role
from tasuki.platform.sql import run
from tasuki.rules.labels import SEGMENTS
from tasuki.rules.playbook import Playbook
from tasuki.stages.pipeline.board import Which

NAMES = ("q", "owner", "team", "source", "segment", "closes")
TEAMS = "SELECT name FROM people_team ORDER BY name"
MONTHS_BACK, MONTHS_AHEAD = 2, 12


def which_of(asked: Mapping[str, str]) -> Which:
    """What the address asks for; a month that cannot be read asks for nothing."""
    typed = _typed(asked)
    return Which(
        owner=typed["owner"],
        team=typed["team"],
        source=typed["source"],
        segment=typed["segment"],
        closes_in=month_typed(typed["closes"]),
        text=typed["q"],
    )


def query_of(asked: Mapping[str, str], *more: str) -> str:
    """The filters as they stand in an address, without the empty ones."""
    return urlencode({name: asked[name].strip() for name in (*NAMES, *more) if asked.get(name, "").strip()})


def filter_fields(asked: Mapping[str, str], book: Playbook, today: date) -> tuple[Field, ...]:
    typed, every = _typed(asked), gettext("All")
    people = [("me", gettext("Mine")), *choices(Role.AE)]
    teams = [(name, name) for (name,) in run(TEAMS)]
    sources = [(source.key, spoken(source.label)) for source in book.source]
    segments = [(key, word(key, SEGMENTS)) for key in SEGMENTS]
    return (
        Field("q", gettext("Name"), value=typed["q"]),
        Field("owner", gettext("Owner"), "choice", typed["owner"], options(people, typed["owner"], every)),
        Field("team", gettext("Team"), "choice", typed["team"], options(teams, typed["team"], every)),
        Field("source", gettext("Source"), "choice", typed["source"], options(sources, typed["source"], every)),
        Field(
            "segment", gettext("Segment"), "choice", typed["segment"],
            options(segments, typed["segment"], every),
        ),
        Field(
            "closes", gettext("Closes in"), "choice", typed["closes"],
            options(month_choices(today), typed["closes"], every),
        ),
    )  # fmt: skip


def month_choices(today: date) -> list[tuple[str, str]]:
    """The months in which people ask what closes, as addresses and as people write them."""
    return [(f"{month:%Y-%m}", month_word(month)) for month in _months_around(today)]


def month_word(month: date) -> str:
    return str(format_skeleton("yMMMM", month, locale=tongue()))


def _typed(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: asked.get(name, "").strip() for name in NAMES}


def month_typed(text: str) -> date | None:
    """The first day of the month that an address names; None for what is none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _months_around(today: date) -> list[date]:
    number = today.year * 12 + today.month - 1
    return [date((number + n) // 12, (number + n) % 12 + 1, 1) for n in range(-MONTHS_BACK, MONTHS_AHEAD + 1)]
