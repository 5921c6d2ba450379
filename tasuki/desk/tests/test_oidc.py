"""Sign in by an account elsewhere, against a provider that runs as a process of its own and signs real tokens."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.entry import second
from tasuki.platform.entry.models import SignedIn
from tasuki.platform.entry.providers import Provider
from tasuki.platform.entry.tests import provider_process
from tasuki.platform.entry.tests.authenticator import code_at
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person

As = Callable[[Person], Actor]
AOI = {"sub": "u-1", "email": "Aoi@example.co.jp", "email_verified": True, "name": "青木 葵"}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider's process; it takes a free port of this machine, and says which once it answers there."""
    process = subprocess.Popen(
        [sys.executable, str(Path(provider_process.__file__))], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    port = process.stdout.readline().strip()
    assert port, "the provider has not begun"
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


class House:
    """The provider as a test steers it: who is signed in there, when, and what is wrong with it."""

    def __init__(self, issuer: str, settings: Any, at: datetime) -> None:
        self.issuer, self.settings, self.at = issuer, settings, at
        self.configure()

    def configure(self, **changes: Any) -> None:
        known = Provider("house", "The House", self.issuer, provider_process.CLIENT, provider_process.SECRET)
        self.settings.OIDC_PROVIDERS = (replace(known, **changes),)

    def signs_in(self, user: dict[str, Any], fault: str = "", at: datetime | None = None) -> None:
        told = {"user": user, "fault": fault, "now": int((at or self.at).timestamp())}
        requests.post(f"{self.issuer}/as", data=json.dumps(told), timeout=5).raise_for_status()

    def walk(self, client: Client, wanted: str = "") -> Any:
        """From our sign-in page to the provider and back; the answer to coming back."""
        return client.get(self.way_back(client, wanted))

    def way_back(self, client: Client, wanted: str = "") -> str:
        away = client.get("/sign-in/with/house", {"next": wanted})
        assert away["Location"].startswith(f"{self.issuer}/authorize?"), away.content
        answer = requests.get(away["Location"], allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["Location"])
        assert (back.scheme, back.netloc, back.path) == ("http", "testserver", "/sign-in/with/house/back")
        return f"{back.path}?{back.query}"


@pytest.fixture
def house(issuer: str, settings: Any, clock: list[datetime]) -> House:
    return House(issuer, settings, clock[0])


@pytest.fixture
def known(aoi: Person) -> Person:
    aoi.email = "aoi@example.co.jp"
    aoi.set_unusable_password()
    aoi.save()
    return aoi


def is_in(client: Client) -> bool:
    return client.get("/leads").status_code == 200


def test_a_verified_address_leads_to_the_person_and_the_account_is_linked(
    known: Person, house: House
) -> None:
    client = Client(headers={"accept-language": "en"})
    assert "Sign in with The House" in client.get("/sign-in").content.decode()
    house.signs_in(AOI)
    assert house.walk(client, "/leads?state=sal")["Location"] == "/leads?state=sal"
    assert client.get("/api/v1/people/me").json()["handle"] == "aoi"
    linked = SocialAccount.objects.get()
    assert (linked.user_id, linked.provider, linked.uid) == (known.pk, "house", "u-1")
    assert SignedIn.objects.get().how == "oidc"
    event = Event.objects.get(code="identity.linked")
    assert (event.subject_id, event.data) == (known.pk, {"provider": "house"})


def test_a_linked_account_counts_by_its_subject_whatever_address_it_has_later(
    known: Person, house: House
) -> None:
    house.signs_in(AOI)
    house.walk(Client())
    house.signs_in({**AOI, "email": "married@example.co.jp", "email_verified": False})
    client = Client()
    house.walk(client)
    assert is_in(client)
    house.signs_in({**AOI, "sub": "u-2", "email_verified": False})
    other = Client()
    house.walk(other)
    assert not is_in(other)


@pytest.mark.parametrize(
    "user",
    [
        {**AOI, "email_verified": False},
        {"sub": "u-1", "email": "aoi@example.co.jp"},
        {"sub": "u-1", "email": "", "email_verified": True},
        {**AOI, "email": "nobody@example.co.jp"},
    ],
)
def test_nobody_comes_in_by_an_address_that_is_not_verified_or_not_known_and_nobody_is_made(
    user: dict[str, Any], known: Person, house: House
) -> None:
    house.signs_in(user)
    client, before = Client(), Person.objects.count()
    assert house.walk(client)["Location"] == "/sign-in"
    assert not is_in(client)
    assert Person.objects.count() == before
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "fault",
    [
        "forged", "unknown_key", "no_signature", "shared_secret", "other_audience", "other_nonce", "other_issuer",
        "other_userinfo", "denied",
    ],
)  # fmt: skip
def test_an_answer_that_is_not_what_it_should_be_lets_nobody_in(
    fault: str, known: Person, house: House
) -> None:
    house.signs_in(AOI, fault)
    client = Client()
    assert house.walk(client)["Location"] == "/sign-in"
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_a_refusal_stands_on_the_sign_in_page_as_one(known: Person, house: House) -> None:
    house.signs_in(AOI, "denied")
    client = Client(headers={"accept-language": "en"})
    said = client.get(house.walk(client)["Location"]).content.decode()
    assert '<div class="alert alert-danger" role="alert">The House did not let you in.' in said
    assert "alert-success" not in said


