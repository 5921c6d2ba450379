"""Amounts are told apart by their currency, however an export writes it."""

from __future__ import annotations

import pytest

from tasuki.cli.tests.conftest import Tasuki
from tasuki.insight.audit.tests.conftest import Write
from tasuki.insight.audit.tests.test_audit import audited

pytestmark = pytest.mark.django_db


def won(tasuki: Tasuki, *words: object) -> dict[str, str]:
    found = audited(tasuki, *words)["opportunities"]["won_amount"]
    return {one["currency"]: one["amount"] for one in found}


def test_the_column_of_currencies_goes_before_the_heading_of_the_amounts(
    tasuki: Tasuki, write: Write
) -> None:
    leads = write(
        "leads.csv",
        "Lead ID,Status,Created Date,Amount (USD),Currency\n1,Won,2026-01-05,100,EUR\n2,Won,2026-01-05,50,\n",
    )
    assert won(tasuki, "--leads", leads) == {"EUR": "100.00", "USD": "50.00"}


def test_what_different_spellings_of_a_currency_make_is_added_up(tasuki: Tasuki, write: Write) -> None:
    spellings = ["USD", "usd", "US$", "¥", "円", "JPY"]
    rows = "".join(f"{n},Closed Won,2026-01-05,100,{one}\n" for n, one in enumerate(spellings))
    deals = write("deals.csv", f"Opportunity ID,Stage,Close Date,Amount,Currency\n{rows}")
    assert won(tasuki, "--opportunities", deals) == {"USD": "300.00", "JPY": "300.00"}
    leads = write(
        "leads.csv", f"Lead ID,Status,Created Date,Amount,Currency\n{rows.replace('Closed Won', 'Won')}"
    )
    assert won(tasuki, "--leads", leads) == {"USD": "300.00", "JPY": "300.00"}


def test_a_sign_beside_the_amount_is_the_same_currency(tasuki: Tasuki, write: Write) -> None:
    deals = write(
        "deals.csv",
        "Opportunity ID,Stage,Close Date,Amount\n1,Closed Won,2026-01-05,US$100\n2,Closed Won,2026-01-05,usd 50\n"
        "3,Closed Won,2026-01-05,￥300\n4,Closed Won,2026-01-05,200円\n",
    )
    assert won(tasuki, "--opportunities", deals) == {"USD": "150.00", "JPY": "500.00"}
