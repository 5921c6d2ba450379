"""What a chart draws is what its table says, and it is the same picture wherever it is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.charts import LOOKS, drawn, in_two_lines
from tasuki.insight.figures import said, short
from tasuki.insight.pictures import pngs_of, svgs_of
from tasuki.insight.registry import all_reports, report_named
from tasuki.insight.report import Chart, answer
from tasuki.insight.tests.history import Life, write
from tasuki.playbooks.presets import load_preset
from tasuki.records.models import Campaign

AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
BOOK = load_preset("article")
LIVES = [Life(1, (1.0, 1.0), "referral"), Life(2, (1.0,)), Life(33, (2.0, 2.0, 1.0)), Life(34)]


def values(report: str, *by: str) -> list[dict[str, Any]]:
    question = Asked(date(2026, 9, 1), date(2026, 12, 31), AT, "Asia/Tokyo", by)
    chart = drawn(answer(report_named(report), question, BOOK), BOOK, "en")
    assert chart is not None
    return list(chart.spec["data"]["values"])


@pytest.mark.parametrize(
    "report", [one for one in all_reports().values() if one.chart], ids=lambda one: one.key
)
def test_a_chart_draws_columns_of_a_table_that_always_has_its_axis(report: Any) -> None:
    table = report.table(report.chart.table, BOOK)
    assert all(table.column(key) for key in report.chart.columns)
    assert not report.chart.x or report.chart.x in table.also


@pytest.mark.django_db
def test_the_funnel_is_drawn_as_it_stands_in_its_table() -> None:
    write(LIVES)
    drawn_values = {one["place"]: (one["value"], one["said"]) for one in values("funnel")}
    assert drawn_values["Leads captured"] == (4.0, "4 (100%)")
    assert drawn_values["SAL"] == (2.0, "2 (50%)")


@pytest.mark.django_db
def test_a_split_funnel_has_a_panel_for_each_group() -> None:
    write(LIVES)
    panels = {
        one["panel"]: one["value"] for one in values("funnel", "source") if one["place"] == "Leads captured"
    }
    assert panels == {"Inbound": 3.0, "Referral": 1.0}


@pytest.mark.django_db
def test_months_are_drawn_in_their_order_with_the_interval_of_each_share() -> None:
    write(LIVES)
    months = values("acceptance")
    assert [one["place"] for one in months] == ["Sep 2026", "Oct 2026"]
    assert all(one["few"] and one["low"] < one["value"] for one in months)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Spring fair", "Spring fair"),
        ("Webinar for manufacturers in Kansai, spring", "Webinar for manufacturers in\nKansai, spring"),
        (
            "Webinar for manufacturers and logistics companies in the Kansai region, spring",
            "Webinar for manufacturers\n… the Kansai region, spring",
        ),
        ("製造業向け出荷計画セミナー関西会場春の部", "製造業向け出荷計画セミナー関\n西会場春の部"),
    ],
)
def test_a_long_name_shows_its_beginning_and_its_end(name: str, lines: str) -> None:
    assert in_two_lines(name) == lines


@pytest.mark.django_db
def test_names_that_begin_alike_are_told_apart_in_the_picture() -> None:
    write([Life(1, (1.0, 1.0), campaign="spring"), Life(1, (1.0, 1.0), campaign="autumn")])
    alike = "Webinar for manufacturers and logistics companies in the Kansai region"
    Campaign.objects.filter(code="spring").update(name=f"{alike}, spring", currency="JPY")
    Campaign.objects.filter(code="autumn").update(name=f"{alike}, autumn", currency="JPY")
    question = Asked(date(2026, 9, 1), date(2026, 12, 31), AT, "Asia/Tokyo")
    report = replace(report_named("closed_loop"), chart=Chart("by_campaign", ("leads",), x="campaign"))
    chart = drawn(answer(report, question, BOOK), BOOK, "en")
    assert chart is not None
    picture = svgs_of([chart.spec])[0]
    assert "region, spring" in picture
    assert "region, autumn" in picture


@pytest.mark.django_db
def test_nothing_is_marked_beyond_the_whole_and_there_is_no_half_of_a_lead() -> None:
    write(LIVES)
    question = Asked(date(2026, 9, 1), date(2026, 12, 31), AT, "Asia/Tokyo")
    axes = {}
    for report, way in (("acceptance", "y"), ("funnel", "x")):
        chart = drawn(answer(report_named(report), question, BOOK), BOOK, "en")
        assert chart is not None
        axes[report] = chart.spec["encoding"][way]["axis"]
    assert axes["acceptance"]["labelExpr"].startswith("datum.value > 1")
    assert axes["funnel"]["tickMinStep"] == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.456, "0.46"), (1234.5, "1,234"), (7_292_222, "7,290,000"), (-16_202_981, "-16,200,000")],
)
def test_an_average_claims_three_digits(value: float, text: str) -> None:
    assert short(value) == text


@pytest.mark.parametrize(("value", "text"), [(1, "1 day"), (1.04, "1 day"), (1.1, "1.1 days"), (0, "0 days")])
def test_one_day_is_one_day(value: float, text: str) -> None:
    assert said(value, "days", "en") == text


def test_every_mark_stands_out_from_its_ground_by_day_and_by_night() -> None:
    """WCAG 1.4.11: three to one for what carries meaning, four and a half for letters."""
    for look in LOOKS.values():
        ground = look["background"]
        assert min(_contrast(colour, ground) for colour in look["range"]["category"]) >= 3
        letters = (look["axis"]["labelColor"], look["text"]["color"], look["legend"]["labelColor"])
        assert min(_contrast(colour, ground) for colour in letters) >= 4.5


@pytest.mark.django_db
def test_a_picture_carries_japanese_letters_and_asks_nobody_for_anything() -> None:
    write(LIVES)
    question = Asked(date(2026, 9, 1), date(2026, 12, 31), AT, "Asia/Tokyo")
    chart = drawn(answer(report_named("funnel"), question, BOOK), BOOK, "ja")
    assert chart is not None
    picture = svgs_of([chart.spec])[0]
    assert "商談" in picture
    assert "href" not in picture
    assert pngs_of([chart.spec], "dark", 1)[0].startswith(b"\x89PNG")


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
