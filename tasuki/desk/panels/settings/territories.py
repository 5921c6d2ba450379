"""Who covers which territory, segment, industry or skill, against what the latest leads ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Option, options, retyped, told
from tasuki.desk.panels.people import choices
from tasuki.desk.panels.settings.drafting import Way, where_to_change
from tasuki.desk.refused import Refused
from tasuki.desk.words import segment_word, spoken, word
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person
from tasuki.playbooks.queries import in_force
from tasuki.rules.coverage import DIMENSIONS, Covered, Dimension, Side, coverage
from tasuki.rules.labels import INDUSTRIES, SEGMENTS
from tasuki.rules.playbook import Route
from tasuki.rules.routing import WORDED
from tasuki.rules.wording import N_
from tasuki.stages.routing.asked import LOOKED_AT, asked_for
from tasuki.stages.routing.candidates import candidates

NAMES: Mapping[Dimension, str] = {
    "territories": N_("Territories"),
    "segments": N_("Segments"),
    "industries": N_("Industries"),
    "skills": N_("Skills"),
}
STRATEGIES: Mapping[Dimension, str] = {
    "territories": "territory",
    "segments": "segment",
    "industries": "industry",
    "skills": "skill",
}
GIVEN: Mapping[Dimension, str] = {
    "territories": N_("Territory"),
    "segments": N_("Segment"),
    "industries": N_("Industry"),
    "skills": N_("Skill"),
}
CODED: Mapping[Dimension, Mapping[str, str]] = {"segments": SEGMENTS, "industries": INDUSTRIES}
"""What comes from a list of the product, not from how a company calls it."""
STANDINGS: Mapping[str, str] = {
    "gap": N_("nobody"),
    "nobody_free": N_("nobody free"),
    "one": N_("one person"),
    "shared": N_("take turns"),
}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who covers a value; ``why_not`` says why they take no turn now."""

    handle: str
    name: str
    why_not: str


@dataclass(frozen=True, slots=True)
class SideShown:
    standing: str
    said: str
    people: tuple[Who, ...]


@dataclass(frozen=True, slots=True)
class Row:
    value: str
    leads: int
    has_gap: bool
    sides: tuple[SideShown, SideShown]


@dataclass(frozen=True, slots=True)
class TerritoriesPage:
    dimension: str
    dimensions: tuple[tuple[str, str, bool], ...]
    rows: tuple[Row, ...]
    routes: tuple[Route, ...]
    looked_at: int
    gaps: int
    give: tuple[Field, ...]
    """To give a value to somebody; empty for who may not."""
    change: Way | None


def territories_page(
    asked: Mapping[str, str],
    *,
    by: Actor,
    at: datetime,
    refused: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> TerritoriesPage:
    """Raises `Forbidden`."""
    ask_any(by, "person.read")
    dimension = next((one for one in DIMENSIONS if one == asked.get("of")), DIMENSIONS[0])
    book = in_force()
    pools = {run: candidates(run, book, at).people for run in ("sdr", "ae")}
    found = coverage(dimension, {"sdr": pools["sdr"], "ae": pools["ae"]}, asked_for(dimension), at)
    names = dict(Person.objects.active().values_list("handle", "name"))
    return TerritoriesPage(
        dimension=dimension,
        dimensions=tuple((one, gettext(NAMES[one]), one == dimension) for one in DIMENSIONS),
        rows=tuple(_row(one, dimension, names) for one in found),
        routes=tuple(route for route in book.route if route.to == STRATEGIES[dimension]),
        looked_at=LOOKED_AT,
        gaps=sum(one.has_gap for one in found),
        give=told(retyped(_give(dimension, found), typed), refused) if by.reach("person.edit") else (),
        change=where_to_change("route", by),
    )


def _give(dimension: Dimension, found: Iterable[Covered]) -> tuple[Field, ...]:
    """A known value is chosen; of territories and skills a new one can be typed. What nobody covers comes first."""
    label, people = gettext(GIVEN[dimension]), choices(Role.SDR, Role.AE)
    known = CODED.get(dimension)
    if known is None:
        values = sorted(found, key=lambda one: not one.has_gap)
        value = Field(
            "value", label, options=tuple(Option(one.value, one.value) for one in values), required=True
        )
    else:
        pairs = [(code, _value_word(code, dimension)) for code in known]
        value = Field("value", label, "choice", options=options(pairs, "", gettext("Choose")), required=True)
    return (
        value,
        Field("person", gettext("To whom"), "choice", options=options(people, "", None), required=True),
    )


def _row(one: Covered, dimension: Dimension, names: Mapping[str, str]) -> Row:
    return Row(
        _value_word(one.value, dimension),
        one.leads,
        one.has_gap,
        (_side(one.sdr, names), _side(one.ae, names)),
    )


def _value_word(value: str, dimension: Dimension) -> str:
    if dimension == "segments":
        return segment_word(value)
    return word(value, INDUSTRIES) if dimension == "industries" else value


def _side(side: Side, names: Mapping[str, str]) -> SideShown:
    people = tuple(
        Who(
            cover.person,
            names.get(cover.person, cover.person),
            spoken(WORDED[cover.why_not]) if cover.why_not else "",
        )
        for cover in side.covers
    )
    return SideShown(side.standing.value, gettext(STANDINGS[side.standing.value]), people)
