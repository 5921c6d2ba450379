"""People join, sign in and leave; nobody leaves while something hangs on them (RT-8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import RequestFactory

from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people import actions
from tasuki.platform.people.models import Person
from tasuki.platform.people.sign_in import HandleOrEmail
from tasuki.platform.refusals import NotPossibleNow

Api = Callable[..., ApiClient]
As = Callable[[Person], Actor]


def test_a_leaver_signs_in_no_more_and_their_tokens_end(
    aoi: Person, kei: Person, api: Api, at: datetime
) -> None:
    mine = api(aoi)
    assert mine.get("/people/me").status == 200
    answer = api(kei).post("/people/aoi/deactivate", {})
    assert (answer.status, answer.json["is_active"]) == (200, False)
    assert mine.get("/people/me").status == 401
    assert api(kei).post("/people/aoi/deactivate", {}).problem["code"] == "not_possible_now"


def test_a_leaver_hands_over_to_somebody_else_who_is_still_here(aoi: Person, kei: Person, api: Api) -> None:
    answer = api(kei).post("/people/aoi/deactivate", {"handed_to": "aoi"})
    assert [error["pointer"] for error in answer.problem["errors"]] == ["/handed_to"]
    assert api(kei).post("/people/aoi/deactivate", {"handed_to": "nobody"}).status == 404


def test_a_managers_people_report_to_the_successor_and_the_successor_to_whoever_was_above(
    mio: Person, aoi: Person, ren: Person, kei: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(NotPossibleNow):
        actions.deactivate(mio.pk, by=as_(kei), at=at)
    actions.deactivate(mio.pk, by=as_(kei), at=at, handed_to=ren.pk)
    aoi.refresh_from_db()
    ren.refresh_from_db()
    assert (aoi.manager, ren.manager) == (ren, None)


def test_the_only_admin_stays(admin: Person, kei: Person, as_: As, at: datetime) -> None:
    with pytest.raises(NotPossibleNow, match="only admin"):
        actions.deactivate(admin.pk, by=as_(kei), at=at, handed_to=kei.pk)


def test_an_sdr_sends_nobody_away(aoi: Person, ren: Person, api: Api) -> None:
    assert api(aoi).post("/people/ren/deactivate", {}).status == 403


def test_a_new_person_is_added_and_found_by_handle_and_id(kei: Person, api: Api) -> None:
    made = api(kei).post(
        "/people",
        {
            "handle": "yui",
            "name": "結衣",
            "roles": ["sdr"],
            "team": "関西",
            "manager": "kei",
        },
    )
    assert made.status == 201
    assert made["Location"].endswith(made.json["id"])
    for name in ("yui", made.json["id"]):
        found = api(kei).get(f"/people/{name}").json
        assert (found["name"], found["team"], found["manager"], found["roles"]) == (
            "結衣",
            "関西",
            "kei",
            ["sdr"],
        )
    assert (
        api(kei).post("/people", {"handle": "yui", "name": "Two", "roles": ["ae"]}).problem["code"] == "clash"
    )


def test_every_mistake_about_a_new_person_is_told_at_once(kei: Person, api: Api) -> None:
    answer = api(kei).post(
        "/people", {"handle": "x", "name": "X", "roles": ["sdr"], "zone": "Mars/Olympus", "manager": "nobody"}
    )
    assert {error["pointer"] for error in answer.problem["errors"]} == {"/zone", "/manager"}


def test_only_an_admin_makes_an_admin(kei: Person, admin: Person, api: Api) -> None:
    body = {"handle": "boss", "name": "Boss", "roles": ["admin"]}
    assert api(kei).post("/people", body).status == 403
    assert api(admin).post("/people", body).status == 201


def test_the_list_of_people_is_narrowed_by_role_and_presence(
    mio: Person, aoi: Person, ren: Person, api: Api
) -> None:
    Person.objects.filter(pk=ren.pk).update(is_active=False)
    assert [item["handle"] for item in api(aoi).get("/people", role="sdr").json["items"]] == ["aoi"]
    assert [item["handle"] for item in api(aoi).get("/people", active="false").json["items"]] == ["ren"]


@pytest.mark.parametrize("name", ["aoi", "AOI", "aoi@example.co.jp", "Aoi@Example.co.jp", " aoi "])
def test_people_sign_in_by_handle_or_e_mail_address(aoi: Person, name: str) -> None:
    aoi.email = "aoi@example.co.jp"
    aoi.set_password("correct horse")
    aoi.save()
    assert HandleOrEmail().authenticate(None, name, "correct horse") == aoi
    assert HandleOrEmail().authenticate(None, name, "wrong") is None


def test_an_e_mail_address_that_two_people_share_signs_nobody_in(aoi: Person, ren: Person) -> None:
    for person in (aoi, ren):
        person.email = "sales@example.co.jp"
        person.set_password("correct horse")
        person.save()
    assert HandleOrEmail().authenticate(None, "sales@example.co.jp", "correct horse") is None


def test_somebody_who_has_left_or_has_no_password_signs_in_no_more(aoi: Person, ren: Person) -> None:
    aoi.set_password("correct horse")
    aoi.is_active = False
    aoi.save()
    backend, request = HandleOrEmail(), RequestFactory().post("/")
    assert backend.authenticate(request, "aoi", "correct horse") is None
    assert backend.get_user(aoi.pk) is None
    assert backend.authenticate(request, "ren", "") is None
