"""Slack, as its Web API and its incoming webhooks answer; here by a server that speaks as they do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tasuki.integrations.slack.channel import Slack, SlackTrouble, _member_with
from tasuki.notices.sending import TOGETHER
from tasuki.notices.tests.sinks import Answer, Received, http_server
from tasuki.platform.ports.channel import Busy, Letter, Line, Reader, Undeliverable

LINE = Line(
    "1",
    "A <b> is yours",
    "青空物流",
    "",
    "You hear of it as: SDR",
    "2026-11-20 15:00",
    "https://x.example/notices/1",
)
JSON = {"Content-Type": "application/json"}


def letter(**to: Any) -> Letter:
    reader = Reader("青木 葵", "ja", "aoi@example.co.jp", **to)
    return Letter(
        "key-1", reader, "A <b> is yours", (LINE,), "https://x.example/notices", "https://x.example/s"
    )


@pytest.fixture
def heard() -> list[Received]:
    return []


@pytest.fixture
def slack(heard: list[Received], settings: Any) -> Iterator[Callable[..., Slack]]:
    """``slack({"ok": True})``: what it answers to a message, with which status."""
    said: list[tuple[int, Any]] = []

    def respond(request: Received) -> Answer:
        heard.append(request)
        if "lookupByEmail" in request.path:
            return 200, JSON, json.dumps({"ok": True, "user": {"id": "U07"}}).encode()
        status, body = said[0]
        return status, JSON, (body if isinstance(body, str) else json.dumps(body)).encode()

    with http_server(respond) as address:
        settings.TASUKI_SLACK_API, settings.TASUKI_SLACK_TOKEN = address, "xoxb-1"

        def answering(body: Any, status: int = 200, webhook: bool = False) -> Slack:
            said[:] = [(status, body)]
            if webhook:
                settings.TASUKI_SLACK_TOKEN, settings.TASUKI_SLACK_WEBHOOK = "", f"{address}/services/T/B/x"
            _member_with.cache_clear()
            return Slack()

        yield answering


def test_a_bot_writes_to_the_person_by_the_id_that_they_gave(
    slack: Callable[..., Slack], heard: list[Received]
) -> None:
    slack({"ok": True}).send(letter(addresses={"slack": "U024"}))
    (sent,) = heard
    assert (sent.path, sent.headers["authorization"]) == ("/chat.postMessage", "Bearer xoxb-1")
    assert (sent.json["channel"], sent.json["client_msg_id"]) == ("U024", "key-1")
    text = sent.json["blocks"][0]["text"]["text"]
    assert "*<https://x.example/notices/1|A &lt;b&gt; is yours>*" in text


def test_without_an_id_it_asks_slack_whose_the_mail_address_is(
    slack: Callable[..., Slack], heard: list[Received]
) -> None:
    slack({"ok": True}).send(letter())
    assert "email=aoi%40example.co.jp" in heard[0].path
    assert heard[1].json["channel"] == "U07"


def test_an_incoming_webhook_mentions_the_person_in_its_channel(
    slack: Callable[..., Slack], heard: list[Received]
) -> None:
    slack("ok", webhook=True).send(letter(addresses={"slack": "U024"}))
    assert heard[0].path == "/services/T/B/x"
    assert heard[0].json["blocks"][0]["text"]["text"] == "<@U024>"


@pytest.mark.parametrize("webhook", [False, True])
def test_all_notices_that_leave_together_are_in_the_letter_and_slack_takes_so_many_blocks(
    slack: Callable[..., Slack], heard: list[Received], webhook: bool
) -> None:
    many = replace(letter(addresses={"slack": "U024"}), lines=(LINE,) * TOGETHER)
    slack({"ok": True}, webhook=webhook).send(many)
    blocks = heard[0].json["blocks"]
    assert sum("|A &lt;b&gt;" in one["text"]["text"] for one in blocks) == TOGETHER
    assert len(blocks) <= 50


@pytest.mark.parametrize(
    ("body", "status", "webhook", "trouble"),
    [
        ({"ok": False, "error": "user_disabled"}, 200, False, Undeliverable),
        ({"ok": False, "error": "not_in_channel"}, 200, False, Undeliverable),
        ({"ok": False, "error": "invalid_auth"}, 200, False, Busy),
        ({"ok": False, "error": "internal_error"}, 200, False, SlackTrouble),
        ({"ok": False, "error": "ratelimited"}, 429, False, Busy),
        ("rate_limited", 429, True, Busy),
        ("no_service", 404, True, Undeliverable),
        ("busy", 503, True, SlackTrouble),
    ],
)
def test_what_slack_refuses_for_good_is_not_tried_again(
    slack: Callable[..., Slack], body: Any, status: int, webhook: bool, trouble: type[Exception]
) -> None:
    with pytest.raises(trouble):
        slack(body, status, webhook).send(letter(addresses={"slack": "U024"}))


def test_slack_says_how_long_it_wants_no_letters(settings: Any) -> None:
    with http_server(lambda _: (429, {"Retry-After": "150"}, b"{}")) as address:
        settings.TASUKI_SLACK_API, settings.TASUKI_SLACK_TOKEN = address, "xoxb-1"
        with pytest.raises(Busy) as refused:
            Slack().send(letter(addresses={"slack": "U024"}))
    assert refused.value.wait == timedelta(seconds=150)


def test_a_slack_that_does_not_answer_takes_nothing_from_anybody(settings: Any) -> None:
    with http_server(lambda _: (200, {}, b"{}")) as address:
        settings.TASUKI_SLACK_API, settings.TASUKI_SLACK_TOKEN = address, "xoxb-1"
    with pytest.raises(Busy):
        Slack().send(letter(addresses={"slack": "U024"}))


def test_nobody_is_reached_where_slack_is_not_set_up(settings: Any) -> None:
    settings.TASUKI_SLACK_TOKEN = settings.TASUKI_SLACK_WEBHOOK = ""
    assert not Slack().is_ready()
