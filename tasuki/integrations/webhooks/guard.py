"""Nobody reaches into this house through a webhook: public addresses are called, and what the installation allows.

The name is looked up once, every address that it has is checked, and the connection goes to one that was checked: a
name that points elsewhere a moment later changes nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpcore2
from django.conf import settings

Address = IPv4Address | IPv6Address
_CARRIES_IPV4 = IPv6Network("64:ff9b::/96")
"""NAT64: the last four bytes are an address of the old kind."""
_GIVEN_OUT = IPv6Network("2000::/3")
"""All that has ever been given out of the new kind; beyond lies what a network may use as it likes."""
_FOR_BOOKS = IPv6Network("3fff::/20")


class NotAllowed(Exception):
    """The address is not one that webhooks may be sent to."""


def is_allowed(address: Address) -> bool:
    """Whether webhooks may be sent there: a public address, or one of TASUKI_WEBHOOK_ALLOW."""
    inner = _inner(address)
    if any(inner in ip_network(one.strip(), strict=False) for one in _allowed()):
        return True
    if isinstance(inner, IPv6Address) and (inner not in _GIVEN_OUT or inner in _FOR_BOOKS):
        return False
    return inner.is_global and not inner.is_multicast


def allows_more() -> bool:
    """Whether the installation allows addresses that are not public, and plain HTTP with them."""
    return bool(list(_allowed()))


def checked_address(host: str, port: int) -> str:
    """An address of ``host``, all of which may be called. Raises `NotAllowed`, and OSError for no such name."""
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    addresses = [ip_address(str(one).partition("%")[0]) for one in found]
    if not addresses or not all(is_allowed(one) for one in addresses):
        raise NotAllowed(f"{host} is not a public address")
    return str(sorted(addresses, key=lambda one: (one.version, int(one)))[0])


class Guarded(httpcore2.NetworkBackend):
    """Connects to checked addresses only; TLS still asks for the name."""

    def __init__(self) -> None:
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        return self._backend.connect_tcp(
            checked_address(host, port), port, timeout, local_address, socket_options
        )


def _allowed() -> Iterable[str]:
    return (one for one in settings.TASUKI_WEBHOOK_ALLOW.split(",") if one.strip())


def _inner(address: Address) -> Address:
    """The address that is meant where one of the old kind is written in the new way."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped or address.sixtofour:
            return address.ipv4_mapped or address.sixtofour or address
        if address in _CARRIES_IPV4:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
