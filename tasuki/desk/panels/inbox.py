"""The inbox: one's own notices, the newest first, those not read yet unless all are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from tasuki.desk.words import spoken, tongue
from tasuki.notices.models import Notice
from tasuki.notices.queries import inbox_of, unread
from tasuki.notices.words import Worded, worded
from tasuki.platform.access.actor import Actor
from tasuki.platform.http.paging import Paging, page_of
from tasuki.playbooks.queries import in_force

SHOWN = 50


@dataclass(frozen=True, slots=True)
class KindChoice:
    key: str
    label: str
    query: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """``waiting`` is how many are unread in all."""

    rows: tuple[Worded, ...]
    kinds: tuple[KindChoice, ...]
    kind: str
    shows_all: bool
    waiting: int
    following: str | None
    query: str


def inbox(asked: Mapping[str, str], *, by: Actor) -> Inbox:
    """Raises `Forbidden`, and `Invalid` for a place that is none of ours."""
    rows, shows_all, kind = inbox_of(by), asked.get("show") == "all", asked.get("kind", "")
    if not shows_all:
        rows = rows.filter(read_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    paging = Paging(cursor=asked.get("cursor") or None, limit=SHOWN)
    keys, following = page_of(rows, paging, "id", order=("-at", "-id"))
    page: list[Notice] = list(inbox_of(by).filter(pk__in=[row["id"] for row in keys]))
    return Inbox(
        rows=worded(page, by, tongue()),
        kinds=_kinds(kind, shows_all),
        kind=kind,
        shows_all=shows_all,
        waiting=unread(by.person_id) if by.person_id else 0,
        following=following,
        query=_query(kind, shows_all),
    )


def _kinds(kind: str, shows_all: bool) -> tuple[KindChoice, ...]:
    return tuple(
        KindChoice(one.key, spoken(one.label), _query(one.key, shows_all), one.key == kind)
        for one in in_force().notice
    )


def _query(kind: str, shows_all: bool) -> str:
    asked = {"show": "all" if shows_all else "", "kind": kind}
    return urlencode({name: value for name, value in asked.items() if value})
