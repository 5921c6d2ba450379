"""Leads by their text, by whose they are and by when they changed: at the API, whatever brought them here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.stages.intake import searching
from tasuki.stages.intake.actions import capture, edit, merge, revert_import
from tasuki.stages.intake.incoming import read_incoming
from tasuki.stages.intake.tests.conftest import Bring

As = Callable[[Person], Actor]
Come = Callable[..., Lead]


@pytest.fixture
def come(sora: Person, as_: As, at: datetime) -> Come:
    """``come("高橋 美咲", "㈱サンプル製作所")``: Sora captures this person of this company."""

    def captured(name: str, company: str = "", **person: Any) -> Lead:
        source = {"person": {"name": name, **person}, "company": {"name": company} if company else {}}
        return capture(read_incoming(source), by=as_(sora), at=at)

    return captured


@pytest.fixture
def kei_at_the_api(kei: Person, at: datetime) -> ApiClient:
    return ApiClient.of(kei, at)


@pytest.fixture
def listed(kei_at_the_api: ApiClient) -> Callable[..., list[str]]:
    """The names of the leads that the API lists for Kei, as it orders them."""

    def names(**asked: Any) -> list[str]:
        return [item["name"] for item in kei_at_the_api.get("/leads", **asked).json["items"]]

    return names


@pytest.fixture(params=["rare", "common"])
def words_are(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Common words are looked for among the newest leads, rare ones in the index: both find the same."""
    if request.param == "common":
        monkeypatch.setattr(searching, "MANY", -1)


@pytest.mark.usefixtures("words_are")
@pytest.mark.parametrize(
    "text",
    [
        "株式会社サンプル製作所", "(株)ｻﾝﾌﾟﾙ", "さんぷる", "髙橋", "美咲 高橋", "ミサキ", "高",
        "misaki@example.co.jp", "03-1234-5678",
    ],
)  # fmt: skip
def test_a_lead_is_found_in_any_spelling(text: str, come: Come, listed: Callable[..., list[str]]) -> None:
    come("Anna Smith", "Acme Inc.", email="anna@acme.com", phone="+15127576000")
    come(
        "高橋 美咲",
        "㈱サンプル製作所",
        kana="タカハシ ミサキ",
        email="misaki@example.co.jp",
        phone="+81312345678",
    )
    assert listed(q=text) == ["高橋 美咲"]


@pytest.mark.usefixtures("words_are")
def test_letters_that_stand_there_in_another_order_are_not_the_word(
    come: Come, listed: Callable[..., list[str]]
) -> None:
    come("Lisa Martin")
    assert listed(q="lin") == []
    assert listed(q="tin") == ["Lisa Martin"]


def test_an_edited_lead_is_found_by_its_new_name_only(
    come: Come, listed: Callable[..., list[str]], sora: Person, as_: As, at: datetime
) -> None:
    lead = come("高橋 美咲", "サンプル製作所")
    edit(lead.pk, {"company": {"name": "ブルー商事"}}, by=as_(sora), at=at)
    assert listed(q="ﾌﾞﾙｰ") == ["高橋 美咲"]
    assert listed(q="サンプル") == []


def test_a_merged_lead_is_found_by_what_either_was_called(
    come: Come, listed: Callable[..., list[str]], kei: Person, as_: As, at: datetime
) -> None:
    ours, theirs = come("高橋 美咲", "サンプル製作所"), come("Misaki Takahashi")
    survivor = merge(theirs.pk, ours.pk, by=as_(kei), at=at)
    assert survivor.name in listed(q="takahashi")


def test_imported_leads_are_found_too_and_after_an_update_by_both_names(
    bring: Bring, listed: Callable[..., list[str]], sora: Person, as_: As, at: datetime
) -> None:
    bring("leads", "Id,Name,Company\n1,高橋 美咲,㈱サンプル製作所\n2,Anna Smith,Acme Inc.\n")
    assert listed(q="さんぷる製作所") == ["高橋 美咲"]
    update = bring("leads", "Id,Company\n1,ブルー商事\n", duplicates="update")
    assert listed(q="ブルー") == listed(q="サンプル") == ["高橋 美咲"]
    revert_import(update.import_id, by=as_(sora), at=at)
    assert (listed(q="ブルー"), listed(q="サンプル")) == ([], ["高橋 美咲"])


def test_pages_of_somebodys_leads_go_on_whether_they_are_the_sdr_or_the_ae(
    come: Come, kei_at_the_api: ApiClient, aoi: Person, ren: Person, at: datetime
) -> None:
    for number in range(9):
        lead = come(f"{number}")
        Lead.objects.filter(pk=lead.pk).update(
            captured_at=at + timedelta(minutes=number),
            owner=(aoi, None, ren)[number % 3],
            ae=(ren, aoi, aoi)[number % 3] if number < 6 else None,
        )
    seen: list[str] = []
    cursor = None
    while True:
        page = kei_at_the_api.get("/leads", owner="aoi", limit=2, cursor=cursor).json
        seen += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


def test_an_sdr_sees_the_teams_leads_and_nobodys(
    come: Come, aoi: Person, ren: Person, stranger: Person, at: datetime
) -> None:
    for name, owner in (("Aoi's", aoi), ("Ren's", ren), ("Another team's", stranger), ("Nobody's", None)):
        Lead.objects.filter(pk=come(name).pk).update(owner=owner)
    items = ApiClient.of(aoi, at).get("/leads").json["items"]
    assert sorted(item["name"] for item in items) == ["Aoi's", "Nobody's", "Ren's"]


def test_what_was_imported_since_is_news_although_it_was_captured_long_ago(
    bring: Bring, come: Come, listed: Callable[..., list[str]], at: datetime
) -> None:
    old = come("Old")
    Lead.objects.filter(pk=old.pk).update(captured_at=at - timedelta(days=9))
    bring("leads", "Id,Name,Created Date\n1,Anna Smith,2024-10-01\n")
    assert listed(updated_since=at.isoformat()) == ["Old", "Anna Smith"]
    assert listed(updated_since=(at + timedelta(seconds=1)).isoformat()) == []
