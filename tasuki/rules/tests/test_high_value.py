"""RP-5: which accounts are of high value, by worked examples."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasuki.playbooks.presets import load_preset
from tasuki.rules.dossier import Money
from tasuki.rules.high_value import why_high_value

LIMIT = Decimal(20_000_000)


@pytest.mark.parametrize(
    ("tier", "amounts", "reasons"),
    [
        ("", (), []),
        ("b", (Money(LIMIT, "JPY"),), []),
        ("tier_1", (), ["its tier: tier_1"]),
        ("", (Money(Decimal(1), "JPY"), Money(LIMIT + 1, "JPY")), ["a deal at work above ¥20,000,000"]),
        ("strategic", (Money(LIMIT + 1, "JPY"),), ["its tier: strategic", "a deal at work above ¥20,000,000"]),
        ("", (Money(LIMIT * 9, "USD"),), []),
    ],
)  # fmt: skip
def test_an_account_is_of_high_value_by_its_tier_or_by_a_large_deal_at_work(
    tier: str, amounts: tuple[Money, ...], reasons: list[str]
) -> None:
    assert [one.spoken("en") for one in why_high_value(tier, amounts, load_preset("article"))] == reasons
