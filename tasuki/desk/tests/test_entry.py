"""The way in: attempts are counted, the second factor stands between, sessions end everywhere at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.entry import passwords, second
from tasuki.platform.entry.models import SignedIn
from tasuki.platform.entry.tests.authenticator import code_at
from tasuki.platform.people import actions
from tasuki.platform.people.models import Person

Visit = Callable[..., Visitor]
As = Callable[[Person], Actor]
PASSWORD = "a door that opens"


@pytest.fixture
def known(aoi: Person, clock: list[datetime]) -> Person:
    aoi.set_password(PASSWORD)
    aoi.save()
    return aoi


@pytest.fixture
def secret(known: Person, at: datetime) -> str:
    """Aoi's app, set up an hour ago."""
    made, hour_ago = second.new_secret(), at - timedelta(hours=1)
    second.add(known, made, code_at(made, hour_ago), at=hour_ago)
    return made


def enter(client: Client, password: str = PASSWORD, name: str = "aoi", **more: Any) -> Any:
    return client.post("/sign-in", {"name": name, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/leads").status_code == 200


def test_signing_in_gives_the_session_another_key_and_the_persons_language(known: Person) -> None:
    client = Client(headers={"accept-language": "en"})
    client.post("/language", {"language": "en"})
    before = client.session.session_key
    assert enter(client).status_code == 302
    assert client.session.session_key != before
    assert '<html lang="ja">' in client.get("/leads").content.decode()


def test_after_ten_wrong_passwords_the_right_one_waits_too(known: Person, clock: list[datetime]) -> None:
    client = Client(headers={"accept-language": "en"})
    for _ in range(10):
        assert enter(client, "wrong").status_code == 401
    refused = enter(client)
    assert refused.status_code == 429
    assert "Try again in 15 minutes." in refused.content.decode()
    assert not is_in(client)
    clock[0] += timedelta(minutes=15)
    assert enter(client).status_code == 302


def test_whoever_comes_in_begins_anew_and_other_people_are_not_kept_out(known: Person, ren: Person) -> None:
    ren.set_password(PASSWORD)
    ren.save()
    for _ in range(9):
        enter(Client(), "wrong")
    assert enter(Client()).status_code == 302
    for _ in range(10):
        enter(Client(), "wrong")
    assert enter(Client()).status_code == 429
    assert enter(Client(), name="ren").status_code == 302


def test_an_unknown_name_is_counted_and_answered_like_a_known_one(known: Person) -> None:
    for name in ("aoi", "nobody"):
        answers = [enter(Client(), "wrong", name) for _ in range(11)]
        assert [answer.status_code for answer in answers] == [401] * 10 + [429]


def test_the_code_stands_between_the_password_and_the_desk(known: Person, secret: str, at: datetime) -> None:
    client = Client(headers={"accept-language": "en"})
    assert enter(client, next="/leads?state=sal")["Location"] == "/sign-in/code"
    assert not is_in(client)
    assert client.post("/sign-in/code", {"code": "000000"}).status_code == 422
    assert not is_in(client)
    answer = client.post("/sign-in/code", {"code": code_at(secret, at)})
    assert answer["Location"] == "/leads?state=sal"
    assert is_in(client)
    assert SignedIn.objects.get().how == "password+totp"


def test_the_step_between_lasts_ten_minutes_and_cannot_be_skipped(
    known: Person, secret: str, clock: list[datetime]
) -> None:
    client = Client()
    assert client.get("/sign-in/code")["Location"] == "/sign-in"
    assert client.get("/sign-in/set-up")["Location"] == "/sign-in"
    enter(client)
    assert client.get("/sign-in/set-up")["Location"] == "/sign-in/code"
    clock[0] += timedelta(minutes=10)
    assert client.post("/sign-in/code", {"code": code_at(secret, clock[0])})["Location"] == "/sign-in"
    assert not is_in(client)


def test_a_leaver_does_not_finish_coming_in(known: Person, secret: str, at: datetime) -> None:
    client = Client()
    enter(client)
    Person.objects.filter(pk=known.pk).update(is_active=False)
    assert client.post("/sign-in/code", {"code": code_at(secret, at)})["Location"] == "/sign-in"
    assert not is_in(client)


def test_a_remembered_browser_is_not_asked_until_it_is_forgotten(
    known: Person, secret: str, clock: list[datetime]
) -> None:
    client = Client()
    enter(client)
    client.post("/sign-in/code", {"code": code_at(secret, clock[0]), "remember": "on"})
    assert client.cookies["tasuki_device"]["httponly"]
    client.post("/sign-out")
    assert enter(client)["Location"] == "/"
    assert enter(Client())["Location"] == "/sign-in/code"
    client.post("/sign-out")
    clock[0] += timedelta(days=30)
    assert enter(client)["Location"] == "/sign-in/code"


def test_a_role_that_must_have_a_second_factor_sets_it_up_before_anything_else(
    known: Person, as_: As, at: datetime
) -> None:
    early = Client()
    enter(early)
    assert is_in(early)
    admin = Person.objects.get(handle="admin")
    second.demand_of(["sdr"], by=as_(admin), at=at)
    assert not is_in(early)
    client = Client(headers={"accept-language": "en"})
    assert enter(client)["Location"] == "/sign-in/set-up"
    assert not is_in(client)
    page = client.get("/sign-in/set-up").content.decode()
    (secret,) = re.findall(r">([A-Z2-7]{32})<", page)
    assert "<svg" in page
    assert client.post("/sign-in/set-up", {"code": "000000"}).status_code == 422
    shown = client.post("/sign-in/set-up", {"code": code_at(secret, at)}).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", shown)) == 10
    assert is_in(client)


def test_a_new_role_that_must_have_a_second_factor_ends_the_sessions_without_one(
    known: Person, kei: Person, as_: As, at: datetime
) -> None:
    second.demand_of(["revops"], by=as_(Person.objects.get(handle="admin")), at=at)
    client = Client()
    enter(client)
    actions.edit(known.pk, {"roles": ["sdr", "revops"]}, by=as_(kei), at=at)
    assert not is_in(client)


def test_a_leaver_is_out_everywhere_at_once(known: Person, kei: Person, as_: As, at: datetime) -> None:
    first, other = Client(), Client()
    for client in (first, other):
        enter(client)
        assert is_in(client)
    secret = passwords.make_key(known.pk, by=SYSTEM, at=at)
    actions.deactivate(known.pk, by=as_(kei), at=at)
    assert not is_in(first)
    assert not is_in(other)
    assert first.get("/api/v1/people/me").status_code == 401
    assert Client().get(f"/sign-in/new-password/{secret}").status_code == 422
    assert enter(Client()).status_code == 401


def test_sessions_are_listed_with_their_browser_and_ended_one_or_all(known: Person) -> None:
    here = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36"})
    phone = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Version/19 Safari/604.1"})
    third = Client()
    for client in (here, phone, third):
        enter(client)
    desk = Visitor(here)
    page = desk.read("/settings/sign-in")
    assert "Chrome, Windows" in page
    assert "Safari, iPhone" in page
    row = SignedIn.objects.get(browser__contains="iPhone")
    desk.fill("/settings/sign-in", f"/settings/sign-in/sessions/{row.pk}/end")
    assert not is_in(phone)
    assert is_in(third)
    desk.fill("/settings/sign-in", "/settings/sign-in/sessions/end-others")
    assert not is_in(third)
    assert is_in(here)
    assert third.post(f"/settings/sign-in/sessions/{SignedIn.objects.get().pk}/end").status_code == 302
    assert is_in(here)


def test_nobody_ends_the_session_of_somebody_else(known: Person, ren: Person, visit: Visit) -> None:
    client = Client()
    enter(client)
    row = SignedIn.objects.get()
    assert visit(ren).client.post(f"/settings/sign-in/sessions/{row.pk}/end").status_code == 404
    assert is_in(client)


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(known: Person) -> None:
    here, other = Client(), Client()
    enter(here)
    enter(other)
    desk, page, action = Visitor(here), "/settings/sign-in", "/settings/sign-in/password"
    refused = desk.fill(page, action, status=422, old="wrong", password="short", again="other")
    for field in ("old", "password", "again"):
        assert f'id="{field}-problem"' in refused
    assert "wrong" not in re.findall(r'name="old" value="([^"]*)"', refused)
    new = "sixteen green umbrellas"
    desk.fill(page, action, old=PASSWORD, password=new, again=new)
    assert is_in(here)
    assert not is_in(other)
    assert SignedIn.objects.get().session_key == here.session.session_key
    assert enter(Client()).status_code == 401
    assert enter(Client(), new).status_code == 302


def test_a_second_factor_is_set_up_and_taken_away_on_ones_own_page(
    known: Person, clock: list[datetime]
) -> None:
    client = Client()
    enter(client)
    desk, page = Visitor(client), "/settings/sign-in/second-factor"
    (secret,) = re.findall(r">([A-Z2-7]{32})<", desk.read(page))
    desk.fill(page, page, status=422, code="000000")
    assert secret in desk.read(page)
    shown = desk.fill(page, page, code=code_at(secret, clock[0]))
    assert len(re.findall(r"<code>\d{8}</code>", shown)) == 10
    clock[0] += timedelta(minutes=1)
    own = "/settings/sign-in"
    renewed = desk.fill(own, f"{own}/second-factor/codes", code=code_at(secret, clock[0]))
    assert len(re.findall(r"<code>\d{8}</code>", renewed)) == 10
    clock[0] += timedelta(minutes=1)
    client.post(f"{own}/second-factor/remove", {"code": code_at(secret, clock[0])})
    assert not second.factors_of(known).is_there


def test_a_link_leads_to_a_new_password_and_ends_what_was_open(
    known: Person, kei: Person, as_: As, at: datetime
) -> None:
    open_still = Client()
    enter(open_still)
    secret = passwords.make_key(known.pk, by=as_(kei), at=at)
    page = f"/sign-in/new-password/{secret}"
    client = Client(headers={"accept-language": "en"})
    assert known.name in client.get(page).content.decode()
    assert client.post(page, {"password": "short", "again": "x"}).status_code == 422
    new = "sixteen green umbrellas"
    assert client.post(page, {"password": new, "again": new})["Location"] == "/sign-in"
    assert not is_in(open_still)
    assert enter(client, new).status_code == 302
    assert Client().get(page).status_code == 422


def test_the_forgotten_page_tells_nobody_who_is_here(known: Person, settings: Any) -> None:
    client = Client(headers={"accept-language": "en"})
    settings.EMAIL_HOST = ""
    assert "This installation sends no mail" in client.get("/sign-in/forgotten").content.decode()
    settings.EMAIL_HOST = "mail.example.com"
    said = [
        client.post("/sign-in/forgotten", {"name": name}, follow=True).content.decode()
        for name in ("aoi", "nobody")
    ]
    token = re.compile(r'value="[\w-]{64}"')
    assert token.sub("", said[0]) == token.sub("", said[1])
    assert "a mail with a link is on its way" in said[0]


def test_an_admin_says_on_a_page_who_must_have_a_second_factor(visit: Visit, kei: Person) -> None:
    admin = Person.objects.get(handle="admin")
    visit(admin).fill("/settings/sign-in-rules", "/settings/sign-in-rules", roles=["admin", "revops"])
    assert second.demanded_roles() == ("admin", "revops")
    assert visit(kei).client.get("/settings/sign-in-rules").status_code == 403


def test_revops_hands_over_a_link_and_takes_a_lost_factor_away_on_the_persons_page(
    known: Person, secret: str, kei: Person, mio: Person, visit: Visit
) -> None:
    desk, page = visit(kei, "en"), "/settings/people/aoi"
    assert "Has a second factor." in desk.read(page)
    shown = desk.fill(page, f"{page}/invite")
    (path,) = re.findall(r"(/sign-in/new-password/[\w-]+)<", shown)
    assert Client().get(path).status_code == 200
    desk.fill(page, f"{page}/second-factor/remove")
    assert "Has no second factor." in desk.read(page)
    for path in ("invite", "second-factor/remove"):
        assert visit(mio).client.post(f"{page}/{path}").status_code == 403
