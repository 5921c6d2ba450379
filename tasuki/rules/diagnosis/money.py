"""What a trouble costs, as a range, with every step of the arithmetic.

``a_year`` is money that a year brings less because of it. The populations do not overlap, so that these add up:
opportunities that were never real; leads that bought elsewhere; handoffs that came back for their brief and led to
nothing; leads turned away beyond what was agreed. ``now`` is money that is concerned at this moment and not lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from tasuki.rules.amounts import money_told, range_told
from tasuki.rules.diagnosis.measured import Measured
from tasuki.rules.diagnosis.signs import Trouble, main_currency
from tasuki.rules.playbook import Playbook
from tasuki.rules.statistics import Interval, wilson
from tasuki.rules.wording import N_, Sentence

FEWEST_CLOSED = 10
"""With fewer closed deals nobody knows what an opportunity is worth."""


@dataclass(frozen=True, slots=True)
class Stake:
    """Between ``low`` and ``high``, to two significant digits; ``steps`` show how."""

    kind: Literal["a_year", "now"]
    currency: str
    low: Decimal
    high: Decimal
    steps: tuple[Sentence, ...]

    def says(self) -> Sentence:
        values = {"range": range_told(self.low, self.high, self.currency)}
        if self.kind == "now":
            return Sentence(N_("%(range)s is concerned now."), values)
        return Sentence(N_("About %(range)s a year."), values)


@dataclass(frozen=True, slots=True)
class Worth:
    """What an opportunity that is real brings: the average amount won × the share won of those closed."""

    currency: str
    average: Decimal
    rate: Interval
    closed: int

    @property
    def low(self) -> float:
        return float(self.average) * self.rate.low

    @property
    def high(self) -> float:
        return float(self.average) * self.rate.high

    def step(self) -> Sentence:
        return Sentence(
            N_(
                "A real opportunity brings %(average)s × %(low)s to %(high)s (won, of %(closed)s closed) = %(range)s."
            ),
            {
                "average": money_told(rounded(float(self.average)), self.currency),
                "low": f"{self.rate.low:.0%}",
                "high": f"{self.rate.high:.0%}",
                "closed": self.closed,
                "range": range_told(rounded(self.low), rounded(self.high), self.currency),
            },
        )


def worth(measured: Measured, book: Playbook) -> Worth | None:
    """None where too little was closed, or no amounts are known."""
    currency = main_currency(measured, book)
    amounts, won = measured.sum("won", currency), measured.part("win")
    rate = wilson(won.part, won.whole)
    if amounts is None or rate is None or won.whole < FEWEST_CLOSED or not amounts.amount:
        return None
    return Worth(currency, amounts.average, rate, won.whole)


def stakes(trouble: Trouble, measured: Measured, book: Playbook) -> tuple[Stake, ...]:
    """What this trouble costs a year, and what is concerned now; nothing where the data does not tell."""
    real = worth(measured, book)
    found = [] if real is None else list(_A_YEAR[trouble](measured, book, real))
    return (*found, *_now(trouble, measured, book))


def _early(measured: Measured, book: Playbook, real: Worth) -> Iterator[Stake]:
    """Work that went into opportunities which were never real, and that real ones could have had."""
    count = measured.part("unreal").part
    year = measured.a_year(count)
    least, most = float(book.limits.unreal_effort_least), float(book.limits.unreal_effort_most)
    yield from _lost(
        year * least * real.low,
        year * most * real.high,
        real,
        _so_many(
            N_("%(n)s opportunities died early or are stuck early: about %(year)s a year."), count, year
        ),
        Sentence(
            N_(
                "Each takes %(least)s to %(most)s of the work of a real one (assumed in the agreement), which real "
                "ones would have had."
            ),
            {"least": f"{least:.0%}", "most": f"{most:.0%}"},
        ),
    )


def _late(measured: Measured, book: Playbook, real: Worth) -> Iterator[Stake]:
    """Leads that bought elsewhere, each of which an opportunity would have won with the usual chance."""
    count = measured.part("bought_elsewhere").part
    year = measured.a_year(count)
    yield from _lost(
        year * real.low,
        year * real.high,
        real,
        _so_many(N_("%(n)s leads bought elsewhere before we converted: about %(year)s a year."), count, year),
    )


def _handed_over_badly(measured: Measured, book: Playbook, real: Worth) -> Iterator[Stake]:
    """Handoffs that came back for their brief and led to nothing, each as good as those that were accepted."""
    count, good = measured.part("sent_back_for_good").part, measured.part("accepted_became")
    chance = wilson(good.part, good.whole)
    if chance is None:
        return
    year = measured.a_year(count)
    yield from _lost(
        year * chance.low * real.low,
        year * chance.high * real.high,
        real,
        _so_many(
            N_("%(n)s handoffs came back for their brief and led to nothing: about %(year)s a year."),
            count,
            year,
        ),
        _chance(N_("Of those that were accepted, %(low)s to %(high)s became opportunities."), chance),
    )


def _turned_away(measured: Measured, book: Playbook, real: Worth) -> Iterator[Stake]:
    """Leads turned away beyond what was agreed: at least as many are good as were overturned, at most all are."""
    judged, good = measured.part("accepted_by_sales"), measured.part("accepted_leads_became")
    chance = wilson(good.part, good.whole)
    beyond = book.targets.acceptance * judged.whole - judged.part
    if chance is None or beyond <= 0:
        return
    wrong = measured.part("overturned")
    least = wilson(wrong.part, wrong.whole)
    share = least.low if least else 0.0
    year = measured.a_year(beyond)
    yield from _lost(
        year * share * chance.low * real.low,
        year * chance.high * real.high,
        real,
        _so_many(
            N_("%(n)s MQLs were turned away beyond what was agreed: about %(year)s a year."),
            round(beyond),
            year,
        ),
        Sentence(
            N_("Between %(share)s of them (as were overturned at least) and all of them were good."),
            {"share": f"{share:.0%}"},
        ),
        _chance(N_("Of those that were accepted, %(low)s to %(high)s became opportunities."), chance),
    )


def _nothing(measured: Measured, book: Playbook, real: Worth) -> Iterator[Stake]:
    """What is missing in a record loses nothing by itself that could be counted."""
    yield from ()


_A_YEAR: Mapping[Trouble, Callable[[Measured, Playbook, Worth], Iterator[Stake]]] = {
    "premature": _early,
    "late": _late,
    "handoff": _handed_over_badly,
    "transfer": _nothing,
    "disagreement": _turned_away,
}
_NOW: Mapping[Trouble, tuple[str, str]] = {
    "premature": ("stuck_amount", N_("%(n)s open opportunities are stuck in an early stage: %(amount)s.")),
    "late": (
        "idle_amount",
        N_("%(n)s leads meet every criterion and wait; their expected amounts: %(amount)s."),
    ),
    "transfer": ("missing_amount", N_("%(n)s open opportunities lack required fields: %(amount)s.")),
}


def _now(trouble: Trouble, measured: Measured, book: Playbook) -> Iterator[Stake]:
    """From what is won of it by the usual chance up to all of it; what is stuck is in the pipeline with all of it."""
    if trouble not in _NOW:
        return
    key, template = _NOW[trouble]
    currency = main_currency(measured, book)
    found, won = measured.sum(key, currency), measured.part("win")
    if found is None or not found.amount:
        return
    total, rate = float(found.amount), wilson(won.part, won.whole)
    said = Sentence(template, {"n": found.n, "amount": money_told(rounded(total), currency)})
    if trouble == "premature":
        yield Stake("now", currency, rounded(total), rounded(total), (said,))
        return
    if rate is None or won.whole < FEWEST_CLOSED:
        yield Stake("now", currency, Decimal(0), rounded(total), (said,))
        return
    usual = _chance(N_("Of the opportunities that were closed, %(low)s to %(high)s were won."), rate)
    yield Stake("now", currency, rounded(total * rate.low), rounded(total), (said, usual))


def _lost(low: float, high: float, real: Worth, *steps: Sentence) -> Iterator[Stake]:
    if high <= 0:
        return
    least, most = rounded(low), rounded(high)
    product = Sentence(N_("Together: %(range)s."), {"range": range_told(least, most, real.currency)})
    yield Stake("a_year", real.currency, least, most, (*steps, real.step(), product))


def _so_many(template: str, n: int, year: float) -> Sentence:
    return Sentence(template, {"n": n, "year": round(year)})


def _chance(template: str, chance: Interval) -> Sentence:
    return Sentence(template, {"low": f"{chance.low:.0%}", "high": f"{chance.high:.0%}"})


def rounded(amount: float) -> Decimal:
    """To two significant digits: more would claim what nobody knows."""
    exact = Decimal(str(round(amount)))
    if not exact:
        return exact
    step = Decimal(10) ** max(0, exact.adjusted() - 1)
    return (exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step
