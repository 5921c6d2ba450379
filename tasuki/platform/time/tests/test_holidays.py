from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from tasuki.platform.time.holidays import HolidaysUnknown, calendar_for, holiday_dates
from tasuki.rules.calendar import add_business_days, is_open

OFFICE_HOURS = {weekday: ((time(9), time(18)),) for weekday in range(5)}


def test_japan_s_citizens_holiday_between_two_holidays_is_a_day_off() -> None:
    assert {date(2026, 9, 21), date(2026, 9, 22), date(2026, 9, 23)} <= holiday_dates("JP", [2026])


def test_japan_s_substitute_day_follows_a_holiday_on_a_sunday() -> None:
    assert date(2026, 5, 6) in holiday_dates("JP", [2026])


def test_a_us_holiday_on_a_saturday_is_observed_on_the_friday_before() -> None:
    assert date(2026, 7, 3) in holiday_dates("US", [2026])


def test_a_holiday_observed_at_the_end_of_the_year_before_is_found_when_both_years_are_asked() -> None:
    assert date(2027, 12, 31) in holiday_dates("US", [2027, 2028])


def test_a_us_state_has_its_own_days() -> None:
    texan = holiday_dates("US", [2026], "TX") - holiday_dates("US", [2026])
    assert date(2026, 3, 2) in texan  # Texas Independence Day


def test_only_the_years_asked_for_are_returned() -> None:
    assert {day.year for day in holiday_dates("JP", [2025, 2027])} == {2025, 2027}


@pytest.mark.parametrize(
    ("country", "subdivision", "year"), [("XX", None, 2026), ("jp", None, 2026), ("US", "ZZ", 2026)]
)
def test_a_country_or_state_nobody_knows_is_named(country: str, subdivision: str | None, year: int) -> None:
    with pytest.raises(HolidaysUnknown, match=country) as refusal:
        holiday_dates(country, [year], subdivision)
    assert (refusal.value.country, refusal.value.subdivision) == (country, subdivision)


def test_a_year_whose_holidays_are_not_known_is_not_a_year_without_holidays() -> None:
    with pytest.raises(HolidaysUnknown, match="JP in 2150"):
        holiday_dates("JP", [2026, 2150])


def test_five_business_days_over_silver_week_skip_all_three_holidays() -> None:
    tokyo = calendar_for("tokyo", "Asia/Tokyo", OFFICE_HOURS, "JP", [2026])
    friday = datetime(2026, 9, 18, 6, 0, tzinfo=UTC)
    assert add_business_days(tokyo, friday, 5) == datetime(2026, 9, 30, 6, 0, tzinfo=UTC)


def test_a_company_s_own_days_close_and_shorten_its_calendar() -> None:
    tokyo = calendar_for(
        "tokyo", "Asia/Tokyo", OFFICE_HOURS, "JP", [2026],
        extra_closed=[date(2026, 12, 30)], half_days={date(2026, 12, 28): ((time(9), time(12)),)}, version=3,
    )  # fmt: skip
    assert not is_open(tokyo, datetime(2026, 12, 30, 1, 0, tzinfo=UTC))
    assert is_open(tokyo, datetime(2026, 12, 28, 2, 0, tzinfo=UTC))
    assert not is_open(tokyo, datetime(2026, 12, 28, 4, 0, tzinfo=UTC))
    assert tokyo.version == 3


def test_a_calendar_of_no_country_keeps_no_public_holidays() -> None:
    everywhere = calendar_for("always", "UTC", OFFICE_HOURS, "", [2026])
    assert is_open(everywhere, datetime(2026, 1, 1, 12, 0, tzinfo=UTC))
