"""The palette and its page: records in any spelling, people, things to do, and what was open lately."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.desk.panels.finding import find
from tasuki.desk.tests import story
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Campaign, Contact, Lead, Opportunity
from tasuki.stages.intake import searching

As = Callable[[Person], Actor]
Visit = Callable[..., Visitor]


@pytest.fixture
def company(ren: Person, at: datetime) -> Account:
    """㈱ブルー・スカイ製作所, with somebody to talk to and a deal of Ren's."""
    account = Account.objects.create(
        name="㈱ブルー・スカイ製作所", name_key="ぶるすかい製作所", domain="aozora.co.jp", created_at=at
    )
    Contact.objects.create(
        name="髙橋 美咲", kana="タカハシ ミサキ", account=account, email="misaki@aozora.co.jp",
        match_keys=["e:misaki@aozora.co.jp"], created_at=at,
    )  # fmt: skip
    Opportunity.objects.create(
        name="㈱ブルー・スカイ製作所 - Planner - 出荷計画", stage="discovery", stage_since=at, owner=ren,
        account=account, created_at=at,
    )  # fmt: skip
    Campaign.objects.create(code="q4-webinar", name="秋のウェビナー", created_at=at)
    return account


def _found(text: str, by: Actor) -> dict[str, list[str]]:
    return {group.key: [hit.title for hit in group.hits] for group in find(text, by=by)}


@pytest.fixture(params=["rare", "common"])
def words_are(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "common":
        monkeypatch.setattr(searching, "MANY", -1)


@pytest.mark.usefixtures("words_are")
@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("株式会社ブルースカイ製作所", {"accounts", "opportunities"}),
        ("ﾌﾞﾙｰｽｶｲ", {"accounts", "opportunities"}),
        ("ぶるーすかい", {"accounts", "opportunities"}),
        ("aozora", {"accounts", "contacts"}),
        ("高橋", {"contacts"}),
        ("美咲 髙橋", {"contacts"}),
        ("ﾐｻｷ", {"contacts"}),
        ("misaki@aozora.co.jp", {"accounts", "contacts"}),
        ("planner", {"opportunities"}),
        ("ウェビナー", {"campaigns"}),
        ("Q4 webinar", {"campaigns"}),
    ],
)  # fmt: skip
def test_every_kind_of_record_is_found_in_any_spelling(
    text: str, kinds: set[str], company: Account, ren: Person, as_: As
) -> None:
    assert set(_found(text, as_(ren))) == kinds


def test_whoever_writes_a_name_the_search_follows(company: Account, ren: Person, as_: As) -> None:
    Account.objects.filter(pk=company.pk).update(name="緑川商事")
    assert "accounts" in _found("緑川", as_(ren))
    assert "accounts" not in _found("ブルー", as_(ren))
    company.refresh_from_db()
    company.name = "青空工業"
    company.save()
    assert "accounts" in _found("青空", as_(ren))


def test_nobody_finds_what_they_may_not_see(
    company: Account, ren: Person, stranger: Person, as_: As, visit: Visit, aoi: Person
) -> None:
    story.captured(visit(aoi))
    assert "opportunities" in _found("planner", as_(ren))
    assert "opportunities" not in _found("planner", as_(stranger))
    assert "leads" in _found("サンプル", as_(aoi))
    assert "leads" not in _found("サンプル", as_(stranger))


def test_what_begins_with_the_word_comes_first(aoi: Person, as_: As, at: datetime) -> None:
    for number, name in enumerate(("青葉電機", "東青葉物流", "南青葉商会")):
        Account.objects.create(name=name, name_key=name, created_at=at + timedelta(minutes=number))
    assert _found("青葉", as_(aoi))["accounts"][0] == "青葉電機"


@pytest.mark.parametrize("text", ["new lead", "新規 リード", "リード 登録"])
def test_things_to_do_are_found_in_either_language(text: str, aoi: Person, as_: As) -> None:
    groups = {group.key: group for group in find(text, by=as_(aoi))}
    assert "/leads/new" in [hit.href for hit in groups["actions"].hits]


@pytest.mark.parametrize("text", ["handoffs", "引き継ぎ", "引継ぎ"])
def test_every_list_is_a_place_to_go_to(text: str, aoi: Person, as_: As) -> None:
    groups = {group.key: group for group in find(text, by=as_(aoi))}
    assert "/handoffs" in [hit.href for hit in groups["actions"].hits]


@pytest.mark.parametrize("text", ["%", "_", "'", "・"])
def test_signs_alone_find_nothing(text: str, company: Account, ren: Person, as_: As) -> None:
    assert _found(text, as_(ren)) == {}


def test_what_somebody_may_not_do_is_not_offered(aoi: Person, mio: Person, as_: As) -> None:
    assert "actions" not in _found("import leads", as_(aoi))
    assert "actions" in _found("import leads", as_(mio))


def test_colleagues_lead_to_what_they_have(ren: Person, aoi: Person, as_: As) -> None:
    (group,) = (one for one in find("林", by=as_(aoi)) if one.key == "people")
    assert (group.hits[0].title, group.hits[0].href) == ("林 蓮", "/opportunities?owner=ren")


def test_an_empty_search_offers_what_was_open_lately_as_far_as_one_may_still_see_it(
    company: Account, ren: Person, visit: Visit, as_: As, clock: list[datetime]
) -> None:
    deal, ae = Opportunity.objects.get(), visit(ren)
    ae.read(f"/accounts/{company.pk}")
    clock[0] += timedelta(minutes=1)
    ae.read(f"/opportunities/{deal.pk}")
    assert _found("", as_(ren))["recent"] == [deal.name, company.name]
    Opportunity.objects.update(owner=None, sdr=None)
    Opportunity.objects.filter(pk=deal.pk).update(
        owner=Person.objects.create(handle="x", created_at=clock[0])
    )
    assert _found("", as_(ren))["recent"] == [company.name]


def test_the_search_is_a_page_without_scripts_and_a_list_for_the_palette(
    company: Account, ren: Person, visit: Visit
) -> None:
    ae = visit(ren)
    page = ae.read("/find?q=%E3%83%96%E3%83%AB%E3%83%BC")
    assert "<html" in page
    assert f"/accounts/{company.pk}" in page
    listed = ae.client.get("/find", {"q": "ブルー"}, headers={"X-Palette": "1"}).content.decode()
    assert "<html" not in listed
    assert 'role="option"' in listed
    assert "該当" in ae.read("/find?q=zzzzzz")


def test_a_lead_says_what_others_did_since_one_last_looked(
    aoi: Person, mio: Person, visit: Visit, clock: list[datetime]
) -> None:
    sdr, manager = visit(aoi), visit(mio, "en")
    lead = story.captured(sdr)
    page = f"/leads/{lead.pk}"
    assert "Changed since you last looked" not in manager.read(page)
    clock[0] += timedelta(hours=2)
    sdr.fill(page, f"{page}/touch", kind="call", two_way=None, content="不在")
    clock[0] += timedelta(hours=1)
    assert "Changed since you last looked" not in visit(aoi, "en").read(page)
    for _ in range(2):  # reading it twice in one sitting does not hide the news
        shown = manager.read(page)
        news = shown.split('id="news-title"')[1].split("</section>")[0]
        assert "A touchpoint was logged." in news
    clock[0] += timedelta(hours=1)
    assert "Changed since you last looked" not in manager.read(page)
    assert Lead.objects.count() == 1
