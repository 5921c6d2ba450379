"""What an address asks of a list, and the addresses that ask for something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from tasuki.desk.lists.description import RecordList, Values

SORT, COLUMN, GROUP, CURSOR, VIEW, ID = "sort", "col", "group", "cursor", "view", "id"
LONGEST = 400
"""Of what somebody types, so much is looked for."""
PAGES_BACK = 40
"""So many pages one can go back, one by one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a list; of what the address does not say, the usual. ``chosen`` holds the filters' values."""

    listed: RecordList
    chosen: Mapping[str, Values]
    order: str
    is_descending: bool
    columns: Values
    group: str = ""
    cursor: str = ""
    trail: Values = ()
    """The cursors of the pages on the way to this one, without the first, which has none."""
    view: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    ids: Values = ()
    """Only these records, as they were ticked."""

    @property
    def is_filtered(self) -> bool:
        return bool(self.chosen)

    @property
    def sort(self) -> str:
        return f"-{self.order}" if self.is_descending else self.order

    def query(self) -> str:
        """All of it but the page, as it stands in an address; what is usual is left out.

        Beside a view the order is always said: an address that says nothing but a view stands for what the view says.
        """
        parts: list[tuple[str, str]] = [*self.kept.items()]
        if self.view:
            parts.append((VIEW, self.view))
        parts += [(name, value) for name, values in self.chosen.items() for value in values]
        if self.view or self.sort != self.listed.usual_order(self.chosen):
            parts.append((SORT, self.sort))
        if self.columns != usual_columns(self.listed):
            parts += [(COLUMN, key) for key in self.columns]
        if self.group:
            parts.append((GROUP, self.group))
        return urlencode(parts)

    def following(self, cursor: str) -> str:
        """The address of the next page, which begins at ``cursor`` and knows the way back; empty without one."""
        way = (*self.trail, self.cursor, cursor) if self.cursor else (cursor,)
        return self._page(way[-PAGES_BACK:]) if cursor else ""

    def preceding(self) -> str:
        """The address of the page before; empty on the first."""
        return self._page(self.trail) if self.cursor else ""

    def _page(self, cursors: Values) -> str:
        here = [self.query()] if self.query() else []
        return "?" + "&".join([*here, *(urlencode({CURSOR: cursor}) for cursor in cursors)])

    def sorted_by(self, order: str) -> Asked:
        """What a click on a header asks for: this order, or the other way round."""
        if order == self.order:
            return replace(self, is_descending=not self.is_descending, cursor="")
        return replace(self, order=order, is_descending=self.listed.orders[order].is_descending, cursor="")

    def with_chosen(self, name: str, *values: str) -> Asked:
        chosen = {other: found for other, found in self.chosen.items() if other != name}
        return replace(self, chosen={**chosen, name: values} if values else chosen, cursor="")


def asked_of(listed: RecordList, given: Mapping[str, Iterable[str]]) -> Asked:
    """Read an address. What a list does not know is passed over, so that an old link still opens it."""
    told = {name: _cleaned(values) for name, values in given.items()}
    chosen = {name: told[name] for name in _filters_of(listed) if told.get(name)}
    order, descending = _order(listed, chosen, _first(told, SORT))
    known = {column.key for column in listed.columns}
    columns = tuple(dict.fromkeys(key for key in told.get(COLUMN, ()) if key in known))
    group, cursors = _first(told, GROUP), told.get(CURSOR, ())
    return Asked(
        listed=listed,
        chosen=chosen,
        order=order,
        is_descending=descending,
        columns=_led(listed, columns) if columns else usual_columns(listed),
        group=group if group in [one.key for one in listed.groupings] else "",
        cursor=cursors[-1] if cursors else "",
        trail=cursors[:-1],
        view=_first(told, VIEW),
        ids=told.get(ID, ()),
        kept={name: _first(told, name) for name in listed.kept if told.get(name)},
    )


def parameters_of(listed: RecordList) -> Values:
    """All that an address can ask of this list."""
    return (*_filters_of(listed), SORT, COLUMN, GROUP, CURSOR, VIEW, ID, *listed.kept)


def usual_columns(listed: RecordList) -> Values:
    return tuple(column.key for column in listed.columns if column.is_usual)


def lists_of(query: Any) -> dict[str, list[str]]:
    """A QueryDict as plain lists."""
    return {name: list(values) for name, values in query.lists()}


def _filters_of(listed: RecordList) -> Values:
    return tuple(name for one in listed.filters for name in one.names)


def _led(listed: RecordList, columns: Values) -> Values:
    """The column that names the record leads."""
    first = listed.columns[0].key
    return (first, *(key for key in columns if key != first))


def _order(listed: RecordList, chosen: Mapping[str, Values], sort: str) -> tuple[str, bool]:
    order = listed.orders.get(sort.removeprefix("-"))
    wanted = sort if order is not None and order.is_offered(chosen) else listed.usual_order(chosen)
    return wanted.removeprefix("-"), wanted.startswith("-")


def _cleaned(values: Iterable[str]) -> Values:
    return tuple(dict.fromkeys(text for value in values if (text := value.strip()[:LONGEST])))


def _first(told: Mapping[str, Values], name: str) -> str:
    return next(iter(told.get(name, ())), "")
