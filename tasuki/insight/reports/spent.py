"""What campaigns cost in a period: conditions on a campaign's row ``f``, and numbers made of it.

A campaign's money is spread evenly over its days, so that a period bears its part; one without a last day runs on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from tasuki.insight.columns import Cell, Told, Total, Worked
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import CAMPAIGNS
from tasuki.insight.reports.populations import TODAY
from tasuki.rules.amounts import range_told
from tasuki.rules.benchmarks import ENOUGH
from tasuki.rules.playbook import Playbook
from tasuki.rules.spending import cost_of_each, in_cents, return_on, yield_of
from tasuki.rules.statistics import Interval
from tasuki.rules.wording import N_, Sentence

_SINCE = "(%(start)s AT TIME ZONE %(zone)s)::date"
_UNTIL = "((%(end)s AT TIME ZONE %(zone)s)::date - 1)"
_LAST = f"greatest(coalesce(f.ends_on, {TODAY}), f.starts_on)"
_SHARED = f"(least({_LAST}, {_UNTIL}) - greatest(f.starts_on, {_SINCE}) + 1)"

IN_PERIOD = Cut(CAMPAIGNS, among=f"f.spend IS NOT NULL AND f.starts_on <= {_UNTIL} AND {_LAST} >= {_SINCE}")
"""Campaigns whose days and money are known and fall into the period in part at least."""
COMING = Cut(CAMPAIGNS, among=f"f.spend IS NOT NULL AND f.starts_on > {TODAY}")
"""Campaigns that have not begun."""
UNDATED = Cut(CAMPAIGNS, among="f.spend IS NOT NULL AND f.starts_on IS NULL")
SPENT = Total(
    "spent", N_("Spent"), of=f"round(f.spend * {_SHARED} / ({_LAST} - f.starts_on + 1), 2)::numeric(20, 2)"
)
"""Of `IN_PERIOD`: its part of each campaign's money."""


def cost(key: str, label: str, of: str) -> Worked:
    """What one of column ``of`` cost, currency by currency."""

    def work(cells: Mapping[str, Cell]) -> Cell:
        number = cells[of].value or 0
        each = {unit: cost_of_each(spent, number) for unit, spent in _money(cells["spent"]).items()}
        return Cell({unit: amount for unit, amount in each.items() if amount is not None} or None)

    return Worked(key, label, "money", work)


def average(key: str, label: str, of: str) -> Worked:
    """The mean of the amounts of column ``of``, of one currency."""

    def work(cells: Mapping[str, Cell]) -> Cell:
        amounts, number = _money(cells[of]), cells[of].whole or 0
        if len(amounts) != 1 or not number:
            return Cell(None)  # how many there are of each currency is not known here
        (unit, amount) = next(iter(amounts.items()))
        return Cell({unit: in_cents(amount / number)})

    return Worked(key, label, "money", work)


def roi(key: str, label: str, won: str, still_open: str) -> Worked:
    """K-16: the return on what was spent."""
    return Worked(key, label, "share", lambda cells: _came_back(cells, won, still_open, return_on))


def multiple(key: str, label: str, won: str, still_open: str) -> Worked:
    """How many times the money spent came back."""

    def work(cells: Mapping[str, Cell]) -> Cell:
        return _came_back(cells, won, still_open, lambda came, spent: came / spent)

    return Worked(key, label, "number", work)


def _came_back(
    cells: Mapping[str, Cell], won: str, still_open: str, work: Callable[[Decimal, Decimal], Decimal | None]
) -> Cell:
    """Too early to say where nothing is won yet and something can still be."""
    if _money(cells["spent"]) and not _money(cells[won]) and cells[still_open].value:
        return Cell(None, young=True)
    return Cell(_of_both(cells, won, work))


def brings(key: str, label: str, made: str, having: str) -> Worked:
    """K-19: what each unit of money brought, with its interval; it stands on the rows of ``having``."""

    def work(cells: Mapping[str, Cell]) -> Cell:
        number = cells[made].whole or 0
        unit = _one_currency(cells, made)
        if unit is None:
            return Cell(None, number, opens=number > 0)
        spent, squares = _money(cells["spent"])[unit], cells[made].squares or {}
        found = yield_of(spent, _money(cells[made]).get(unit, Decimal(0)), squares.get(unit, 0))
        if found is None:
            return Cell(None, number, opens=number > 0)
        return Cell(found.value, number, Interval(found.low, found.high), opens=number > 0)

    return Worked(key, label, "number", work, having)


def expected(key: str, label: str, planned: str, by: str) -> Worked:
    """What planned money may bring at the yield of column ``by``."""

    def work(cells: Mapping[str, Cell]) -> Cell:
        found, money = cells[by], _money(cells[planned])
        if found.value is None or not money or (found.whole or 0) < ENOUGH // 3:
            return Cell(None)
        return Cell({unit: in_cents(amount * Decimal(str(found.value))) for unit, amount in money.items()})

    return Worked(key, label, "money", work)


def expected_range(key: str, label: str, planned: str, by: str) -> Told:
    """K-19: between what and what the pipeline of planned money may lie, at the interval of column ``by``."""

    def tell(group: Mapping[str, Any], cells: Mapping[str, Cell], book: Playbook) -> Sentence | None:
        found, money = cells[by], _money(cells[planned])
        if found.interval is None or not money or (found.whole or 0) < ENOUGH // 3:
            return None
        low, high = found.interval.low, found.interval.high
        said = [
            range_told(Decimal(round(float(amount) * low)), Decimal(round(float(amount) * high)), unit)
            for unit, amount in sorted(money.items())
        ]
        return Sentence("%(said)s", {"said": said})

    return Told(key, label, tell)


def _of_both(
    cells: Mapping[str, Cell], won: str, work: Callable[[Decimal, Decimal], Decimal | None]
) -> float | None:
    unit = _one_currency(cells, won)
    if unit is None:
        return None
    spent = _money(cells["spent"])[unit]
    found = work(_money(cells[won]).get(unit, Decimal(0)), spent) if spent else None
    return float(found) if found is not None else None


def _one_currency(cells: Mapping[str, Cell], other: str) -> str | None:
    """The currency of what was spent, if what came is in it as well: others cannot be compared with it."""
    spent, came = _money(cells["spent"]), _money(cells[other])
    return next(iter(spent)) if len(spent) == 1 and set(came) <= set(spent) else None


def _money(cell: Cell) -> Mapping[str, Decimal]:
    return cell.value or {}
