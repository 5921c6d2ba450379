"""Reports on a page: filters, numbers that open their rows, and what each number means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options
from tasuki.desk.words import spoken, tongue, word
from tasuki.insight.asked import Asked
from tasuki.insight.behind import Known, known
from tasuki.insight.campaigns import campaign_words, latest_campaigns
from tasuki.insight.charts import LOOKS, Drawn, drawn
from tasuki.insight.dimensions import DIMENSIONS
from tasuki.insight.drill import rows_behind
from tasuki.insight.figures import beside, figure
from tasuki.insight.recalled import recalled
from tasuki.insight.registry import all_reports, report_named
from tasuki.insight.report import Report
from tasuki.insight.shapes import cell_query, group_written
from tasuki.insight.tables import Filled, Row
from tasuki.insight.words import Words
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person, Team
from tasuki.playbooks.queries import in_force
from tasuki.rules.labels import INDUSTRIES, SEGMENTS
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

FAMILIES: Mapping[str, str] = {
    "conversion": N_("Conversion"),
    "velocity": N_("Velocity"),
    "volume": N_("Volume"),
    "value": N_("Value in money"),
}
SPLITS_OFFERED = 2
LINES = 100
"""So many lines of a table are on a page, the largest; the sheet has them all."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it is read: its text, the list behind it, and how sure it is."""

    text: str
    href: str = ""
    beside: str = ""
    before: str = ""
    """The same number of the period before, where somebody compares."""


@dataclass(frozen=True, slots=True)
class Line:
    called: tuple[str, ...]
    cells: tuple[tuple[str, Shown], ...]
    """The column's label and its number."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is read. ``total`` stands last, and alone where nothing splits it."""

    label: str
    splits: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line
    cut_off: bool


@dataclass(frozen=True, slots=True)
class ReportPage:
    report: Report
    asked: Asked
    query: str
    filters: tuple[Field, ...]
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...]
    is_narrowed: bool
    chart: Drawn | None
    before: Asked | None
    """The period that is compared with, if any."""

    @property
    def looks(self) -> Mapping[str, Any]:
        """The chart with how it looks by day and by night, for the page's own script."""
        return {"spec": self.chart.spec if self.chart else None, "looks": LOOKS}


@dataclass(frozen=True, slots=True)
class RowsPage:
    """The list behind a number."""

    report: Report
    column: str
    said: tuple[tuple[str, str], ...]
    rows: tuple[Known, ...]
    following: str | None
    query: str
    back: str


def report_index(*, by: Actor) -> tuple[tuple[str, tuple[Report, ...]], ...]:
    """Every report by family. Raises Forbidden."""
    ask_any(by, "report.read")
    return tuple(
        (word(family, FAMILIES), tuple(one for one in all_reports().values() if one.family == family))
        for family in FAMILIES
    )


def report_page(name: str, words: Mapping[str, str], *, by: Actor, at: datetime) -> ReportPage:
    """Raises Forbidden, NotFound, Invalid."""
    report, book = report_named(name), in_force()
    asked = report.asked(_with_splits(words), book, by=by, at=at)
    found = recalled(report, asked, book, most=LINES)
    before = recalled(report, asked.before(), book) if words.get("compare") else None
    spell = Words(found.tables, book, tongue())
    lists = f"{reverse('report_rows', args=[report.key])}?{found.asked.query()}"
    return ReportPage(
        report=report,
        asked=found.asked,
        query=asked.query(),
        filters=_filters(report, asked, book),
        sheets=tuple(
            _sheet(one, lists, spell, before.tables[place] if before else None)
            for place, one in enumerate(found.tables)
        ),
        notes=tuple(spoken(note) for note in found.notes),
        is_narrowed=bool(asked.only or asked.by),
        chart=drawn(found, book, tongue()),
        before=before.asked if before else None,
    )


def _with_splits(words: Mapping[str, str]) -> dict[str, str]:
    """The form sends one field for each split."""
    chosen = [words.get(f"by_{place}", "") for place in range(SPLITS_OFFERED)]
    splits = words.get("by", "") or ",".join(one for one in chosen if one)
    return {**{key: words[key] for key in words}, "by": splits}


