"""Who comes in, in which language, and what somebody who has no business here sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.test import Client

from tasuki.desk.tests import story
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person

Visit = Callable[..., Visitor]


def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_page(
    aoi: Person, clock: list[datetime]
) -> None:
    aoi.set_password("a door that opens")
    aoi.save()
    client = Client()
    asked = client.get("/leads?state=sal")
    assert asked["Location"] == "/sign-in?next=%2Fleads%3Fstate%3Dsal"
    entered = client.post(
        asked["Location"], {"name": "aoi", "password": "a door that opens", "next": "/leads?state=sal"}
    )
    assert entered["Location"] == "/leads?state=sal"


def test_a_wrong_password_is_said_and_the_name_is_kept(aoi: Person) -> None:
    answer = Client().post(
        "/sign-in", {"name": "aoi", "password": "wrong"}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 401
    assert "The name or the password is not right." in answer.content.decode()
    assert 'value="aoi"' in answer.content.decode()


def test_signing_in_leads_nowhere_else(aoi: Person) -> None:
    aoi.set_password("a door that opens")
    aoi.save()
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "日本"):
        given = {"name": "aoi", "password": "a door that opens", "next": elsewhere}
        assert Client().post("/sign-in", given)["Location"] == "/"


def test_what_the_database_cannot_hold_is_the_callers_mistake_on_a_page_too(
    aoi: Person, visit: Visit
) -> None:
    desk = visit(aoi, "en")
    assert "cannot be stored" in desk.read("/leads?segment=a%00b", status=422)
    assert desk.client.post("/leads/new", {"company_name": "a\x00b", "name": "c"}).status_code == 422
    assert Client().post("/sign-in", {"name": "a\x00b", "password": "c"}).status_code in (401, 422)


def test_a_day_beyond_all_days_filters_nothing(aoi: Person, visit: Visit) -> None:
    for day in ("9999-12-31", "0001-01-01"):
        visit(aoi, "en").read(f"/leads?changed_until={day}&changed_from={day}")


def test_the_language_is_switched_on_the_page_where_one_stands(aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    assert '<html lang="en">' in desk.read("/leads")
    switched = desk.client.post("/language", {"language": "ja", "next": "/leads"})
    assert switched["Location"] == "/leads"
    page = desk.read("/leads")
    assert '<html lang="ja">' in page
    assert "リードはまだありません" in page


def test_a_lead_of_another_team_is_not_there(aoi: Person, stranger: Person, visit: Visit) -> None:
    lead = story.captured(visit(aoi))
    visit(stranger).read(f"/leads/{lead.pk}", status=404)
    assert lead.company_name not in visit(stranger).read("/leads")


def test_an_sdr_is_told_which_roles_may_import(aoi: Person, visit: Visit) -> None:
    assert "import.run" in visit(aoi, "en").read("/imports", status=403)


def test_the_way_to_a_page_is_shown_to_those_who_may_open_it(aoi: Person, kei: Person, visit: Visit) -> None:
    assert ('href="/imports"' in visit(aoi).read("/"), 'href="/imports"' in visit(kei).read("/")) == (
        False,
        True,
    )


def test_a_form_sent_from_elsewhere_is_refused(aoi: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(aoi, backend="tasuki.platform.people.sign_in.HandleOrEmail")
    assert client.post("/sign-out").status_code == 403
