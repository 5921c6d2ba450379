"""Editions: which days they are about, that they are frozen, and what changed since the last one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from tasuki.insight.editions.issue import issue
from tasuki.insight.editions.kinds import Kind, last_period
from tasuki.insight.models import Edition
from tasuki.insight.tests.history import Life, write
from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid

AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
"""A Friday."""
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agreement")]


@pytest.mark.parametrize(
    ("kind", "today", "since", "until"),
    [
        ("weekly", date(2026, 11, 20), date(2026, 11, 9), date(2026, 11, 15)),
        ("weekly", date(2026, 11, 16), date(2026, 11, 9), date(2026, 11, 15)),
        ("monthly", date(2026, 1, 5), date(2025, 12, 1), date(2025, 12, 31)),
        ("quarterly", date(2026, 11, 20), date(2026, 7, 1), date(2026, 9, 30)),
        ("quarterly", date(2026, 2, 1), date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_an_edition_is_about_the_last_whole_period(kind: Kind, today: date, since: date, until: date) -> None:
    assert last_period(kind, today) == (since, until)


def accepted(edition: Edition, language: str = "en") -> dict[str, Any]:
    section = next(one for one in edition.body["sections"][language] if one["report"] == "acceptance")
    found: dict[str, Any] = section["tables"][0]["total"][0]
    return found


def test_an_edition_is_issued_once_and_stays_as_it_was(as_: Any, kei: Person) -> None:
    lived = Life(70, (0.5, 0.5))
    write([lived])
    first, is_new = issue("weekly", by=as_(kei), at=AT)
    assert is_new
    assert accepted(first)["text"] == "1"
    write([lived])
    again, is_new = issue("weekly", by=SYSTEM, at=AT + timedelta(days=1))
    assert (again.pk, is_new, accepted(again)["text"]) == (first.pk, False, "1")
    assert Event.objects.filter(code="edition.issued").count() == 1
    with pytest.raises(ProgrammingError, match="frozen"), transaction.atomic():
        Edition.objects.filter(pk=first.pk).update(playbook="nicer")


def test_an_edition_names_the_figures_of_the_last_one_in_both_languages(as_: Any, kei: Person) -> None:
    write([Life(70, (0.5, 0.5)), Life(77, (0.5, 0.5)), Life(77, (0.5,))])
    assert "last" not in accepted(issue("weekly", by=as_(kei), at=AT)[0])
    second, _ = issue("weekly", by=as_(kei), at=AT + timedelta(days=7))
    assert accepted(second) == {"column": "MQLs delivered", "text": "2", "beside": "", "last": "last time 1"}
    assert accepted(second, "ja")["last"] == "前回 1"


def test_an_edition_names_the_money_of_the_last_one(as_: Any, kei: Person) -> None:
    def won(edition: Edition, language: str) -> dict[str, Any]:
        section = next(one for one in edition.body["sections"][language] if one["report"] == "deals")
        return next(one for one in section["tables"][0]["total"] if one["text"].startswith(("¥", "￥")))

    write(
        [
            Life(10, (0, 0, 0, 0, 0), deal="closed_won", amount=7),
            Life(40, (0, 0, 0, 0, 0), deal="closed_won", amount=9),
        ]
    )
    issue("monthly", by=as_(kei), at=AT, as_of=date(2026, 10, 1))
    october, _ = issue("monthly", by=as_(kei), at=AT)
    assert (won(october, "en")["text"], won(october, "en")["last"]) == ("¥9", "last time ¥7")
    assert won(october, "ja")["last"] == "前回 ￥7"


def test_an_sdr_does_not_issue_editions(aoi: Person) -> None:
    with pytest.raises(Forbidden):
        issue("weekly", by=Actor.of(aoi, "cli"), at=AT)


def test_a_period_that_is_not_over_is_not_frozen(as_: Any, kei: Person) -> None:
    issue("weekly", by=as_(kei), at=AT, as_of=AT.date())
    with pytest.raises(Invalid):
        issue("weekly", by=as_(kei), at=AT, as_of=AT.date() + timedelta(days=7))
    assert Edition.objects.count() == 1