def _sheet(table: Filled, lists: str, spell: Words, before: Filled | None) -> Sheet:
    """``lists`` is where the lists of all its numbers are."""
    return Sheet(
        label=gettext(table.table.label),
        splits=tuple(gettext(one.label) for one in table.splits),
        columns=tuple(gettext(one.label) for one in table.table.columns),
        lines=tuple(
            Line(spell.group(table, row.group), _cells(row, table, lists, group_written(row)))
            for row in table.rows
        ),
        total=Line((), _cells(table.total, table, lists, None, before)),
        cut_off=table.cut_off,
    )


def _cells(
    row: Row, table: Filled, lists: str, group: list[str] | None, before: Filled | None = None
) -> tuple[tuple[str, Shown], ...]:
    cells = []
    for one in table.table.columns:
        cell = row.cells[one.key]
        href = f"{lists}&{cell_query(table, one, group)}" if cell.opens else ""
        then = figure(before.total.cells[one.key], one, tongue()) if before and one.kind != "text" else ""
        shown = Shown(figure(cell, one, tongue()), href, beside(cell, one, tongue()), then)
        cells.append((gettext(one.label), shown))
    return tuple(cells)


def _filters(report: Report, asked: Asked, book: Playbook) -> tuple[Field, ...]:
    every = gettext("All")
    offered = {key: gettext(DIMENSIONS[key].label) for key in report.by}
    splits = [
        Field(
            f"by_{place}",
            gettext("Split by") if place == 0 else gettext("and by"),
            "choice",
            chosen := asked.by[place] if place < len(asked.by) else "",
            options(offered.items(), chosen, gettext("(nothing)")),
        )
        for place in range(SPLITS_OFFERED)
    ]
    narrowing = [
        Field(
            key,
            gettext(DIMENSIONS[key].label),
            "choice",
            chosen := asked.only.get(key, ""),
            options(pairs, chosen, every),
        )
        for key, pairs in _choices(book).items()
        if key in (*report.by, *report.narrows)
    ]
    days_asked = [
        Field("from", gettext("From (included)"), "date", str(asked.since)),
        Field("to", gettext("To (included)"), "date", str(asked.until)),
    ]
    return (*days_asked, *splits, *narrowing)


def _choices(book: Playbook) -> dict[str, list[tuple[str, str]]]:
    people = {role: _people(role) for role in (Role.SDR, Role.AE)}
    return {
        "source": [(one.key, spoken(one.label)) for one in book.source],
        "segment": [(key, word(key, SEGMENTS)) for key in SEGMENTS],
        "industry": [(key, word(key, INDUSTRIES)) for key in INDUSTRIES],
        "team": [(name, name) for name in Team.objects.order_by("name").values_list("name", flat=True)],
        "sdr": people[Role.SDR],
        "ae": people[Role.AE],
        **{key: [(one, one) for one in campaign_words(key)] for key in ("message", "offer", "audience")},
        "campaign": [(str(key), name) for key, name in latest_campaigns()],
        "origin": [("native", gettext("our own process")), ("import", gettext("imported history"))],
    }


def _people(role: Role) -> list[tuple[str, str]]:
    rows = Person.objects.with_role(role).order_by("name").values_list("pk", "name")
    return [(str(key), name) for key, name in rows]


def rows_page(name: str, words: Any, *, by: Actor, at: datetime) -> RowsPage:
    """The records behind a number; ``words`` is the address's QueryDict. Raises Forbidden, NotFound, Invalid."""
    report, book = report_named(name), in_force()
    asked = report.asked(words, book, by=by, at=at)
    table = report.table(words.get("table", ""), book)
    group = words.getlist("group") or None
    behind = rows_behind(table, words.get("column", ""), group, asked, cursor=words.get("cursor", ""))
    column = table.column(words.get("column", ""))
    return RowsPage(
        report=report,
        column=gettext(column.label) if column else "",
        said=_said(table.splits(asked), group, book),
        rows=known(behind, book, tongue()),
        following=behind.following,
        query=_without_cursor(words),
        back=f"{reverse('report', args=[name])}?{asked.query()}",
    )


def _said(splits: Any, group: list[str] | None, book: Playbook) -> tuple[tuple[str, str], ...]:
    spell = Words((), book, tongue())
    return tuple(
        (gettext(split.label), spell.written(split, value))
        for split, value in zip(splits, group or (), strict=False)
    )


def _without_cursor(words: Any) -> str:
    kept = words.copy()
    kept.pop("cursor", None)
    return str(kept.urlencode())
