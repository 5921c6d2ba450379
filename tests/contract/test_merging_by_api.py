"""Merging through the API: planned, done, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person
from tasuki.records import actions as records
from tasuki.records.models import Account, Lead

Api = Callable[..., ApiClient]


def company(kei: Person, at: datetime, name: str, **fields: str) -> Account:
    asked = records.NewAccount(name=name, force=True, **fields)  # type: ignore[arg-type]
    return records.create_account(asked, by=Actor.of(kei, "cli"), at=at)


def test_the_api_plans_merges_and_takes_back(api: Api, kei: Person, at: datetime) -> None:
    client = api(kei)
    ids = [
        client.post("/leads", {"person": {"name": "Anna", "email": f"{n}@acme.com"}}).json["id"] for n in "ab"
    ]
    body = {"survivor_id": ids[0], "dry_run": True, "choices": {"email": "gone"}}
    plan = client.post(f"/leads/{ids[1]}/merge", body).json
    assert (plan["possible"], plan["blockers"]) == (True, [])
    email = next(one for one in plan["fields"] if one["name"] == "email")
    assert (email["takes"], email["because"], email["gone"]) == ("gone", "chosen by you", "b@acme.com")
    assert Lead.objects.filter(merged_into=None).count() == 2
    merged = client.post(f"/leads/{ids[1]}/merge", {**body, "dry_run": False})
    assert (merged.status, merged.json["person"]["email"]) == (200, "b@acme.com")
    tried = client.post(f"/leads/{ids[1]}/unmerge?dry_run=true")
    assert tried.json["fields"] == ["email"]
    assert client.get(f"/leads/{ids[1]}").json["state"] == "merged"
    assert client.post(f"/leads/{ids[1]}/unmerge").json["kept"] == []
    assert client.get(f"/leads/{ids[1]}").json["state"] != "merged"
    assert client.post(f"/leads/{ids[1]}/unmerge").status == 404
    wrong = client.post(f"/leads/{ids[1]}/merge", {"survivor_id": ids[0], "choices": {"colour": "gone"}})
    assert (wrong.status, wrong.problem["errors"][0]["pointer"]) == (422, "/choices/colour")

    one, two = (company(kei, at, name) for name in ("甲社", "甲"))
    plan = client.post(f"/accounts/{two.pk}/merge", {"survivor_id": str(one.pk), "dry_run": True}).json
    assert plan["subject"] == "account"
    assert client.post(f"/accounts/{two.pk}/merge", {"survivor_id": str(one.pk)}).json["id"] == str(one.pk)
    assert client.post(f"/accounts/{two.pk}/unmerge").json["survivor_id"] == str(one.pk)
