"""JSON as the API speaks it: times in UTC with Z, decimals as text, ids as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from tasuki.platform.http.etag import etag
from tasuki.platform.jsonb import dumps

_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def to_json(payload: object) -> bytes:
    return dumps(payload, _otherwise, _OPTIONS)


def moment(at: datetime | None) -> str | None:
    """RFC 3339 in UTC, for places that build text themselves."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else {"amount": f"{amount:f}", "currency": currency}


def answer(
    payload: object, status: int = 200, *, version: int | None = None, location: str | None = None
) -> HttpResponse:
    """A JSON answer that is not validated again on its way out: for lists, and for what a query has shaped already.

    ``version`` becomes the ETag, ``location`` the address of what was made.
    """
    headers: Mapping[str, str] = {
        **({"ETag": etag(version)} if version is not None else {}),
        **({"Location": location} if location else {}),
    }
    return HttpResponse(to_json(payload), status=status, content_type="application/json", headers=headers)


class OrjsonParser(Parser):
    """Takes JSON to the letter: no NaN, no half of a character, which nothing behind it could store."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return to_json(data)


def _otherwise(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, frozenset | set | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")
