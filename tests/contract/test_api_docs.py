"""The examples of docs/reference/api.md run as they stand there."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponse
from django.test import Client

from tasuki.config.api import ROUTERS
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tests.docs.marked import blocks

ROOT = Path(__file__).parents[2]
LEADS_FILE = "氏名,メールアドレス,会社名\n高橋 美咲,misaki@example.co.jp,株式会社サンプル\n"
CALLS = [
    block.text for block in blocks("sh") if block.file.name == "api.md" and block.text.startswith("curl ")
]


def curl(command: str, variables: dict[str, str]) -> HttpResponse:
    """What curl would send, sent to the application."""
    for name, value in variables.items():
        command = command.replace(f"${name}", value)
    words = iter(shlex.split(command.replace("\\\n", " "))[1:])
    method, path, headers, body, form = "GET", "", {}, b"", {}
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            said = next(words)
            method, body = "POST" if method == "GET" else method, _body(said)
        elif word == "-F":
            name, _, value = next(words).partition("=")
            form[name] = SimpleUploadedFile(value[1:], LEADS_FILE.encode()) if value[0] == "@" else value
        else:
            path = word
    sent: Any = (
        Client().post(path, form, headers=headers)
        if form
        else Client().generic(method, path, body, "application/json", headers=headers)
    )
    assert isinstance(sent, HttpResponse)
    return sent


def _body(said: str) -> bytes:
    return (ROOT / said[1:]).read_bytes() if said.startswith("@") else said.encode()


@pytest.mark.parametrize("command", CALLS, ids=range(len(CALLS)))
def test_an_example_of_the_api_page_works(
    command: str, ready: Callable[..., Lead], kei: Person, ren: Person, api: Callable[..., ApiClient]
) -> None:
    person = ren if "/convert" in command else kei
    token = api(person).headers["Authorization"].removeprefix("Bearer ")
    answer = curl(command, {"TASUKI": "/api/v1", "TOKEN": token, "LEAD": str(ready().pk)})
    assert answer.status_code in (200, 201), answer.content.decode()


def test_the_page_has_examples_of_each_kind_of_call() -> None:
    assert len(CALLS) == 8


def test_a_router_is_mounted_once() -> None:
    places = [place for _, place in ROUTERS]
    assert len(places) == len(set(places))
