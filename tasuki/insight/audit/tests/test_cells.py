"""Days and decimal marks are decided by the column as a whole."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tasuki.insight.audit.cells import (
    as_moment,
    as_money,
    currency_in,
    day_choice,
    decimal_mark,
    names_its_unit,
    unit_in,
)
from tasuki.insight.audit.recorded import begins
from tasuki.insight.audit.states import source_kind, state_of

TOKYO = ZoneInfo("Asia/Tokyo")


def test_one_13_decides_how_all_days_of_a_column_are_read() -> None:
    assert day_choice(["3/4/2026", "13/4/2026"]).order == "dmy"
    assert day_choice(["3/4/2026", "4/13/2026"]).order == "mdy"


def test_a_column_that_does_not_tell_is_a_guess_and_says_so() -> None:
    assert day_choice(["3/4/2026", "5/6/2026"]).guessed
    assert not day_choice(["2026-04-03"]).guessed


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04-03", (2026, 4, 3)),
        ("2026年4月3日", (2026, 4, 3)),
        ("令和8年4月3日", (2026, 4, 3)),
        ("3 Apr 2026", (2026, 4, 3)),
        ("20260403", (2026, 4, 3)),
        ("46115", (2026, 4, 3)),
        ("2026/4/3 9:05", (2026, 4, 3)),
        ("2026-04-03T09:05:00.000+0900", (2026, 4, 3)),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, day: tuple[int, int, int]) -> None:
    found = as_moment(text, TOKYO, "mdy")
    assert found is not None
    assert found.astimezone(TOKYO).date().timetuple()[:3] == day


def test_what_is_no_day_is_nothing() -> None:
    assert as_moment("soon", TOKYO, "mdy") is None
    assert as_moment("2026-02-30", TOKYO, "mdy") is None


def test_a_moment_with_a_zone_keeps_it() -> None:
    assert as_moment("2026-04-03 09:00 UTC", TOKYO, "mdy") == datetime(2026, 4, 3, 9, tzinfo=UTC)


def test_the_column_says_which_mark_stands_before_the_decimals() -> None:
    assert decimal_mark(["1.234,50", "2.000"]) == ","
    assert decimal_mark(["1,234.50", "2,000"]) == "."
    assert decimal_mark(["1.234", "2.000"], ";") == ","
    assert decimal_mark(["1.234.567", "2.000"]) == ","
    assert decimal_mark(["1,234,567", "2,000"], ";") == "."
    assert as_money("2.000", ",") == (Decimal("2000.00"), "")
    assert as_money("¥1,200万", ".") == (Decimal("12000000.00"), "JPY")


@pytest.mark.parametrize(
    ("kind", "word", "state"),
    [
        ("leads", "Open - Not Contacted", "captured"),
        ("leads", "Working - Contacted", "sal"),
        ("leads", "Closed - Converted", "converted"),
        ("leads", "Closed - Not Converted", "disqualified"),
        ("leads", "salesqualifiedlead", "sql"),
        ("leads", "marketingqualifiedlead", "mql"),
        ("leads", "Not Qualified", "disqualified"),
        ("leads", "Contact in Future", "recycled"),
        ("leads", "対応中", "sal"),
        ("leads", "対象外(競合)", "disqualified"),
        ("leads", "不適格", "disqualified"),
        ("leads", "Hot", ""),
        ("leads", "どうしよう", ""),
        ("opportunities", "Closed Won", "won"),
        ("opportunities", "closedlost", "lost"),
        ("opportunities", "Closed-Lost to Competition", "lost"),
        ("opportunities", "受注(契約済)", "won"),
        ("opportunities", "失注", "lost"),
        ("opportunities", "受注見込み", "open"),
        ("opportunities", "契約書送付", "open"),
        ("opportunities", "Negotiation/Review", ""),
    ],
)
def test_the_words_of_other_systems_are_states_of_ours(kind: str, word: str, state: str) -> None:
    assert state_of(kind, word) == state


def test_a_source_says_by_its_name_of_which_kind_it_is() -> None:
    assert [source_kind(name) for name in ("Web", "展示会", "Partner Referral", "Cold Call", "X")] == [
        "inbound", "event", "referral", "outbound", "other",
    ]  # fmt: skip


def test_outcomes_begin_with_the_first_month_that_has_a_quarter_of_what_is_usual() -> None:
    months = {date(2017, 12, 1): 3, date(2018, 1, 1): 73, date(2018, 2, 1): 113, date(2018, 3, 1): 147}
    assert begins(months) == date(2018, 1, 1)
    assert begins({date(2018, 1, 1): 5}) is None


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("金額(千円)", 1_000), ("受注額(百万円)", 10**6), ("見込み金額【単位:万円】", 10_000), ("売上(億円)", 10**8),
        ("Amount (K)", 1_000), ("Amount ($K)", 1_000), ("Deal size [in thousands]", 1_000), ("ARR (USD M)", 10**6),
        ("Value ('000)", 1_000), ("金額(円)", 1), ("Amount", 1), ("Value (EUR)", 1), ("Amount (Mexico)", 1),
    ],
)  # fmt: skip
def test_what_one_stands_for_is_read_from_the_header(header: str, unit: int) -> None:
    assert unit_in(header) == unit


def test_thousands_of_yen_are_yen_and_a_cell_that_names_its_unit_means_it() -> None:
    assert currency_in("金額(千円)") == "JPY"
    assert (names_its_unit("120万"), names_its_unit("1,200"), names_its_unit("¥3,000")) == (
        True,
        False,
        False,
    )
