"""The deal afterwards at the command line: who decides, what happens next, what people owe, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasuki.cli.tests.conftest import Tasuki
from tasuki.platform.people.models import Person
from tasuki.records.models import Contact, Lead, Opportunity
from tasuki.stages.conversion.tests import conftest as conversion

ready = conversion.ready


@pytest.fixture
def deal(tasuki: Tasuki, ready: Callable[..., Lead], ren: Person) -> str:
    made = tasuki(
        "convert", str(ready().pk), "--input", "-", "--json", as_="ren", stdin=conversion.INPUT
    ).json
    return str(made["opportunity_id"])


def test_nothing_goes_back_without_saying_why(tasuki: Tasuki, deal: str) -> None:
    tasuki("opportunity", "advance", deal, "qualification", as_="ren")
    refused = tasuki("opportunity", "advance", deal, "discovery", "--json", as_="ren")
    assert (refused.exit_code, [one["rule_id"] for one in refused.json["errors"]]) == (2, ["HY-8"])
    why = ("--evidence", "The budget owner has left; who decides is open again.")
    assert tasuki("opportunity", "advance", deal, "discovery", *why, as_="ren").exit_code == 0


def test_who_decides_is_linked_changed_and_unlinked(tasuki: Tasuki, deal: str) -> None:
    row = Opportunity.objects.get(pk=deal)
    signer = Contact.objects.create(name="木村 亮", account=row.account, created_at=row.created_at)
    old = row.contact_roles.get(is_primary=True)
    added = tasuki("opportunity", "contact", "add", deal, signer.pk, "signer", "--json", as_="ren")
    assert {one["role"] for one in added.json["contacts"] if one["id"] == str(signer.pk)} == {"signer"}
    role = signer.roles.get().pk
    words = ("--role", "economic_buyer", "--primary", "--stance", "for us", "--json")
    changed = tasuki("opportunity", "contact", "change", role, *words, as_="ren").json["contacts"]
    assert [(one["role_id"], one["stance"]) for one in changed if one["primary"]] == [(str(role), "for us")]
    refused = tasuki("opportunity", "contact", "remove", role, as_="ren")
    assert (refused.exit_code, "primary" in refused.stderr) == (2, True)
    assert tasuki("opportunity", "contact", "remove", old.pk, as_="ren").exit_code == 0


def test_a_next_step_is_planned_moved_done_taken_back_and_cancelled(tasuki: Tasuki, deal: str) -> None:
    words = ("step", "add", deal, "Demo with the planners", "--due-on", "2026-12-03", "--json")
    steps = tasuki("opportunity", *words, as_="ren").json["next_steps"]
    key = next(one["id"] for one in steps if one["action"] == "Demo with the planners")
    late = tasuki("opportunity", "step", "change", key, "--due-on", "2026-11-19", "--json", as_="ren")
    assert (late.exit_code, [one["pointer"] for one in late.json["errors"]]) == (2, ["/due_on"])
    for verb in ("done", "reopen", "cancel"):
        assert tasuki("opportunity", "step", verb, key, as_="ren").exit_code == 0
    left = tasuki("opportunity", "show", deal, "--json", as_="ren").json["next_steps"]
    assert key not in [one["id"] for one in left]


def test_a_task_is_added_given_on_and_done(tasuki: Tasuki, deal: str, aoi: Person) -> None:
    words = ("task", "add", "Send the minutes", "--opportunity", deal, "--due-on", "2026-12-01", "--json")
    key = tasuki(*words, as_="ren").json["items"][0]["id"]
    assert key in tasuki("task", "list", as_="ren").stdout
    tasuki("task", "change", key, "--owner", "aoi", as_="ren")
    assert [one["id"] for one in tasuki("task", "list", "--json", as_="aoi").json["items"]] == [key]
    assert tasuki("task", "done", key, as_="aoi").exit_code == 0
    assert tasuki("task", "list", "--json", as_="aoi").json["items"] == []
    assert tasuki("task", "reopen", key, "--json", as_="aoi").json["items"][0]["done_at"] is None


def test_an_account_is_planned(tasuki: Tasuki, deal: str) -> None:
    account = Opportunity.objects.get(pk=deal).account_id
    opened = tasuki("plan", "open", account, "--opportunity", deal, "--json", as_="ren").json
    row = {"action": "Meet the plant manager", "owner": "ren", "due_on": "2027-01-20"}
    words = ("plan", "edit", opened["id"], "--input", "-", "--json")
    assert tasuki(*words, as_="ren", stdin={"actions": [row]}).json["actions"] == [{**row, "done": False}]
    assert "Meet the plant manager" in tasuki("plan", "show", opened["id"], as_="ren").stdout
    assert tasuki("plan", "close", opened["id"], as_="ren").exit_code == 0
    assert tasuki("plan", "reopen", opened["id"], "--json", as_="ren").json["closed_at"] is None
