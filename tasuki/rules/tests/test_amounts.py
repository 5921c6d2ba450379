"""Money in a sentence (O-6, O-7, RP-5, the diagnoses)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasuki.rules.amounts import money_told, range_told


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("20000000.00", "JPY", "¥20,000,000"),
        ("1250.5", "USD", "$1,250.5"),
        ("1250.50", "USD", "$1,250.50"),
        ("0", "EUR", "€0"),
        ("1.2E+6", "GBP", "£1,200,000"),
        ("-900.00", "CHF", "CHF -900"),
    ],
)
def test_money_is_said_with_its_sign_or_code(amount: str, currency: str, said: str) -> None:
    assert money_told(Decimal(amount), currency).spoken("en") == said


def test_a_range_of_one_amount_is_that_amount() -> None:
    assert range_told(Decimal(5), Decimal(9), "JPY").spoken("en") == "¥5 to ¥9"
    assert range_told(Decimal(5), Decimal(5), "JPY").spoken("en") == "¥5"
