from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.platform.identity.contact_points import e164, normalised_email, registrable_domain
from tasuki.platform.identity.facts import company_facts, person_facts
from tasuki.platform.identity.names import romanised, similarity
from tasuki.rules.matching import MatchStanding, jaro_winkler, match_companies, match_people

TOKYO_NUMBER_AS_TYPED = (
    "03-1234-5678",
    "０３（１２３４）５６７８",
    "+81 3 1234 5678",
    "03-1234-5678 ext. 12",
)


@pytest.mark.parametrize("typed", TOKYO_NUMBER_AS_TYPED)
def test_a_tokyo_number_is_one_number_however_it_is_typed(typed: str) -> None:
    assert e164(typed, "JP") == "+81312345678"


def test_a_local_number_is_read_in_the_region_it_came_from() -> None:
    assert e164("(312) 386-5286", "US") == "+13123865286"


@pytest.mark.parametrize("typed", ["", "n/a", "12", "ask Aoi"])
def test_what_is_no_number_is_unknown(typed: str) -> None:
    assert e164(typed, "JP") == ""


def test_an_address_is_stored_in_one_width_and_case() -> None:
    assert normalised_email(" Aoi@Example.CO.JP ") == "aoi@example.co.jp"
    assert normalised_email("ａｏｉ＠example.co.jp") == "aoi@example.co.jp"


@pytest.mark.parametrize("typed", ["", "aoi", "aoi@", "@example.com", "aoi@localhost", "a b@example.com"])
def test_what_no_mail_can_reach_is_unknown(typed: str) -> None:
    assert normalised_email(typed) == ""


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("https://www.shop.example.co.jp/about?x=1", "example.co.jp"),
        ("aoi@mail.example.com", "example.com"),
        ("example.com:8443", "example.com"),
        ("sora.github.io", "sora.github.io"),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_the_registrable_domain_is_what_somebody_registered(typed: str, domain: str) -> None:
    assert registrable_domain(typed) == domain


def test_no_domain_is_ever_asked_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert registrable_domain("https://a.b.unheard-of-host.co.jp") == "unheard-of-host.co.jp"
    assert normalised_email("aoi@unheard-of-host.co.jp") == "aoi@unheard-of-host.co.jp"


def test_a_reading_is_romanised_as_a_passport_spells_it() -> None:
    assert romanised("タナカ タロウ") == "tanaka taro"
    assert romanised("ｵｵﾉ ﾕｳｺ") == "ono yuko"


@given(st.text(alphabet="abcdeたなか", max_size=12), st.text(alphabet="abcdeたなか", max_size=12))
def test_the_fast_likeness_answers_what_the_rules_own_one_answers(ours: str, theirs: str) -> None:
    assert similarity(ours, theirs) == pytest.approx(jaro_winkler(ours, theirs))


def test_a_lead_typed_twice_in_two_scripts_is_one_person() -> None:
    ours = person_facts(
        region="JP",
        name="田中 太郎",
        reading=romanised("タナカ タロウ"),
        phones=["03-1234-5678"],
        company="㈱山田製作所",
    )
    theirs = person_facts(
        region="JP", name="Taro Tanaka", phones=["+81 3-1234-5678"], company="株式会社山田製作所"
    )
    assert match_people(ours, theirs, similarity=similarity).standing is MatchStanding.LIKELY


def test_one_company_with_its_site_and_its_mail_host_is_exact() -> None:
    ours = company_facts(region="JP", name="㈱山田製作所", website="https://www.yamada.example.co.jp/")
    theirs = company_facts(region="JP", name="株式会社 山田製作所", website="info@yamada.example.co.jp")
    assert match_companies(ours, theirs).standing is MatchStanding.EXACT


def test_an_ending_that_the_list_does_not_know_keeps_its_last_two_labels() -> None:
    assert registrable_domain("https://www.moegi.example/contact") == "moegi.example"
    assert registrable_domain("192.168.1.4") == registrable_domain("localhost") == ""
