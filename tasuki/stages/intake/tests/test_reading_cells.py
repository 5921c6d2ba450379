"""Dates, amounts, numbers and headings as they are written in many places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tasuki.stages.intake.importing.dates import DayOrder, day_order_of, read_moment
from tasuki.stages.intake.importing.headings import Guess, recognise
from tasuki.stages.intake.importing.money import currency_named, read_money
from tasuki.stages.intake.importing.refusals import Unfit
from tasuki.stages.intake.reachability import country_code, email_of, phone_of

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("2026-11-20", "mdy", "2026-11-20T00:00:00"),
        ("2026-11-20 15:04:05", "mdy", "2026-11-20T15:04:05"),
        ("2026/11/20", "mdy", "2026-11-20T00:00:00"),
        ("2026.1.2 9:05", "mdy", "2026-01-02T09:05:00"),
        ("2026年11月20日", "mdy", "2026-11-20T00:00:00"),
        ("２０２６年１１月２０日（金） 午後３時５分", "mdy", "2026-11-20T15:05:00"),
        ("令和8年1月5日", "mdy", "2026-01-05T00:00:00"),
        ("R8.1.5", "mdy", "2026-01-05T00:00:00"), ("H31/4/30", "mdy", "2019-04-30T00:00:00"),
        ("11/20/2026", "mdy", "2026-11-20T00:00:00"),
        ("02/23/26 08:55 PM", "mdy", "2026-02-23T20:55:00"),
        ("3/4/2026", "dmy", "2026-04-03T00:00:00"),
        ("20-11-2026", "dmy", "2026-11-20T00:00:00"),
        ("Nov 20, 2026", "mdy", "2026-11-20T00:00:00"),
        ("20 November 2026", "mdy", "2026-11-20T00:00:00"),
        ("20-Nov-26", "mdy", "2026-11-20T00:00:00"),
        ("20261120", "mdy", "2026-11-20T00:00:00"),
    ],
)  # fmt: skip
def test_dates_without_a_zone_are_read_in_the_playbooks(text: str, order: DayOrder, moment: str) -> None:
    assert read_moment(text, TOKYO, order) == datetime.fromisoformat(f"{moment}+09:00")


@pytest.mark.parametrize(
    "text", ["2026-11-20T06:00:00Z", "2026-11-20T15:00:00.000+0900", "1795154400", "1795154400000"]
)
def test_instants_are_instants(text: str) -> None:
    assert read_moment(text, TOKYO, "mdy") == datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["soon", "2026-13-01", "31/31/2026", "2026-02-30", "13/13/13", "99999999999999"]
)
def test_what_is_no_date_says_so(text: str) -> None:
    with pytest.raises(Unfit, match="not a date"):
        read_moment(text, TOKYO, "mdy")


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31T23:00:00Z", "12/31/9999", "1/1/1753"])
def test_the_end_of_all_days_says_that_there_is_no_date(text: str) -> None:
    assert read_moment(text, TOKYO, "mdy") is None


@pytest.mark.parametrize("text", ["0226-11-20", "2926-11-20"])
def test_a_day_of_another_age_is_a_slip(text: str) -> None:
    with pytest.raises(Unfit, match="no day of our time"):
        read_moment(text, TOKYO, "mdy")


def test_one_telling_value_decides_how_a_column_is_read() -> None:
    assert day_order_of(["3/4/2026", "25/12/2026"]) == ("dmy", False)
    assert day_order_of(["3/4/2026", "12/25/2026"]) == ("mdy", False)
    assert day_order_of(["3/4/2026", "5/6/2026"]) == ("mdy", True)
    assert day_order_of(["2026-03-04"]) == ("mdy", False)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1234", "1234.00", ""), ("5千万円", "50000000.00", "JPY"), ("-1億2,000万円", "-120000000.00", "JPY"),
        ("¥1,234,567", "1234567.00", "JPY"), ("￥１，０００", "1000.00", "JPY"),
        ("$1,054.50", "1054.50", "USD"), ("1.234,56 €", "1234.56", "EUR"), ("1 234,5", "1234.50", ""),
        ("100万円", "1000000.00", "JPY"), ("1.5億", "150000000.00", ""), ("(500)", "-500.00", ""),
        ("USD 15000", "15000.00", "USD"), ("1,5", "1.50", ""), ("-20", "-20.00", ""), ("12k", "12000.00", ""),
        ("1億2,000万円", "120000000.00", "JPY"), ("12万5千円", "125000.00", "JPY"), ("￥500-", "500.00", "JPY"),
        ("△500", "-500.00", ""),
    ],
)  # fmt: skip
def test_amounts(text: str, amount: str, currency: str) -> None:
    assert read_money(text) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["a lot", "1,2,3.4.5", "", "9" * 20, "500-", "2万1億", "万円"])
def test_what_is_no_amount_says_so(text: str) -> None:
    with pytest.raises(Unfit):
        read_money(text)


@pytest.mark.parametrize(
    ("typed", "region", "stored"),
    [
        ("03-1234-5678", "JP", "+81312345678"), ("０９０−１２３４−５６７８", "JP", "+819012345678"),
        ("+81 3 1234 5678", "US", "+81312345678"), ("(850) 644-4200", "JP", "+18506444200"),
        ("850.644.4200", "US", "+18506444200"), ("886-2-25474189", "JP", "886-2-25474189"),
        ("内線 12", "JP", "内線 12"),
    ],
)  # fmt: skip
def test_a_number_is_stored_as_e164_only_where_its_country_is_sure(
    typed: str, region: str, stored: str
) -> None:
    assert phone_of(typed, region) == stored


def test_addresses_and_countries() -> None:
    assert email_of(" Anna.Smith+crm@ACME.com ") == "anna.smith+crm@acme.com"
    assert email_of("not an address") == ""
    assert email_of("a@b") == ""
    assert [country_code(name) for name in ("日本", "United States", "us", "Kenya", "アメリカ合衆国", "X")] == [
        "JP", "US", "US", "KE", "US", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "headers", "expected"),
    [
        ("leads", ["Record ID - Contact", "First Name", "Last Name", "Email", "Lifecycle Stage", "Create Date"],
         ["external_id", "given_name", "family_name", "email", "status", "captured_at"]),
        ("leads", ["(Do Not Modify) Lead", "Topic", "First Name", "Last Name", "Company Name", "Email Address"],
         ["external_id", "", "given_name", "family_name", "company_name", "email"]),
        ("leads", ["姓", "名", "会社名", "部署", "役職", "メールアドレス", "電話番号", "都道府県", "作成日"],
         ["family_name", "given_name", "company_name", "", "title", "email", "phone", "region", "captured_at"]),
        ("opportunities",
         ["Deal - ID", "Deal - Title", "Deal - Value", "Deal - Stage", "Deal - Owner", "Deal - Organization"],
         ["external_id", "name", "amount", "stage", "owner", "account_name"]),
        ("opportunities", ["商談名", "取引先名", "金額", "完了予定日", "フェーズ", "商談所有者"],
         ["name", "account_name", "amount", "close_on", "stage", "owner"]),
        ("accounts", ["Account Name", "Website", "Industry", "No. of Employees", "Billing Country"],
         ["name", "domain", "industry", "employees", "country"]),
        ("leads", ["Ｅメール", "ご担当者名", "貴社名"], ["email", "name", "company_name"]),
        ("leads", ["見込み客の担当者", "見込み客のデータ元", "見込み客のステータス", "変換日時"],
         ["owner", "source", "status", "converted_at"]),
        ("opportunities", ["(変更しない) 営業案件", "トピック", "取引先企業", "推定収益", "元の潜在顧客"],
         ["external_id", "name", "account_name", "amount", "lead_ref"]),
    ],
)  # fmt: skip
def test_headings_of_many_systems_are_recognised(kind: str, headers: list[str], expected: list[str]) -> None:
    found = recognise(kind, headers, [], {})
    assert [found[header].target if header in found else "" for header in headers] == expected


def test_what_stands_in_a_column_says_what_it_is_where_its_name_does_not() -> None:
    sample = [["k1", "a@acme.com", "http://acme.com", "x"], ["k2", "b@acme.com", "www.b.com", "x"]]
    found = recognise("leads", ["row_key", "Kontakt", "Web", "lander_id"], sample, {})
    assert found == {
        "row_key": Guess("external_id", "identifiers"),
        "Kontakt": Guess("email", "addresses"),
        "Web": Guess("company_domain", "sites"),
    }


@pytest.mark.parametrize("header", ["No.", "№", "番号", "行番号", "Row no", "Number"])
@pytest.mark.parametrize("numbers", [("1", "2", "3"), ("4", "7", "9"), ("１", "２", "10")])
def test_numbers_that_only_count_the_rows_tell_nobody_apart(header: str, numbers: Sequence[str]) -> None:
    assert recognise("leads", [header, "x"], [[one, "y"] for one in numbers], {}) == {}


@pytest.mark.parametrize(
    ("header", "keys"),
    [
        ("No.", ("A-1", "A-2")),
        ("番号", ("2026-0001", "2026-0002")),
        ("申込番号", ("1", "2")),
        ("Customer no", ("7", "8")),
    ],
)
def test_a_number_that_belongs_to_something_or_is_more_than_a_count_is_an_id(
    header: str, keys: Sequence[str]
) -> None:
    found = recognise("leads", [header], [[key] for key in keys], {})
    assert found == {header: Guess("external_id", "identifiers")}


@pytest.mark.parametrize(
    ("code", "spellings"),
    [
        ("USD", ["USD", "usd", "US$", "us$", "$", "＄", "米ドル", "USD - U.S. Dollar", "US dollars"]),
        ("JPY", ["JPY", "jpy", "¥", "￥", "円", "日本円", "Yen", "Japanese Yen (JPY)"]),
        ("EUR", ["EUR", "€", "ユーロ", "euro"]),
        ("AUD", ["A$", "AUD"]),
        ("Gold", ["Gold"]),
    ],
)
def test_a_currency_has_one_code_however_it_is_written(code: str, spellings: list[str]) -> None:
    assert {currency_named(one) for one in spellings} == {code}


@pytest.mark.parametrize("text", ["US$1,200", "usd 1200", "1,200 USD", "$1,200.00"])
def test_the_currency_beside_an_amount_has_the_same_code(text: str) -> None:
    assert read_money(text) == (Decimal(1200), "USD")
