"""Tokens: shown once, narrowed by scope, ended by their owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.access import tokens
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.models import Token
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person

Api = Callable[..., ApiClient]


def test_a_new_token_works_and_its_secret_is_never_shown_again(aoi: Person, api: Api) -> None:
    made = api(aoi).post("/tokens", {"name": "export", "scopes": ["read"]})
    assert made.status == 201
    assert ApiClient(made.json["token"]).get("/people/me").json["handle"] == "aoi"
    listed = api(aoi).get("/tokens").json["items"]
    assert any(item["name"] == "export" for item in listed)
    assert all("token" not in item and "digest" not in item for item in listed)
    assert not Token.objects.filter(digest=made.json["token"]).exists()


def test_a_revoked_token_opens_nothing_and_stays_revoked(aoi: Person, api: Api) -> None:
    made = api(aoi).post("/tokens", {"scopes": ["all"]}).json
    first = api(aoi).delete(f"/tokens/{made['id']}").json["revoked_at"]
    assert first
    assert ApiClient(made["token"]).get("/people/me").status == 401
    assert api(aoi).delete(f"/tokens/{made['id']}").json["revoked_at"] == first


def test_nobody_sees_or_ends_somebody_elses_token_but_revops(
    aoi: Person, ren: Person, kei: Person, api: Api
) -> None:
    made = api(aoi).post("/tokens", {"scopes": ["read"], "name": "hers"}).json
    assert "hers" not in [item["name"] for item in api(ren).get("/tokens").json["items"]]
    assert api(ren).delete(f"/tokens/{made['id']}").status == 404
    assert api(ren).post("/tokens", {"person": "aoi", "scopes": ["read"]}).status == 403
    assert "hers" in [item["name"] for item in api(kei).get("/tokens").json["items"]]
    assert api(kei).delete(f"/tokens/{made['id']}").status == 200


def test_an_unknown_scope_is_refused(aoi: Person, api: Api) -> None:
    answer = api(aoi).post("/tokens", {"scopes": ["lead.fly"]})
    assert answer.problem["errors"][0]["pointer"] == "/scopes"


@pytest.mark.parametrize(("scopes", "status"), [(["all"], 403), (["lead.*"], 403), (["token.create"], 201)])
def test_a_token_makes_none_that_may_do_more_than_itself(
    aoi: Person, api: Api, scopes: list[str], status: int
) -> None:
    assert api(aoi, "token.create").post("/tokens", {"scopes": scopes}).status == status


def test_a_token_for_one_subject_keeps_out_of_the_others(kei: Person, api: Api) -> None:
    only_people = api(kei, "person.*")
    assert only_people.get("/people").status == 200
    assert only_people.get("/events").status == 403
    assert only_people.get("/playbooks").status == 403


def test_only_an_admin_makes_a_token_that_acts_as_an_admin(kei: Person, admin: Person, api: Api) -> None:
    body = {"person": "admin", "scopes": ["all"]}
    assert api(kei).post("/tokens", body).status == 403
    assert api(admin).post("/tokens", body).status == 201


def test_a_token_that_would_have_ended_already_is_refused(aoi: Person, api: Api) -> None:
    answer = api(aoi).post("/tokens", {"scopes": ["read"], "expires_at": "2001-01-01T00:00:00Z"})
    assert [error["pointer"] for error in answer.problem["errors"]] == ["/expires_at"]


def test_when_a_token_was_last_used_is_known_to_within_ten_minutes(aoi: Person, at: datetime) -> None:
    token, secret = tokens.create(aoi, by=Actor.of(aoi, "cli"), at=at, scopes=frozenset({"read"}))
    assert token.last_used_at is None
    for minutes, known in ((1, 1), (5, 1), (11, 11)):
        tokens.actor_for(secret, at + timedelta(minutes=minutes))
        token.refresh_from_db()
        assert token.last_used_at == at + timedelta(minutes=known)
