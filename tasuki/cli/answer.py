"""What a command answers: a JSON document for programs, lines for people, and an exit code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import click


@dataclass(frozen=True, slots=True)
class Answer:
    """``exit_code`` is 1 where a rule says no although the command itself did its work (a check, a preview)."""

    payload: object
    lines: Sequence[str] = ()
    exit_code: int = 0


def print_json(payload: object) -> None:
    print_line(json_text(payload))


def print_line(text: str, *, err: bool = False) -> None:
    """What is printed is always text: bytes of a file, or typed, that belong to no encoding are shown as �."""
    click.echo(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), err=err)


def json_text(payload: object) -> str:
    return json.dumps(payload, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | UUID):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")
