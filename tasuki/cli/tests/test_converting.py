"""Converting at the command line: which account, which opportunity, and undoing it twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tasuki.cli.invariants import examine
from tasuki.cli.tests.conftest import FrontDoorClock, Tasuki
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Lead, Opportunity
from tasuki.rules.matching import CompanyFacts, blocking_keys
from tasuki.stages.conversion.tests import conftest as conversion

Ready = Callable[..., Lead]
ready = conversion.ready
FIELDS: dict[str, Any] = {**conversion.INPUT, "account": {"action": "match"}}


@pytest.fixture
def imported(agreement: None, clock: FrontDoorClock) -> Account:
    facts = CompanyFacts(name="(株)サンプル製作所")
    return Account.objects.create(
        name=facts.name, name_key="サンプル製作所", match_keys=list(blocking_keys(facts)), created_at=clock.at
    )


def broken() -> set[str]:
    """What the doctor would find; leads that no action captured have no history."""
    return {one.invariant.key for one in examine() if not one.holds}


def test_a_probable_account_stops_the_conversion_until_an_option_says_which(
    tasuki: Tasuki, ready: Ready, imported: Account, ren: Person
) -> None:
    lead = str(ready().pk)
    refused = tasuki("convert", lead, "--input", "-", as_="ren", stdin=FIELDS)
    assert refused.exit_code == 1
    assert str(imported.pk) in refused.stdout + refused.stderr
    both = ("--account", str(imported.pk), "--new-account")
    assert tasuki("convert", lead, *both, as_="ren").exit_code == 2
    known = ("--new-account", "--besides", str(imported.pk))
    preview = tasuki("convert", lead, "--preview", "--input", "-", *known, "--json", as_="ren", stdin=FIELDS)
    assert preview.json["account"]["action"] == "create"
    linking = ("--account", str(imported.pk), "--json")
    linked = tasuki("convert", lead, "--input", "-", *linking, as_="ren", stdin=FIELDS)
    assert linked.json["account_id"] == str(imported.pk)


def test_the_preview_offers_the_open_opportunity_and_the_lead_joins_it(
    tasuki: Tasuki, ready: Ready, ren: Person
) -> None:
    made = tasuki("convert", str(ready().pk), "--input", "-", "--json", as_="ren", stdin=FIELDS).json
    deal = made["opportunity_id"]
    lead = str(ready(name="鈴木 一郎", email="suzuki@example.co.jp").pk)
    before = broken()
    offered = tasuki("convert", lead, "--preview", "--input", "-", as_="ren", stdin=FIELDS).stdout
    assert f"--into {deal}" in offered
    other = {**FIELDS, "opportunity": {**FIELDS["opportunity"], "risks": "資材の遅れ"}}
    shown = tasuki(
        "convert", lead, "--preview", "--into", deal, "--input", "-", as_="ren", stdin=other
    ).stdout
    assert "differs; the record's stays" in shown
    joined = tasuki("convert", lead, "--into", deal, "--input", "-", "--json", as_="ren", stdin=other).json
    assert (joined["opportunity_id"], joined["joined"]) == (deal, True)
    assert Opportunity.objects.get().risks == "既存ERPの改修時期"
    assert broken() <= before
    undone = tasuki("void", lead, "--reason", "It belongs to another deal of theirs.", "--json", as_="ren")
    assert undone.exit_code == 0
    assert Opportunity.objects.get().state == "open"
    assert broken() <= before


def test_undoing_twice_says_who_has_done_it_and_when(tasuki: Tasuki, ready: Ready, ren: Person) -> None:
    lead = str(ready().pk)
    tasuki("convert", lead, "--input", "-", as_="ren", stdin=FIELDS)
    assert tasuki("void", lead, "--preview", as_="ren").exit_code == 0
    unsaid = tasuki("void", lead, "--json", as_="ren")
    assert (unsaid.exit_code, unsaid.json["errors"][0]["pointer"]) == (2, "/reason")
    reason = ("--reason", "Converted the wrong lead of the two at this company.")
    assert tasuki("void", lead, *reason, as_="ren").exit_code == 0
    again = tasuki("void", lead, *reason, as_="ren")
    assert again.exit_code == 1
    assert "林 蓮 already voided it on 2026-11-20 06:00." in again.stdout + again.stderr
