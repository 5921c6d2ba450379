"""Two records are made one on a page, field by field, and parted again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Contact, Lead, Touchpoint

Visit = Callable[..., Visitor]
TAKE_THE_ADDRESS: dict[str, Any] = {"take:email": "gone"}


@pytest.fixture
def lead(aoi: Person, at: datetime) -> Callable[..., Lead]:
    def make(name: str, email: str, **more: Any) -> Lead:
        return Lead.objects.create(
            name=name, email=email, owner=aoi, state="sal", captured_at=at, state_since=at, created_at=at,
            company_name="株式会社北斗精機", search_text=name, **more,
        )  # fmt: skip

    return make


@pytest.fixture
def twins(db: None, at: datetime) -> tuple[Account, Account]:
    def account(name: str, **more: Any) -> Account:
        return Account.objects.create(name=name, name_key="北斗精機", created_at=at, **more)

    return account("株式会社北斗精機", domain="hokuto.co.jp"), account(
        "北斗精機", country="JP", industry="saas"
    )


def test_two_leads_are_compared_merged_and_parted_again(
    lead: Callable[..., Lead], aoi: Person, visit: Visit, at: datetime
) -> None:
    stays, goes = lead("山本 由美", "yumi@hokuto.co.jp"), lead("山本 ゆみ", "y@hokuto.co.jp", title="部長")
    Touchpoint.objects.create(lead=goes, kind="call", at=at, by=aoi)
    desk, page = visit(aoi, "en"), f"/leads/{goes.pk}/merge"
    assert f"?into={stays.pk}" in desk.read(f"{page}?q=山本")
    shown = desk.fill(f"{page}?into={stays.pk}", page, rationale="同じ名刺", **TAKE_THE_ADDRESS)
    assert "is merged into this one" in shown
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (stays.email, stays.title, stays.touchpoints.count()) == ("y@hokuto.co.jp", "部長", 1)
    assert goes.merged_into == stays
    apart = f"/leads/{goes.pk}/unmerge"
    assert "touchpoints: 1" in desk.read(apart)
    assert "The two are apart again" in desk.fill(apart, apart)
    stays.refresh_from_db()
    assert (stays.email, stays.touchpoints.count()) == ("yumi@hokuto.co.jp", 0)


def test_two_of_one_name_are_told_apart(lead: Callable[..., Lead], aoi: Person, visit: Visit) -> None:
    goes, stays = lead("石井 智", "s.ishii@hokuto.co.jp"), lead("石井 智", "ishii@hokuto.co.jp")
    page = visit(aoi, "en").read(f"/leads/{goes.pk}/merge?into={stays.pk}")
    assert "石井 智 (s.ishii@hokuto.co.jp) → 石井 智 (ishii@hokuto.co.jp)" in page


def test_what_somebody_agreed_to_is_compared_in_words(
    lead: Callable[..., Lead], aoi: Person, visit: Visit
) -> None:
    one = lead("高橋 美咲", "m@hokuto.example.jp", consent={"marketing": True, "given_at": None})
    other = lead("高橋 美咲", "t@hokuto.example.jp", consent={"marketing": False, "given_at": None})
    page = visit(aoi, "en").read(f"/leads/{one.pk}/merge?into={other.pk}")
    assert "Marketing may write: yes" in page
    assert "Marketing may write: no" in page
    assert "given_at" not in page


def test_a_company_finds_its_twin_and_takes_what_it_lacks(
    twins: tuple[Account, Account], kei: Person, visit: Visit, at: datetime
) -> None:
    stays, goes = twins
    Contact.objects.create(name="山本 由美", account=goes, created_at=at)
    desk, page = visit(kei, "ja"), f"/accounts/{goes.pk}/merge"
    assert f"?into={stays.pk}" in desk.read(page)
    assert "統合しました" in desk.fill(f"{page}?into={stays.pk}", page)
    stays.refresh_from_db()
    assert (stays.name, stays.country, stays.contacts.count()) == ("株式会社北斗精機", "JP", 1)
    assert "統合を元に戻す" in desk.read(f"/accounts/{goes.pk}")


def test_who_may_not_merge_is_told_so_and_a_record_is_not_merged_into_itself(
    twins: tuple[Account, Account], aoi: Person, kei: Person, visit: Visit
) -> None:
    stays, goes = twins
    visit(aoi).read(f"/accounts/{goes.pk}/merge?into={stays.pk}", status=403)
    visit(kei).read(f"/accounts/{goes.pk}/merge?into={goes.pk}", status=422)
    visit(kei).read(f"/accounts/{goes.pk}/merge?into=x", status=404)
    assert "merge" not in visit(aoi).read(f"/accounts/{goes.pk}")
