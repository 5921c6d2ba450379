"""The page of a list: what was asked, the rows that answer it, and the ways to ask for something else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Option
from tasuki.desk.lists.asking import COLUMN, Asked, asked_of
from tasuki.desk.lists.choosing import chosen_rows, in_one
from tasuki.desk.lists.description import Column, RecordList, Row, Seen
from tasuki.desk.lists.editing import Editable
from tasuki.desk.lists.encodings import ENCODINGS
from tasuki.desk.lists.grouping import Group, groups_of
from tasuki.desk.lists.paging import read_rows, rows_of
from tasuki.desk.lists.saved import ALL, opened
from tasuki.desk.lists.views_bar import ViewsBar, views_bar
from tasuki.platform.access.actor import Actor
from tasuki.playbooks.queries import in_force

ROWS = 50


@dataclass(frozen=True, slots=True)
class Head:
    """A header of the table: whether a click sorts by it, and how it sorts now; ``hint`` says what that would take."""

    label: str
    css: str
    is_sortable: bool = False
    query: str = ""
    sorted: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is drawn."""

    id: UUID
    name: str
    cells: SafeString


@dataclass(frozen=True, slots=True)
class Link:
    """A way to ask for something else; ``is_here`` when this is what is asked for now."""

    label: str
    query: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column in the chooser, and the addresses that move it."""

    key: str
    label: str
    is_shown: bool
    is_fixed: bool
    sooner: str
    later: str


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """What this person can do with many records; ``label`` is empty for the verbs of their own."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    listed: RecordList
    asked: Asked
    seen: Seen
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    following: str
    preceding: str
    """The addresses of the pages beside this one; empty where there is none."""
    fields: tuple[Field, ...]
    more_fields: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...]
    """What the filter form carries along: the order, the columns, the grouping."""
    carried: tuple[tuple[str, str], ...]
    """What the chooser of columns carries along: all but the columns."""
    whole: tuple[tuple[str, str], ...]
    """Everything of the address, for a form that asks for the same in another shape."""
    everything: str
    """The address without a filter."""
    chips: tuple[Link, ...]
    orders: tuple[Link, ...]
    """The same as the headers, for screens that show no table."""
    groupings: tuple[Link, ...]
    groups: tuple[Group, ...]
    choices: tuple[ColumnChoice, ...]
    query: str
    views: ViewsBar
    verbs: tuple[VerbGroup, ...]
    totals: Sequence[Any]

    @property
    def title(self) -> str:
        return gettext(self.listed.title)

    @property
    def teaches(self) -> str:
        return gettext(self.listed.teaches)

    @property
    def encodings(self) -> tuple[tuple[str, str], ...]:
        return tuple((code, gettext(label)) for code, label in ENCODINGS.items())

    @property
    def is_more_open(self) -> bool:
        return any(field.value for field in self.more_fields)


def list_page(listed: RecordList, given: Mapping[str, Sequence[str]], *, by: Actor, at: datetime) -> ListPage:
    """What an address shows this person. Raises `Forbidden`, and `Invalid` for a cursor that is not one of ours."""
    named = opened(listed, given, by)
    asked = asked_of(listed, named.given)
    seen = Seen(by, at, in_force())
    columns = columns_of(asked)
    (rows, gathered), following = read_page(asked, seen, columns, ROWS)
    usual, more = _fields(asked, seen)
    return ListPage(
        listed=listed,
        asked=asked,
        seen=seen,
        heads=tuple(_head(column, asked) for column in columns),
        lines=lines_of(listed, columns, rows, gathered),
        following=asked.following(following),
        preceding=asked.preceding(),
        fields=usual,
        more_fields=more,
        hidden=_pairs(asked, but=[name for one in listed.filters for name in one.names]),
        carried=_pairs(asked, but=[COLUMN]),
        whole=_pairs(asked, but=()),
        everything=f"?{replace(asked, chosen={}, view=ALL).query()}",
        chips=_chips(asked),
        orders=_orders(asked),
        groupings=_groupings(asked),
        groups=groups_of(asked, seen),
        choices=_choices(asked),
        query=asked.query(),
        views=views_bar(asked, named.view, by),
        verbs=verbs_for(listed, by),
        totals=listed.totals.of(in_one(*chosen_rows(asked, seen)), seen) if listed.totals else (),
    )


