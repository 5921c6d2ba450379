"""Slack, by its Web API where TASUKI_SLACK_TOKEN names a bot, else by the incoming webhook TASUKI_SLACK_WEBHOOK.

A bot writes to people themselves: by the id they gave, else by the one that Slack has for their mail address. A
webhook belongs to one channel; there the person is mentioned.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

import httpx2
from django.conf import settings

from tasuki.platform.ports.channel import Busy, Letter, Line, Reader, Undeliverable
from tasuki.rules.wording import N_

TIMEOUT = 15.0
LONGEST = 2900
"""Characters of one block; Slack takes 3,000."""
NEVER = frozenset(
    {
        "cannot_dm_bot", "channel_not_found", "is_archived", "messages_tab_disabled", "not_in_channel",
        "restricted_action", "user_disabled", "user_not_found", "users_not_found",
    }
)  # fmt: skip
"""What Slack answers where it never reaches this person."""
NOT_FROM_US = frozenset(
    {
        "account_inactive", "invalid_auth", "missing_scope", "no_permission", "not_authed", "token_expired",
        "token_revoked",
    }
)  # fmt: skip
"""What it answers until somebody mends the token, and then no more."""
WEBHOOK_NEVER = range(400, 500)


class SlackTrouble(Exception):
    """Slack did not take this letter now."""


class Slack:
    key = "slack"
    label = N_("Slack")
    address = N_("My Slack member id")

    def is_ready(self) -> bool:
        return bool(settings.TASUKI_SLACK_TOKEN or settings.TASUKI_SLACK_WEBHOOK)

    def reaches(self, reader: Reader) -> bool:
        if settings.TASUKI_SLACK_TOKEN:
            return bool(reader.addresses.get(self.key) or reader.email)
        return True

    def send(self, letter: Letter) -> None:
        """Raises `Undeliverable`, `Busy` where Slack takes nothing from us now, or `SlackTrouble` with this letter."""
        try:
            if settings.TASUKI_SLACK_TOKEN:
                self._to_the_person(letter)
            else:
                self._to_the_channel(letter)
        except httpx2.TransportError as away:
            raise Busy(f"{type(away).__name__}: {away}") from away

    def _to_the_person(self, letter: Letter) -> None:
        member = letter.to.addresses.get(self.key) or _member_with(letter.to.email)
        message = {"channel": member, "client_msg_id": letter.key, **_message(letter, "")}
        _call("POST", "chat.postMessage", json=message)

    def _to_the_channel(self, letter: Letter) -> None:
        member = letter.to.addresses.get(self.key)
        whom = f"<@{member}>" if member else _plain(letter.to.name)
        answer = httpx2.post(settings.TASUKI_SLACK_WEBHOOK, json=_message(letter, whom), timeout=TIMEOUT)
        _require_time_for_us(answer)
        if answer.status_code in WEBHOOK_NEVER:
            raise Undeliverable(f"{answer.status_code} {answer.text[:200]}")


def _call(method: str, name: str, **what: Any) -> Mapping[str, Any]:
    answer = httpx2.request(
        method,
        f"{settings.TASUKI_SLACK_API}/{name}",
        headers={"Authorization": f"Bearer {settings.TASUKI_SLACK_TOKEN}"},
        timeout=TIMEOUT,
        **what,
    )
    _require_time_for_us(answer)
    said: Mapping[str, Any] = answer.json()
    if not said.get("ok"):
        error = str(said.get("error", answer.status_code))
        raise (
            Undeliverable(error)
            if error in NEVER
            else Busy(error)
            if error in NOT_FROM_US
            else SlackTrouble(error)
        )
    return said


def _require_time_for_us(answer: httpx2.Response) -> None:
    said = f"{answer.status_code} {answer.text[:200]}"
    if answer.status_code == 429:
        seconds = answer.headers.get("retry-after", "")
        raise Busy(said, timedelta(seconds=int(seconds) if seconds.isdecimal() else 0))
    if answer.status_code >= 500:
        raise SlackTrouble(said)


@lru_cache(maxsize=1024)
def _member_with(email: str) -> str:
    """Slack's id of whoever has this address there. Raises `Undeliverable`."""
    return str(_call("GET", "users.lookupByEmail", params={"email": email})["user"]["id"])


def _message(letter: Letter, whom: str) -> dict[str, Any]:
    """The whole as blocks, and as the one text that a telephone shows."""
    head = [{"type": "section", "text": {"type": "mrkdwn", "text": whom}}] if whom else []
    text = " ".join(part for part in (whom, _plain(letter.subject)) if part)
    return {"text": text, "blocks": [*head, *(_block(line) for line in letter.lines)]}


def _block(line: Line) -> dict[str, Any]:
    said = [
        f"*<{line.link}|{_plain(line.title)}>*",
        *(_plain(part) for part in (line.about, line.said) if part),
    ]
    said.append(f"_{_plain(f'{line.when} · {line.because}')}_")
    return {"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(said)[:LONGEST]}}


def _plain(text: str) -> str:
    """What Slack would take for its own marks stands as text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
