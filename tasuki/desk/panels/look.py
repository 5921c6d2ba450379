"""What somebody has chosen to see of a lead: it lives in the address, so that a link shows the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest

EVENTS = ("", "people", "system")


@dataclass(frozen=True, slots=True)
class Look:
    """Which gate's findings, which framework, which events, and which question stands first; empty: the usual."""

    gate: str = ""
    framework: str = ""
    events: str = ""
    ask: str = ""

    def to(self, **chosen: str) -> str:
        """The query that shows this look with something else chosen."""
        wanted = asdict(replace(self, **chosen))
        return "?" + urlencode({name: value for name, value in wanted.items() if value})


def look_of(request: HttpRequest) -> Look:
    """From the address of the page; a form that htmx sent says which page it stood on."""
    if request.method == "GET":
        return _look(request.GET.dict())
    address = request.headers.get("HX-Current-URL", "")
    return _look(dict(parse_qsl(urlsplit(address).query)))


def _look(given: Mapping[str, str]) -> Look:
    events = given.get("events", "")
    return Look(
        gate=given.get("gate", ""),
        framework=given.get("framework", ""),
        events=events if events in EVENTS else "",
        ask=given.get("ask", ""),
    )