def verbs_for(listed: RecordList, by: Actor) -> tuple[VerbGroup, ...]:
    allowed = [verb for verb in listed.verbs if by.reach(verb.permission) is not None]
    groups = dict.fromkeys(verb.group for verb in allowed)
    return tuple(
        VerbGroup(
            gettext(group) if group else "",
            tuple(Option(verb.key, gettext(verb.label)) for verb in allowed if verb.group == group),
        )
        for group in groups
    )


def columns_of(asked: Asked) -> tuple[Column, ...]:
    return tuple(column for key in asked.columns if (column := asked.listed.column(key)))


def read_page(
    asked: Asked, seen: Seen, columns: Sequence[Column], limit: int
) -> tuple[tuple[Sequence[Row], Seen], str]:
    """The rows of a page together with what their columns take from elsewhere, and the cursor of the next page."""
    found = rows_of(asked, seen, limit, names_of(asked.listed, columns, seen))
    return (found.rows, gathered_for(asked.listed, columns, found.rows, seen)), found.following


def names_of(listed: RecordList, columns: Sequence[Column], seen: Seen) -> list[str]:
    """What of the table these columns read, and who may change their cells."""
    names = dict.fromkeys(name for column in columns for name in column.reads if name != "id")
    return [*(names | dict.fromkeys(Editable(listed, seen.by).reads(columns)))]


def gathered_for(listed: RecordList, columns: Sequence[Column], rows: Sequence[Row], seen: Seen) -> Seen:
    needed = dict.fromkeys(name for column in columns for name in column.needs)
    return replace(seen, gathered={name: listed.gather[name](rows, seen) for name in needed})


def line_of(
    listed: RecordList, key: UUID, given: Mapping[str, Sequence[str]], *, by: Actor, at: datetime
) -> Line | None:
    """One row alone, with the columns of an address, whatever its filters say; None where they may not see it."""
    asked, seen = asked_of(listed, opened(listed, given, by).given), Seen(by, at, in_force())
    columns = columns_of(asked)
    if not listed.rows(by).filter(pk=key).exists():
        return None
    rows = read_rows(listed, [key], names_of(listed, columns, seen))
    return lines_of(listed, columns, rows, gathered_for(listed, columns, rows, seen))[0]


def records_named(listed: RecordList, keys: Sequence[UUID], seen: Seen) -> Mapping[UUID, SafeString]:
    """The records by name, each with its link, as far as this person may see them."""
    first = listed.columns[0]
    visible = set(listed.rows(seen.by).filter(pk__in=keys).values_list("pk", flat=True))
    rows = read_rows(listed, [key for key in keys if key in visible], names_of(listed, [first], seen))
    return {row["id"]: first.show(row, seen) for row in rows}


def lines_of(
    listed: RecordList, columns: Sequence[Column], rows: Sequence[Row], seen: Seen
) -> tuple[Line, ...]:
    """The rows drawn. They are put together here, since a template would take ten times as long for the many cells."""
    first, editable = columns[0], Editable(listed, seen.by)
    draws = [
        _draw(column, editable if column.key in editable.columns(columns) else None) for column in columns[1:]
    ]
    return tuple(
        Line(
            row["id"],
            first.tell(row, seen),
            SafeString(
                f'<td class="record">{first.show(row, seen)}</td>'
                + "".join(draw(row, seen) for draw in draws)
            ),
        )
        for row in rows
    )