@pytest.mark.parametrize("off", [timedelta(minutes=-8), timedelta(minutes=3)])
def test_a_token_of_another_time_lets_nobody_in(off: timedelta, known: Person, house: House) -> None:
    house.signs_in(AOI, at=house.at + off)
    client = Client()
    house.walk(client)
    assert not is_in(client)


def test_an_address_that_stands_in_the_userinfo_only_counts(known: Person, house: House) -> None:
    house.signs_in(AOI, "email_in_userinfo")
    client = Client()
    house.walk(client)
    assert is_in(client)


def test_coming_back_twice_or_in_another_browser_lets_nobody_in(known: Person, house: House) -> None:
    house.signs_in(AOI)
    mine, other = Client(), Client()
    way = house.way_back(mine)
    assert other.get(way)["Location"] == "/sign-in"
    assert not is_in(other)
    mine.get(way)
    assert is_in(mine)
    mine.post("/sign-out")
    mine.get(way)
    assert not is_in(mine)


def test_a_code_is_bound_to_the_browser_that_asked_for_it(known: Person, house: House) -> None:
    """PKCE: somebody else's code, brought with one's own state, is refused by the provider."""
    house.signs_in(AOI)
    stolen = parse_qs(urlsplit(house.way_back(Client())).query)["code"][0]
    thief = Client()
    own = parse_qs(urlsplit(house.way_back(thief)).query)["state"][0]
    thief.get("/sign-in/with/house/back", {"state": own, "code": stolen})
    assert not is_in(thief)


def test_a_leaver_comes_in_by_no_account_elsewhere(known: Person, house: House) -> None:
    house.signs_in(AOI)
    house.walk(Client())
    Person.objects.filter(pk=known.pk).update(is_active=False)
    for user in (AOI, {**AOI, "sub": "u-2"}):
        house.signs_in(user)
        client = Client()
        house.walk(client)
        assert not is_in(client)


def test_two_people_with_one_address_are_nobody(known: Person, ren: Person, house: House) -> None:
    Person.objects.filter(pk=ren.pk).update(email="aoi@example.co.jp")
    house.signs_in(AOI)
    client = Client()
    house.walk(client)
    assert not is_in(client)


def test_the_second_factor_is_asked_for_unless_the_provider_did(
    known: Person, house: House, at: datetime
) -> None:
    secret, hour_ago = second.new_secret(), at - timedelta(hours=1)
    second.add(known, secret, code_at(secret, hour_ago), at=hour_ago)
    house.signs_in(AOI)
    client = Client()
    assert house.walk(client, "/leads")["Location"] == "/sign-in/code"
    assert not is_in(client)
    assert client.post("/sign-in/code", {"code": code_at(secret, at)})["Location"] == "/leads"
    house.signs_in({**AOI, "amr": ["pwd", "mfa"]})
    assert house.walk(Client(), "/leads")["Location"] == "/leads"
    house.configure(second_factor=True)
    house.signs_in(AOI)
    assert house.walk(Client(), "/leads")["Location"] == "/leads"


def test_where_it_is_wanted_somebody_unknown_is_added_to_look_only(known: Person, house: House) -> None:
    house.configure(adds_people=True)
    for subject, email in (("n-1", "nao@example.co.jp"), ("n-2", "nao@example.com")):
        house.signs_in({"sub": subject, "email": email, "email_verified": True, "name": "直 美"})
        client = Client()
        house.walk(client)
        assert is_in(client)
    people = Person.objects.filter(name="直 美").order_by("handle")
    assert [(one.handle, one.roles) for one in people] == [("nao", ["read_only"]), ("nao-2", ["read_only"])]
    assert not any(one.has_usable_password() for one in people)
    Person.objects.filter(pk=known.pk).update(is_active=False)
    house.signs_in(AOI)
    client = Client()
    house.walk(client)
    assert not is_in(client)  # a leaver is not added anew


def test_addresses_of_a_domain_can_count_as_verified(known: Person, house: House) -> None:
    house.configure(verified_domains=("example.co.jp",))
    house.signs_in({"sub": "u-1", "email": "aoi@example.co.jp"})
    client = Client()
    house.walk(client)
    assert is_in(client)


def test_signing_in_elsewhere_leads_to_our_own_pages_only(known: Person, house: House) -> None:
    house.signs_in(AOI)
    assert house.walk(Client(), "https://elsewhere.example/")["Location"] == "/"


def test_a_provider_that_is_away_is_said_and_an_unknown_one_is_not_there(known: Person, house: House) -> None:
    house.configure(issuer="http://127.0.0.1:9")
    client = Client(headers={"accept-language": "en"})
    answer = client.get("/sign-in/with/house", follow=True)
    assert "The House cannot be reached now" in answer.content.decode()
    assert client.get("/sign-in/with/other").status_code == 404


def test_one_sees_and_ends_the_link_on_ones_own_page(known: Person, house: House) -> None:
    house.signs_in(AOI)
    client = Client()
    house.walk(client)
    desk = Visitor(client)
    assert "The House" in desk.read("/settings/sign-in")
    desk.fill("/settings/sign-in", "/settings/sign-in/identities/house/unlink")
    assert not SocialAccount.objects.exists()
    assert Event.objects.filter(code="identity.unlinked").exists()
