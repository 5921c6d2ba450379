"""Pages by keyset: complete, without doubles, whatever arrives meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasuki.platform.access.models import Token
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person

NEWEST = ("-created_at", "-id")


@pytest.fixture
def ten_tokens(aoi: Person, at: datetime) -> list[str]:
    """Two made in each minute, so that ties have to be broken by the id."""
    for number in range(10):
        Token.objects.create(
            person=aoi, name=f"t{number}", digest=f"{number}", created_at=at + timedelta(minutes=number // 2)
        )
    return list(Token.objects.order_by(*NEWEST).values_list("name", flat=True))


@pytest.mark.parametrize("limit", [1, 3, 10, 200])
def test_the_pages_together_are_the_list(ten_tokens: list[str], limit: int) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        rows, cursor = page_of(Token.objects.all(), Paging(cursor=cursor, limit=limit), "name", order=NEWEST)
        seen += [row["name"] for row in rows]
        if cursor is None:
            break
    assert seen == ten_tokens


def test_what_arrives_meanwhile_moves_nothing(ten_tokens: list[str], aoi: Person, at: datetime) -> None:
    first, cursor = page_of(Token.objects.all(), Paging(limit=4), "name", order=NEWEST)
    Token.objects.create(person=aoi, name="late", digest="late", created_at=at + timedelta(hours=1))
    second, _ = page_of(Token.objects.all(), Paging(cursor=cursor, limit=200), "name", order=NEWEST)
    assert [row["name"] for row in first + second] == ten_tokens


def test_ascending_pages_work_the_same_way(ten_tokens: list[str]) -> None:
    first, cursor = page_of(Token.objects.all(), Paging(limit=6), "name", order=("created_at", "id"))
    second, end = page_of(
        Token.objects.all(), Paging(cursor=cursor, limit=6), "name", order=("created_at", "id")
    )
    assert [row["name"] for row in first + second] == ten_tokens[::-1]
    assert end is None


def test_a_page_counts_nothing_and_compares_whole_rows(ten_tokens: list[str]) -> None:
    _, cursor = page_of(Token.objects.all(), Paging(limit=2), "name", order=NEWEST)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page_of(Token.objects.all(), Paging(cursor=cursor, limit=2), "name", order=NEWEST)
    (query,) = [entry["sql"] for entry in queries.captured_queries]
    assert "COUNT" not in query
    assert '("access_token"."created_at", "access_token"."id") < (' in query


def test_a_list_of_the_api_is_walked_by_its_cursor(
    kei: Person, cast: Callable[..., Person], api: Callable[..., ApiClient]
) -> None:
    for number in range(5):
        cast(f"person{number}", "sdr")
    handles: list[str] = []
    cursor = None
    while True:
        page = api(kei).get("/people", limit=2, cursor=cursor).json
        handles += [item["handle"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert handles == sorted(Person.objects.values_list("handle", flat=True))
