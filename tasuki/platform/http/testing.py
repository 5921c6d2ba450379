"""The API as tests call it: a person with a token, speaking JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import orjson
from django.http.response import HttpResponse, HttpResponseBase
from django.test import Client

from tasuki.platform.access import tokens
from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.people.models import Person

ROOT = "/api/v1"


class ApiClient:
    """``ApiClient.of(aoi, at)``: Aoi at the API, by token. ``language`` is what Accept-Language says."""

    def __init__(self, token: str = "", language: str = "en") -> None:
        self.client = Client()
        self.headers = {
            "Accept-Language": language,
            **({"Authorization": f"Bearer {token}"} if token else {}),
        }

    @classmethod
    def of(cls, person: Person, at: datetime, *scopes: str, language: str = "en") -> ApiClient:
        _, secret = tokens.create(person, by=SYSTEM, at=at, scopes=frozenset(scopes or ("all",)))
        return cls(secret, language)

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: Any) -> Answer:
        given = {name: value for name, value in query.items() if value is not None}
        return Answer(self.client.get(ROOT + path, given, headers={**self.headers, **(headers or {})}))

    def post(self, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
        return self._send("POST", path, body, headers)

    def patch(self, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
        return self._send("PATCH", path, body, headers)

    def put(self, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
        return self._send("PUT", path, body, headers)

    def delete(self, path: str) -> Answer:
        return self._send("DELETE", path, None, None)

    def _send(self, method: str, path: str, body: object, headers: Mapping[str, str] | None) -> Answer:
        raw = b"" if body is None else body if isinstance(body, bytes) else orjson.dumps(body)
        sent = {**self.headers, **(headers or {})}
        return Answer(self.client.generic(method, ROOT + path, raw, "application/json", headers=sent))


class Answer:
    """Status, headers and body of an answer; ``problem`` insists that it is one."""

    def __init__(self, response: HttpResponseBase) -> None:
        assert isinstance(response, HttpResponse), "the API does not stream"
        self.response = response
        self.status = response.status_code

    def __getitem__(self, header: str) -> str:
        return self.response.headers[header]

    @property
    def json(self) -> Any:
        body = orjson.loads(self.response.content)
        assert not (inner := set(_columns_in(body))), f"columns of tables, which no schema has: {inner}"
        return body

    @property
    def problem(self) -> dict[str, Any]:
        assert self["Content-Type"] == "application/problem+json", self.response.content
        body: dict[str, Any] = self.json
        assert body["status"] == self.status
        assert {"type", "title", "status", "code", "detail", "instance", "request_id"} <= body.keys()
        return body


def _columns_in(body: object) -> Iterator[str]:
    """Names such as ``owner__handle``: how a query asks, never how the API answers."""
    if isinstance(body, list):
        for one in body:
            yield from _columns_in(one)
    elif isinstance(body, dict):
        yield from (name for name in body if "__" in name)
        yield from _columns_in(list(body.values()))