def _draw(column: Column, editable: Editable | None) -> Callable[[Row, Seen], str]:
    """How a cell of the column is drawn; one that can be changed leads to its form."""
    css = f' class="{column.css}"' if column.css else ""
    label = escape(gettext(column.label))
    start = f'<td{css} data-label="{label}">'
    if editable is None:
        return lambda row, seen: f"{start}{column.show(row, seen)}</td>"
    change = escape(gettext("Change: %(column)s") % {"column": gettext(column.label)})
    place = reverse(editable.listed.name)

    def draw(row: Row, seen: Seen) -> str:
        if not editable.may(row, column.key):
            return f"{start}{column.show(row, seen)}</td>"
        href = f"{place}/{row['id']}/cells/{column.key}"
        return f'{start}<a class="cell" href="{href}" title="{change}">{column.show(row, seen)}</a></td>'

    return draw


def _head(column: Column, asked: Asked) -> Head:
    label, order = gettext(column.label), asked.listed.orders.get(column.order)
    if order is None:
        return Head(label, column.css)
    if not order.is_offered(asked.chosen):
        return Head(label, column.css, hint=gettext(order.condition))
    sorted_now = ("descending" if asked.is_descending else "ascending") if column.order == asked.order else ""
    return Head(label, column.css, True, asked.sorted_by(column.order).query(), sorted_now)


def _fields(asked: Asked, seen: Seen) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    usual = [
        field for one in asked.listed.filters if one.is_usual for field in one.fields(asked.chosen, seen)
    ]
    more = [
        field for one in asked.listed.filters if not one.is_usual for field in one.fields(asked.chosen, seen)
    ]
    return tuple(usual), tuple(more)


def _pairs(asked: Asked, but: Collection[str]) -> tuple[tuple[str, str], ...]:
    """What an address says of all this, but for some names that a form says itself."""
    return tuple((name, value) for name, value in parse_qsl(asked.query()) if name not in but)


def _chips(asked: Asked) -> tuple[Link, ...]:
    found = []
    for chip in asked.listed.chips:
        wanted = dict(parse_qsl(chip.query))
        is_here = all(asked.chosen.get(name) == (value,) for name, value in wanted.items())
        chosen = {name: values for name, values in asked.chosen.items() if name not in wanted}
        if not is_here:
            chosen |= {name: (value,) for name, value in wanted.items()}
        found.append(Link(gettext(chip.label), replace(asked, chosen=chosen, cursor="").query(), is_here))
    return tuple(found)


def _orders(asked: Asked) -> tuple[Link, ...]:
    found = []
    for key, order in asked.listed.orders.items():
        if order.is_offered(asked.chosen):
            is_here = asked.order == key
            mark = (" ↓" if asked.is_descending else " ↑") if is_here else ""
            found.append(Link(gettext(order.label) + mark, asked.sorted_by(key).query(), is_here))
    return tuple(found)


def _groupings(asked: Asked) -> tuple[Link, ...]:
    return tuple(
        Link(
            gettext(one.label),
            replace(asked, group="" if asked.group == one.key else one.key, cursor="").query(),
            asked.group == one.key,
        )
        for one in asked.listed.groupings
    )


def _choices(asked: Asked) -> tuple[ColumnChoice, ...]:
    """The columns that are shown, in their order, and then the others."""
    shown = list(asked.columns)
    others = [column.key for column in asked.listed.columns if column.key not in shown]
    return tuple(_choice(key, shown, asked) for key in (*shown, *others))


def _choice(key: str, shown: Sequence[str], asked: Asked) -> ColumnChoice:
    column = asked.listed.column(key)
    place = shown.index(key) if key in shown else -1
    return ColumnChoice(
        key=key,
        label=gettext(column.label) if column else key,
        is_shown=place >= 0,
        is_fixed=place == 0,
        sooner=_swapped(shown, place, place - 1, asked) if place > 1 else "",
        later=_swapped(shown, place, place + 1, asked) if 0 < place < len(shown) - 1 else "",
    )


def _swapped(shown: Sequence[str], here: int, there: int, asked: Asked) -> str:
    moved = list(shown)
    moved[here], moved[there] = moved[there], moved[here]
    return replace(asked, columns=tuple(moved), cursor="").query()
