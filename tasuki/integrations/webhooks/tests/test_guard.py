"""Nobody reaches into this house by an endpoint's address: real attempts to call a server on this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import pytest

from tasuki.integrations.webhooks.actions.checks import bad_address
from tasuki.integrations.webhooks.address import as_it_travels
from tasuki.integrations.webhooks.guard import is_allowed
from tasuki.integrations.webhooks.sending import Answered, post
from tasuki.notices.tests.sinks import Answer, Received, http_server

INSIDE = (
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254",
    "fec0::1", "ff02::1", "2001:db8::1", "3fff::1", "::ffff:127.0.0.1", "::ffff:a01:203", "::ffff:0:7f00:1",
    "::127.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::7f00:1", "2002:7f00:1::",
    "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "5f00::1", "400::1",
)  # fmt: skip
"""This machine, networks, and what carries their addresses: mapped, compatible, translated, NAT64, 6to4, Teredo."""


@dataclass
class House:
    """A server on this machine that nobody may call from outside."""

    port: int = 0
    called: list[str] = field(default_factory=list)
    location: str = ""

    def respond(self, request: Received) -> Answer:
        self.called.append(request.path)
        return (302, {"Location": self.location}, b"") if self.location else (200, {}, b"a secret")


@pytest.fixture
def house(settings: Any) -> Iterator[House]:
    settings.TASUKI_WEBHOOK_ALLOW = ""
    house = House()
    with http_server(house.respond) as address:
        house.port = int(address.rpartition(":")[2])
        yield house


def called(url: str) -> Answered:
    return post(url, {}, b"{}")


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_never_called(address: str, settings: Any) -> None:
    settings.TASUKI_WEBHOOK_ALLOW = ""
    assert not is_allowed(ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:4700::1111", "64:ff9b::5db8:d822", "::ffff:8.8.8.8"]
)
def test_a_public_address_is_called_however_it_is_written(address: str, settings: Any) -> None:
    settings.TASUKI_WEBHOOK_ALLOW = ""
    assert is_allowed(ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "LOCALHOST.", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1",
        "127.1", "0", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]", "127。0。0。1",
        "example.com@127.0.0.1", "example.com:443@127.0.0.1", "127.0.0.1#@example.com", "127.0.0.1?@example.com",
        "127.0.0.1\\@example.com", "①②⑦.0.0.1",
    ],
)  # fmt: skip
def test_no_way_to_write_this_machine_reaches_it(host: str, house: House) -> None:
    split = "#" in host or "?" in host or "\\" in host
    url = f"http://{host}/" if split else f"http://{host}:{house.port}/inside"
    answered = called(url.replace("127.0.0.1", f"127.0.0.1:{house.port}", 1) if split else url)
    assert not answered.is_taken
    assert answered.error
    assert not house.called


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "[::1]", "[::127.0.0.1]", "localhost"])
def test_an_endpoint_that_is_this_machine_is_refused_when_it_is_entered(host: str, settings: Any) -> None:
    settings.TASUKI_WEBHOOK_ALLOW = ""
    assert [one.code for one in bad_address(f"https://{host}/hooks")] == ["not_public"]


def test_a_redirect_leads_nobody_inside(house: House, settings: Any) -> None:
    with http_server(house.respond) as inside:
        house.location = f"{inside}/inside"
        settings.TASUKI_WEBHOOK_ALLOW = "127.0.0.1"
        answered = called(f"http://127.0.0.1:{house.port}/outside")
    assert answered.status == 302
    assert house.called == ["/outside"]


@pytest.mark.parametrize(
    "url",
    [
        "https://a..b/",
        "https://0177.0.0.1/",
        "https://①②⑦.0.0.1/",
        f"https://{'a' * 70}.example/",
        "https://[::1/",
    ],
)
def test_what_has_no_form_to_travel_in_is_refused_and_a_courier_notes_it(url: str) -> None:
    assert [one.code for one in bad_address(url)] == ["not_an_address"]
    assert called(url).error.startswith(("ValueError", "Unicode"))


def test_a_japanese_name_and_path_travel_in_latin_letters(house: House, settings: Any) -> None:
    assert not list(bad_address("https://日本語.jp/受信?から=たすき"))
    assert as_it_travels("https://日本語.jp/受信") == "https://xn--wgv71a119e.jp/%E5%8F%97%E4%BF%A1"
    settings.TASUKI_WEBHOOK_ALLOW = "127.0.0.1"
    assert called(f"http://127.0.0.1:{house.port}/受信").is_taken
    assert house.called == ["/%E5%8F%97%E4%BF%A1"]


def test_a_name_with_one_address_inside_is_not_called_at_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _name(monkeypatch, ["93.184.216.34", "127.0.0.1"])
    assert "not a public address" in called(f"http://rebound.example:{house.port}/").error
    assert not house.called


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "fe80::1%eth0", "169.254.169.254"]
)
def test_a_name_that_leads_inside_is_not_called(
    inside: str, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _name(monkeypatch, [inside])
    assert "not a public address" in called(f"http://rebound.example:{house.port}/").error
    assert not house.called


def test_a_name_that_changes_its_mind_is_called_where_it_was_checked(
    house: House, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TASUKI_WEBHOOK_ALLOW = "127.0.0.2"
    asked = _name(monkeypatch, ["127.0.0.2"], ["127.0.0.1"])
    answered = called(f"http://rebound.example:{house.port}/")
    assert answered.error.startswith("ConnectError"), "the address that was checked, where nobody listens"
    assert asked == ["rebound.example"], "the name is asked for once"
    assert not house.called


def _name(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """“rebound.example” leads to these addresses, with each question to the next ones; returns who was asked for."""
    real, asked = socket.getaddrinfo, list[str]()

    def lookup(host: str, *how: Any, **named: Any) -> Any:
        if host != "rebound.example":
            return real(host, *how, **named)
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in found]

    monkeypatch.setattr("socket.getaddrinfo", lookup)
    return asked
