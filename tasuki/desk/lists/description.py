"""What a list is made of. `kinds` has one file per list, each of which says ``LIST = RecordList(…)``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet
from django.utils.safestring import SafeString

from tasuki.desk.forms.field import Field
from tasuki.platform.access.actor import Actor
from tasuki.rules.playbook import Playbook

Row = Mapping[str, Any]
Rows = QuerySet[Any]
Values = tuple[str, ...]
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """By whom, when and under which agreement a list is looked at.

    ``gathered`` holds what a list looks up once for all rows of a page: their clocks, their working days.
    """

    by: Actor
    at: datetime
    book: Playbook
    gathered: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``tell`` says its value as people read it, ``code`` as programs do, ``show`` draws it on the page.

    ``sheet`` says it as a spreadsheet reckons with it, where people's way of writing it would be mere text to one.
    ``reads`` are the columns of the table that it takes, ``needs`` the names of what has to be gathered.
    """

    key: str
    label: str
    reads: tuple[str, ...]
    tell: Callable[[Row, Seen], str]
    code: Callable[[Row, Seen], str]
    show: Callable[[Row, Seen], SafeString]
    order: str = ""
    css: str = ""
    is_usual: bool = True
    needs: tuple[str, ...] = ()
    sheet: Callable[[Row, Seen], str] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows with the column that places them among the others and the one that breaks ties; the key is the record's."""

    rows: Rows
    place: str
    key: str = "id"


@dataclass(frozen=True, slots=True)
class Order:
    """An order with an index behind it. ``with_place`` has the rows that have a place in it.

    ``without`` has those that have none, which come last in either direction; None where every row has one.
    ``is_descending`` says how the first click sorts. An order without an index is offered only where the filters leave
    few rows (``is_offered``); ``condition`` says when.
    """

    label: str
    with_place: Callable[[Rows], Placed]
    without: Callable[[Rows], Rows] | None = None
    is_descending: bool = False
    is_offered: Callable[[Mapping[str, Values]], bool] = lambda chosen: True
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What one may ask of a list. ``names`` stand in the address; ``field`` lays them out with what was asked.

    ``narrow`` takes what was asked, name by name. ``either`` is for questions that a row fits in one of several ways,
    each of which has an index of its own. ``parts`` are the values that divide the rows into groups.
    """

    key: str
    label: str
    names: tuple[str, ...]
    fields: Callable[[Mapping[str, Values], Seen], tuple[Field, ...]]
    narrow: Callable[[Rows, Mapping[str, Values], Seen], Rows] | None = None
    either: Callable[[Mapping[str, Values], Seen], Sequence[Q]] | None = None
    parts: Callable[[Seen], Sequence[Part]] | None = None
    is_usual: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A group of rows: the value that the filter has for it, its name, and its condition."""

    value: str
    label: str
    which: Q


@dataclass(frozen=True, slots=True)
class Chip:
    """A question that is asked often, one click away."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Something beneath the list that adds up all rows that are asked for: a template, and what fills it."""

    template: str
    of: Callable[[Rows, Seen], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes it and when, where they are, and which version of the record they have seen."""

    by: Actor
    at: datetime
    zone: ZoneInfo
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """``fields`` are the inputs with the record's present values, so that typing these again restores them.

    They are empty for no record, where many are changed at once.
    ``beside`` are what has to be said with the change, such as a reason. ``act`` carries it out and may refuse.
    """

    permission: str
    fields: Callable[[Any, Seen], tuple[Field, ...]]
    act: Callable[[UUID, Typed, Change], object]
    beside: Callable[[Seen], tuple[Field, ...]] = lambda seen: ()


Kept = Mapping[str, Any]
"""What an undo needs to know, as JSON."""


@dataclass(frozen=True, slots=True)
class Verb:
    """What can be done with many records at once, each through its own action.

    ``fields`` are asked once for all, ``each`` once for every record. ``act`` does it to one and returns what ``undo``
    needs to take it back; ``undo`` is None where nothing takes it back. Both may refuse. ``together`` does it to many
    in one go, where that is so much quicker that their number hardly matters, and returns to which; the others are
    left to ``act``.
    """

    key: str
    label: str
    permission: str
    fields: Callable[[Seen], tuple[Field, ...]]
    act: Callable[[UUID, Typed, Change], Kept]
    undo: Callable[[UUID, Kept, Typed, Change], object] | None = None
    undo_says: str = ""
    each: Callable[[Seen], tuple[Field, ...]] | None = None
    group: str = ""
    together: Callable[[Sequence[UUID], Change], Collection[UUID]] | None = None


@dataclass(frozen=True, slots=True)
class RecordList:
    """A list. The first column names the record and leads to it; it is always shown.

    ``rows`` has those that a person may see, and raises `Forbidden`; ``read`` adds what the columns take beyond the
    table's own. ``edits`` says of which columns the cells can be changed; a record is its ``owners``' for that.
    ``verbs`` are what can be done with many at once.
    ``usual_order`` is the one that nobody asked for, given the filters. ``kept`` are parameters of the address that
    belong to the page around the list; ``head`` is the template of what stands beside its title.
    """

    name: str
    title: str
    kind: Literal["lead", "opportunity", "account", "contact", "handoff", "campaign", "clock"]
    model: type[Model]
    rows: Callable[[Actor], Rows]
    columns: tuple[Column, ...]
    orders: Mapping[str, Order]
    usual_order: Callable[[Mapping[str, Values]], str]
    filters: tuple[Filter, ...]
    teaches: str
    chips: tuple[Chip, ...] = ()
    read: Callable[[Rows], Rows] = lambda rows: rows
    gather: Mapping[str, Callable[[Sequence[Row], Seen], Any]] = field(default_factory=dict)
    edits: Mapping[str, Edit] = field(default_factory=dict)
    owners: tuple[str, ...] = ()
    verbs: tuple[Verb, ...] = ()
    kept: tuple[str, ...] = ()
    head: str = ""
    totals: Totals | None = None

    def column(self, key: str) -> Column | None:
        return next((one for one in self.columns if one.key == key), None)

    def verb(self, key: str) -> Verb | None:
        return next((one for one in self.verbs if one.key == key), None)

    def filter(self, key: str) -> Filter | None:
        return next((one for one in self.filters if one.key == key), None)

    @property
    def groupings(self) -> tuple[Filter, ...]:
        return tuple(one for one in self.filters if one.parts is not None)
