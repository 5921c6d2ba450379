"""Money in a sentence, as a reader of each language writes it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tasuki.rules.wording import N_, Sentence

SIGNED: Mapping[str, str] = {
    "JPY": N_("¥%(amount)s"),
    "USD": N_("$%(amount)s"),
    "EUR": N_("€%(amount)s"),
    "GBP": N_("£%(amount)s"),
}
"""The currencies whose sign everybody knows; of every other one the ISO 4217 code stands before the figure."""


def money_told(amount: Decimal, currency: str) -> Sentence:
    """¥20,000,000 (20,000,000円 in Japanese), $1,250.50, CHF 900: a whole amount without its pennies."""
    whole = amount.to_integral_value()
    said = whole if amount == whole else amount
    if currency in SIGNED:
        return Sentence(SIGNED[currency], {"amount": said})
    return Sentence(N_("%(currency)s %(amount)s"), {"currency": currency, "amount": said})


def range_told(low: Decimal, high: Decimal, currency: str) -> Sentence:
    """From one amount to another; only one is said where they are the same."""
    if low == high:
        return money_told(high, currency)
    ends = {"low": money_told(low, currency), "high": money_told(high, currency)}
    return Sentence(N_("%(low)s to %(high)s"), ends)
