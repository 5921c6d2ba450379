"""Two companies, or two people, are one and part again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people import actions as people
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, NotPossibleNow
from tasuki.records import actions as records
from tasuki.records.actions import merging
from tasuki.records.models import Account, AccountPlan, Contact, ContactRole, Lead, Opportunity
from tasuki.stages.intake import actions
from tasuki.stages.intake.importing.run import import_file
from tasuki.stages.intake.incoming import read_incoming
from tests.journeys.scenery import Days
from tests.journeys.test_merging_leads import A, broken, everything

HOUR = timedelta(hours=1)


@pytest.fixture
def kei_(kei: Person) -> Actor:
    return Actor.of(kei, "cli")


@pytest.fixture
def deal(aoi: Person, ren: Person, at: datetime) -> Opportunity:
    lead = Days(aoi, ren, at - timedelta(days=2)).converted("11500000", *A)
    return Opportunity.objects.get(lead=lead)


def company(by: Actor, at: datetime, name: str, **fields: object) -> Account:
    return records.create_account(records.NewAccount(name=name, force=True, **fields), by=by, at=at)  # type: ignore[arg-type]


def person(by: Actor, at: datetime, name: str, account: Account, **fields: str) -> Contact:
    asked = records.NewContact(name=name, account=str(account.pk), force=True, **fields)  # type: ignore[arg-type]
    return records.create_contact(asked, by=by, at=at)


def test_what_belongs_to_a_company_belongs_to_the_one_that_stays_and_goes_back(
    deal: Opportunity, kei_: Actor, at: datetime
) -> None:
    survivor = company(kei_, at, "㈱北斗精機", industry="manufacturing")
    gone = Account.objects.get(pk=deal.account_id)
    AccountPlan.objects.create(account=gone, opened_at=at)
    before = everything()
    plan = merging.plan_merge("account", gone.pk, survivor.pk, by=kei_, at=at)
    places = {part.place.partition(".")[2] for part in plan.parts}
    assert places >= {"Opportunity", "Contact", "Lead", "AccountPlan", "Conversion"}
    assert everything() == before
    merged = merging.merge("account", gone.pk, survivor.pk, by=kei_, at=at, choices={"name": "gone"})
    assert merged.name == gone.name
    deal.refresh_from_db()
    assert deal.account_id == survivor.pk
    assert not Lead.objects.filter(account=gone).exists()
    assert not Contact.objects.filter(account=gone).exists()
    assert not broken()
    assert Event.objects.filter(code="account.merged", subject_id=gone.pk).exists()
    with pytest.raises(NotPossibleNow):
        merging.merge("account", gone.pk, company(kei_, at, "別会社").pk, by=kei_, at=at)
    parted = merging.unmerge("account", gone.pk, by=kei_, at=at + HOUR)
    assert not parted.kept
    Account.objects.filter(name="別会社").delete()
    assert everything() == before
    assert not broken()


def test_a_company_that_parts_again_is_nobodys_who_left_meanwhile(
    cast: Callable[..., Person], ren: Person, kei_: Actor, at: datetime
) -> None:
    taro = cast("taro", "ae")
    survivor, gone = company(kei_, at, "北斗精機"), company(kei_, at, "北斗")
    Account.objects.filter(pk=survivor.pk).update(owner=ren)
    Account.objects.filter(pk=gone.pk).update(owner=taro)
    merging.merge("account", gone.pk, survivor.pk, by=kei_, at=at)
    people.deactivate(taro.pk, by=kei_, at=at)
    merging.unmerge("account", gone.pk, by=kei_, at=at + HOUR)
    gone.refresh_from_db()
    assert gone.owner == ren, "it was theirs as long as both were one"


def test_a_role_that_both_have_in_one_deal_becomes_one(deal: Opportunity, kei_: Actor, at: datetime) -> None:
    gone = Contact.objects.get(roles__opportunity=deal, roles__is_primary=True)
    role = ContactRole.objects.get(contact=gone)
    survivor = person(kei_, at, "山本 由美", Account.objects.get(pk=deal.account_id))
    ContactRole.objects.create(opportunity=deal, contact=survivor, role=role.role)
    ContactRole.objects.create(opportunity=deal, contact=gone, role="end_user")
    before = everything()
    merging.merge("contact", gone.pk, survivor.pk, by=kei_, at=at)
    roles = dict(ContactRole.objects.filter(contact=survivor).values_list("role", "is_primary"))
    assert roles == {role.role: True, "end_user": False}
    assert not ContactRole.objects.filter(contact=gone).exists()
    assert not broken()
    assert not merging.unmerge("contact", gone.pk, by=kei_, at=at).kept
    assert everything() == before


def test_people_of_different_companies_are_merged_with_a_word_of_warning(kei_: Actor, at: datetime) -> None:
    one, two = (person(kei_, at, "田中 舞", company(kei_, at, name)) for name in ("甲社", "乙社"))
    plan = merging.plan_merge("contact", one.pk, two.pk, by=kei_, at=at)
    assert [note.spoken("en") for note in plan.notes] == [
        "They belong to different companies: 乙社 and 甲社."
    ]
    assert next(field for field in plan.fields if field.name == "account").takes == "survivor"


def test_a_value_that_a_person_typed_is_kept_and_an_older_one_of_a_file_gives_way(
    kei_: Actor, at: datetime, tmp_path: Path
) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("Account Name,Industry,Employees\n株式会社北斗精機,retail,10\n", encoding="utf-8")
    import_file("accounts", file, by=kei_, at=at)
    imported = Account.objects.get()
    typed = company(kei_, at - HOUR, "北斗精機", industry="manufacturing", employees=500)
    plan = merging.plan_merge("account", typed.pk, imported.pk, by=kei_, at=at)
    takes = {one.name: (one.takes, one.because.template) for one in plan.fields}
    assert takes["industry"] == ("gone", "a person entered it on the one that goes")
    other_way = merging.plan_merge("account", imported.pk, typed.pk, by=kei_, at=at)
    assert {one.takes for one in other_way.fields if one.name in ("industry", "employees")} == {"survivor"}


def test_a_company_is_merged_by_its_owner_their_manager_or_marketing(
    ren: Person, mio: Person, aoi: Person, sora: Person, kei_: Actor, at: datetime
) -> None:
    survivor, gone = (company(kei_, at, name, owner="ren") for name in ("甲社", "甲"))
    for somebody in (ren, mio, sora):
        merging.plan_merge("account", gone.pk, survivor.pk, by=Actor.of(somebody, "web"), at=at)
    with pytest.raises(Forbidden):
        merging.merge("account", gone.pk, survivor.pk, by=Actor.of(aoi, "web"), at=at)
    foreign = company(kei_, at, "乙社", owner="kei")
    with pytest.raises(Forbidden):
        merging.merge("account", gone.pk, foreign.pk, by=Actor.of(ren, "web"), at=at)


def test_a_file_and_the_api_find_the_record_that_stayed(kei_: Actor, at: datetime, tmp_path: Path) -> None:
    def bring(kind: str, text: str, duplicates: str = "update") -> None:
        file = tmp_path / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        import_file(kind, file, by=kei_, at=at, duplicates=duplicates)  # type: ignore[arg-type]

    bring("accounts", "Account ID,Account Name\na-1,Acme\na-2,Acme Two\n")
    bring("leads", "Lead ID,Name,Email\nl-1,Anna,a@acme.com\nl-2,Anna,b@acme.com\n")
    stays, goes = Account.objects.get(external_id="a-1"), Account.objects.get(external_id="a-2")
    merging.merge("account", goes.pk, stays.pk, by=kei_, at=at)
    one, two = Lead.objects.get(external_id="l-1"), Lead.objects.get(external_id="l-2")
    actions.merge(two.pk, one.pk, by=kei_, at=at)
    bring("contacts", "Name,Email,Account ID\nBen,ben@acme.com,a-2\n")
    assert Contact.objects.get().account_id == stays.pk
    bring("leads", "Lead ID,Name,Email,Title\nl-2,Anna,b@acme.com,Buyer\n")
    two.refresh_from_db()
    one.refresh_from_db()
    assert (one.title, two.title) == ("Buyer", "")
    actions.capture(read_incoming({"external_id": "l-2", "person": {"title": "Head"}}), by=kei_, at=at)
    two.refresh_from_db()
    one.refresh_from_db()
    assert (one.title, two.title) == ("Head", "")
