"""Which rows a number is about: the population of a table, in a period, narrowed, as far as a person may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from tasuki.insight.asked import NOBODY, Asked
from tasuki.insight.dimensions import DIMENSIONS, IDS, Dimension
from tasuki.insight.facts import Facts
from tasuki.platform.refusals import invalid
from tasuki.rules.wording import N_


@dataclass(frozen=True, slots=True)
class Once:
    """A number that is worked out once and stands beside every row as ``table.column``."""

    table: str
    column: str
    sql: str

    def joined(self, value: str) -> str:
        return f"CROSS JOIN (SELECT {value} AS {self.column} OFFSET 0) {self.table}"


@dataclass(frozen=True, slots=True)
class Cut:
    """A population. ``moment`` puts a row into the period; without one, the columns' conditions name the period.

    A row also fulfils one of the conditions ``either``, if there are any: each names rows that an index finds.
    ``beside`` is worked out once for all rows; ``along`` joins what is worked out once for each, however many columns
    ask for it (OFFSET 0 keeps it so).
    """

    facts: Facts
    moment: str = ""
    among: str = "TRUE"
    beside: Once | None = None
    along: str = ""
    either: tuple[str, ...] = ()

    def parts(self) -> tuple[Cut, ...]:
        """The population in parts that share no row: for each condition the rows of which none before it is true."""
        if not self.either:
            return (self,)
        return tuple(
            replace(
                self,
                either=(),
                among=" AND ".join([f"({self.among})", f"({one})", *_none_of(self.either[:place])]),
            )
            for place, one in enumerate(self.either)
        )


def _none_of(conditions: Iterable[str]) -> Iterable[str]:
    return (f"({one}) IS NOT TRUE" for one in conditions)


def placed(dimension: Dimension, cut: Cut) -> str:
    """The dimension's expression on this cut; a period is one of its moment, and a text that nobody wrote is empty, so
    that what has none stands on one line and opens one list."""
    if cut.moment and dimension.key in _STEPS:
        return _period_inside(dimension.key, cut.moment)
    sql = dimension.sql.replace("{moment}", cut.moment or cut.facts.begins)
    return sql if dimension.kind in _READ else f"coalesce({sql}, '')"


_STEPS = {"week": "7 days", "month": "1 month", "quarter": "3 months"}


def _period_inside(key: str, moment: str) -> str:
    """The week, month or quarter of a moment inside the period asked for: where it stands among the beginnings of them
    all, which are worked out once. To ask the calendar of a million moments takes twice as long."""
    begins = (
        f"generate_series(date_trunc('{key}', %(start)s AT TIME ZONE %(zone)s), "
        f"%(end)s AT TIME ZONE %(zone)s, interval '{_STEPS[key]}') began"
    )
    place = f"width_bucket(f.{moment}, ARRAY(SELECT began AT TIME ZONE %(zone)s FROM {begins}))"
    return f"(ARRAY(SELECT began::date FROM {begins}))[{place}]"


def joins_of(dimensions: Iterable[Dimension]) -> str:
    return " ".join(dict.fromkeys(one.join for one in dimensions if one.join))


def where(cut: Cut, asked: Asked) -> str:
    """The condition on a fact row ``f``; its parameters are `Asked.parameters`. The period comes first: most rows are
    outside, and a comparison tells."""
    within = f"f.{cut.moment} >= %(start)s AND f.{cut.moment} < %(end)s"
    parts = [within, f"({cut.among})"] if cut.moment else [f"({cut.among})"]
    if cut.either:
        parts.append(f"({' OR '.join(f'({one})' for one in cut.either)})")
    parts += [_only(DIMENSIONS[key], value) for key, value in asked.only.items()]
    if asked.seen.people is not None:
        parts.append(_visible(cut.facts.owners, asked.seen.nobodys))
    return " AND ".join(parts)


def _only(dimension: Dimension, value: str) -> str:
    """Narrowed to one value; where another table is asked, by a row of it, so that every statement can carry it."""
    condition = _equals(dimension, f"only_{dimension.key}", value)
    if not dimension.join:
        return condition
    return f"EXISTS (SELECT 1 FROM (SELECT f.*) f {dimension.join} WHERE {condition})"


def _equals(dimension: Dimension, parameter: str, value: str) -> str:
    is_id = dimension.kind in IDS
    if value == NOBODY:
        return f"{dimension.sql} IS NULL" if is_id else f"coalesce({dimension.sql}, '') = ''"
    return f"{dimension.sql} = %({parameter})s{'::uuid' if is_id else ''}"


def in_group(splits: Sequence[Dimension], group: Sequence[str], cut: Cut) -> tuple[str, dict[str, object]]:
    """The condition for standing in one group of a table, and its parameters; "" is no value. Raises Invalid."""
    parts, parameters = ["TRUE"], dict[str, object]()
    for place, (one, written) in enumerate(zip(splits, group, strict=True)):
        reads, kind = _READ.get(one.kind, (str, "text"))
        try:
            parameters[f"group_{place}"] = reads(written) if written or reads is str else None
        except ValueError:
            raise invalid(
                "/group", N_("“%(value)s” is no value of “%(by)s”."), value=written, by=one.key
            ) from None
        parts.append(f"{placed(one, cut)} IS NOT DISTINCT FROM %(group_{place})s::{kind}")
    return " AND ".join(parts), parameters


_READ: Mapping[str, tuple[Callable[[str], object], str]] = {
    "period": (date.fromisoformat, "date"),
    **dict.fromkeys(IDS, (UUID, "uuid")),
}
"""How a value in an address is read, and its type."""


def _visible(owners: Sequence[str], nobodys: bool) -> str:
    if not owners:
        return "FALSE"  # nobody's own, such as what a campaign cost: for those who see everything
    mine = [f"f.{name} = ANY(%(people)s::uuid[])" for name in owners]
    if nobodys:
        mine.append(" AND ".join(f"f.{name} IS NULL" for name in owners))
    return f"({' OR '.join(f'({one})' for one in mine)})"
