"""What money for marketing brings: its return, what each result costs, what planned money may bring (K-16, K-19)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import exp, sqrt

from tasuki.rules.statistics import Z_95


def return_on(won: Decimal, spent: Decimal) -> Decimal | None:
    """K-16: (won − spent) ÷ spent; nothing spent has no return."""
    return (won - spent) / spent if spent > 0 else None


def cost_of_each(spent: Decimal, number: int) -> Decimal | None:
    """What one of them cost; None of none."""
    return in_cents(spent / number) if number > 0 else None


def in_cents(amount: Decimal) -> Decimal:
    """As the database rounds money: a half goes up."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Yield:
    """Money that comes for each unit of money spent, with its 95 % interval."""

    value: float
    low: float
    high: float


def yield_of(spent: Decimal, made: Decimal, squares: float) -> Yield | None:
    """K-19: what each unit spent brought, and how far another spell of the same could lie from it.

    Opportunities come by chance (a Poisson process) with amounts that differ (``squares`` is the sum of their squares):
    the relative error of their sum is √squares ÷ sum. The interval is taken on the logarithm: it never falls below
    nothing, and one opportunity says very little. None where nothing was spent or nothing came.
    """
    if spent <= 0 or made <= 0:
        return None
    value, error = float(made / spent), sqrt(squares) / float(made)
    return Yield(value, value * exp(-Z_95 * error), value * exp(Z_95 * error))
