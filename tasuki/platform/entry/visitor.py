"""What a request tells about the browser that sent it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from ipaddress import ip_address

from django.http import HttpRequest

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Visitor:
    """``address`` is "" where it is not known."""

    address: str
    browser: str


def visitor_of(request: HttpRequest) -> Visitor:
    return Visitor(_address(request), request.headers.get("User-Agent", "")[:LONGEST])


def _address(request: HttpRequest) -> str:
    """Behind so many proxies of ours (TASUKI_PROXIES) the one that the outermost of them saw; what else stands in the
    header anybody may have written."""
    seen = [request.META.get("REMOTE_ADDR", "")]
    proxies = int(os.environ.get("TASUKI_PROXIES", "0"))
    if proxies:
        seen = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")] + seen
    found = seen[-1 - min(proxies, len(seen) - 1)]
    try:
        return str(ip_address(found))
    except ValueError:
        return ""
