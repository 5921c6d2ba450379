"""What an endpoint has to be."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from tasuki.integrations.webhooks.address import as_it_travels
from tasuki.integrations.webhooks.guard import Address, allows_more, is_allowed
from tasuki.platform.journal.catalogue import EVENT_CODES
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

LONGEST = 2000


def bad_address(url: str) -> Iterator[Problem]:
    """Its form; where its name leads is checked with every connection."""
    try:
        parts = urlsplit(as_it_travels(url))
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    schemes = ("https", "http") if allows_more() else ("https",)
    if parts.scheme not in schemes or not host or len(url) > LONGEST or any(map(str.isspace, url)):
        text, fix = (
            N_("This is no address that can be called."),
            N_("Write a whole address that begins with %(scheme)s://."),
        )
        yield Problem("/url", "not_an_address", Sentence(text), Sentence(fix, {"scheme": schemes[0]}))
    elif parts.username or parts.password:
        text = N_("An address with a password in it is not kept; the signature proves who sends.")
        yield Problem("/url", "has_password", Sentence(text), Sentence(N_("Leave the password out.")))
    elif _is_closed(host):
        text = N_("Webhooks go to public addresses only.")
        fix = N_("Name a public address, or ask whoever runs the installation to allow this one.")
        yield Problem("/url", "not_public", Sentence(text), Sentence(fix))


def unknown_events(codes: Iterable[str]) -> Iterator[Problem]:
    for code in codes:
        if code not in EVENT_CODES:
            yield Problem("/codes", "unknown", Sentence(N_("No event is called “%(code)s”."), {"code": code}))


def _is_closed(host: str) -> bool:
    address = _address_in(host)
    if address is None:
        return host.rstrip(".") == "localhost" and not allows_more()
    return not is_allowed(address)


def _address_in(host: str) -> Address | None:
    """The address that stands where a name could: also as one number, in octal or hexadecimal, as systems take it."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return ip_address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None
