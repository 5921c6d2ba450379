"""A field that says nothing is found by the database as the rule finds it."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from tasuki.insight.asked import Asked
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.insight.tests.history import CAMPAIGNS, Life, write
from tasuki.playbooks.presets import load_preset
from tasuki.records.models import Lead, Milestone, Opportunity
from tasuki.records.noting import note_what_leads_lack
from tasuki.rules.placeholders import says_something, texts_that_say_nothing

BOOK = load_preset("article")
AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TBD",
        " ＴＢＤ。 ",
        "n/a",
        "(None)",
        "未定",
        "「不明」",
        "?",
        "…",
        "部長",
        "Test Engineer",
        "100%",
        "0",
    ],
)
def test_the_database_and_the_rule_agree_on_what_says_nothing(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT says_nothing(%s, %s)", [text, texts_that_say_nothing(BOOK)])
        assert cursor.fetchone()[0] is not says_something(text, BOOK)


def test_an_opportunity_lacks_what_its_agreement_calls_a_placeholder(agreement: None) -> None:
    """Whatever the rules take for nothing, the reports take for nothing, in every word, number and day of the list."""
    write([Life(1, (1, 1, 1, 1, 1), deal="open", amount=9)])
    said = BOOK.placeholders
    notes: list[dict[str, Any]] = [{"qualification_notes": one} for one in (*said.texts, " ＴＢＤ。 ")]
    nothing: list[dict[str, Any]] = [
        *notes,
        *({"close_on": one} for one in said.dates),
        *({"amount": one} for one in said.numbers),
    ]
    something: list[dict[str, Any]] = [
        {"qualification_notes": "決裁者は部長"}, {"close_on": date(2026, 12, 24)}, {"amount": 2},
    ]  # fmt: skip
    assert all(lacking(one) for one in nothing)
    assert not any(lacking(one) for one in something)


SAID_BY: dict[str, tuple[dict[str, Any], ...]] = {
    "company": (
        {"company_part": "北斗商事"}, {"company_part": "TBD"}, {"company_name": "北斗商事"}, {"company_name": "未定"},
    ),
    "source": ({"source": "event"}, {"source": ""}, {"source": "event"}, {"source": ""}),
    "lead_score": (
        {"intent_at_conversion": 9}, {"intent_at_conversion": None}, {"intent": 9}, {"intent": None},
    ),
    "use_case_or_vertical": (
        {"industry_vertical": "物流"}, {"industry_vertical": "n/a"}, {"industry": "logistics"}, {"industry": ""},
    ),
}  # fmt: skip
"""What an opportunity or else its lead says: each with words, and with none."""


@pytest.mark.parametrize("key", SAID_BY)
def test_a_lead_makes_up_for_what_its_opportunity_does_not_say(key: str, agreement: None) -> None:
    write([Life(1, (1, 1, 1, 1, 1), deal="open", amount=9, campaign=next(iter(CAMPAIGNS)))])
    Opportunity.objects.update(
        **{k: v for said, *_ in SAID_BY.values() for k, v in said.items()}, use_case=""
    )
    of_deal, of_deal_nothing, of_lead, of_lead_nothing = SAID_BY[key]
    for deal, lead, lacks in (
        (of_deal, of_lead_nothing, False),
        (of_deal_nothing, of_lead, False),
        (of_deal_nothing, of_lead_nothing, True),
    ):
        Lead.objects.update(**lead)
        Opportunity.objects.update(**deal)
        assert is_lacking(key) is lacks


def test_a_lead_makes_up_for_a_campaign_that_its_opportunity_does_not_name(agreement: None) -> None:
    write([Life(1, (1, 1, 1, 1, 1), deal="open", amount=9, campaign=next(iter(CAMPAIGNS)))])
    assert not is_lacking("campaign")
    Opportunity.objects.update(campaign=None)
    assert not is_lacking("campaign")
    Lead.objects.update(campaign=None)
    assert is_lacking("campaign")


def test_whatever_the_agreement_requires_of_an_opportunity_the_reports_can_tell() -> None:
    deals = import_module("tasuki.insight.migrations.0002_deals")
    told = {*deals.EMPTY, *deals.UNSAID}
    assert {one.key for one in BOOK.required if one.gate == "opportunity"} <= told


def lacking(filled: dict[str, Any]) -> bool:
    """Whether the reports miss this in the one opportunity there is."""
    Opportunity.objects.update(**filled)
    return is_lacking(next(iter(filled)))


def is_lacking(key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s = ANY (missing || unsaid) FROM deal_facts", [key])
        return bool(cursor.fetchone()[0])


def test_a_placeholder_lacks_like_an_empty_field_and_is_told_apart() -> None:
    write([Life(1), Life(1)])
    first, second = Lead.objects.order_by("pk")
    Lead.objects.filter(pk=first.pk).update(title="未定", email="yumi@hokuto.co.jp")
    Lead.objects.filter(pk=second.pk).update(title="部長")
    question = Asked(date(2026, 9, 1), date(2026, 12, 31), AT, "Asia/Tokyo")
    cells = answer(report_named("completeness"), question, BOOK).tables[0].total.cells
    assert [cells[key].value for key in ("no_title", "no_email", "placeholder")] == [0.5, 0.5, 0.5]


def test_a_note_changes_no_answer_and_goes_when_the_lead_changes() -> None:
    write([Life(1), Life(1)])
    question = Asked(date(2026, 9, 1), date(2026, 12, 31), AT, "Asia/Tokyo")

    def told() -> object:
        return answer(report_named("completeness"), question, BOOK).tables[0].total

    before = told()
    assert note_what_leads_lack(BOOK) == 2
    assert note_what_leads_lack(BOOK) == 0
    assert told() == before
    lead = Lead.objects.order_by("pk")[0]
    Lead.objects.filter(pk=lead.pk).update(title="未定")
    assert Milestone.objects.get(pk=lead.pk).noted is None
    changed = told()
    assert changed != before
    assert note_what_leads_lack(BOOK) == 1
    assert told() == changed
