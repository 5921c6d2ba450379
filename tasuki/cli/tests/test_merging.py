"""`tasuki account` and `contact`: `list`, `merge` and `unmerge`."""

from __future__ import annotations

from datetime import datetime, timedelta

from tasuki.cli.tests.conftest import Tasuki
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records import actions as records
from tasuki.records.models import Account


def company(kei: Person, at: datetime, name: str, **fields: str) -> Account:
    asked = records.NewAccount(name=name, force=True, **fields)  # type: ignore[arg-type]
    return records.create_account(asked, by=Actor.of(kei, "cli"), at=at)


def test_the_command_shows_the_plan_field_by_field(tasuki: Tasuki, kei: Person, at: datetime) -> None:
    one = company(kei, at, "甲社", industry="retail")
    two = company(kei, at, "甲", industry="saas")
    shown = tasuki(
        "account", "merge", two.pk, "--into", one.pk, "--dry-run", "--take", "industry=gone", as_="kei"
    )
    assert "Industry: saas replaces retail (chosen by you)" in shown.stdout
    told = tasuki("account", "merge", two.pk, "--into", one.pk, "--json", as_="kei").json
    assert told["id"] == str(one.pk)
    tried = tasuki("account", "unmerge", two.pk, "--dry-run", "--json", as_="kei").json
    assert tried["dry_run"]
    assert tasuki("account", "unmerge", two.pk, as_="kei").exit_code == 0
    assert (
        tasuki("account", "merge", two.pk, "--into", one.pk, "--take", "industry", as_="kei").exit_code == 2
    )


def test_accounts_and_their_people_are_listed_the_newest_first(
    tasuki: Tasuki, kei: Person, at: datetime
) -> None:
    plant = company(kei, at, "北斗精機", domain="hokuto.example", tier="tier_1")
    company(kei, at + timedelta(minutes=1), "南星物流")
    asked = records.NewContact(name="山本 由美", account=str(plant.pk), email="yumi@hokuto.example")
    records.create_contact(asked, by=Actor.of(kei, "cli"), at=at)
    told = tasuki("account", "list", "--json", as_="kei").json["items"]
    assert [one["name"] for one in told] == ["南星物流", "北斗精機"]
    found = tasuki("account", "list", "--domain", "https://www.hokuto.example", "--tier", "tier_1", as_="kei")
    assert "北斗精機" in found.stdout
    assert "南星物流" not in found.stdout
    people = tasuki("contact", "list", "--account", plant.pk, "--json", as_="kei").json["items"]
    assert [(one["name"], one["account"]) for one in people] == [("山本 由美", "北斗精機")]
