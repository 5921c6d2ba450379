"""`tasuki account merge` and `unmerge`."""

from __future__ import annotations

from datetime import datetime

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
