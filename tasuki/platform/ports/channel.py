"""A way in which notices reach somebody outside the desk: mail, chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Protocol

from tasuki.rules.wording import Language

GROUP = "tasuki.channels"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is written to. ``addresses``: what they gave for a channel, by its key."""

    name: str
    language: Language
    email: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in words: what it is, about which record, why this person hears of it, when, and where to look."""

    id: str
    title: str
    about: str
    said: str
    because: str
    when: str
    link: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What leaves together for one person. ``key`` stays the same if it has to be sent again."""

    key: str
    to: Reader
    subject: str
    lines: tuple[Line, ...]
    inbox: str
    preferences: str


class Undeliverable(Exception):
    """It will never arrive, however often it is tried: the address does not exist, the key is not valid."""


class Busy(Exception):
    """It takes nothing from anybody now: it does not answer, or not to us. ``wait``: how long it asks us to wait."""

    def __init__(self, because: str, wait: timedelta = timedelta()) -> None:
        super().__init__(because)
        self.wait = wait


class Channel(Protocol):
    """``send`` raises `Undeliverable`, `Busy`, or anything else where it is worth to try this letter again later."""

    key: str
    label: str
    """What people call it; a sentence of the catalogue."""
    address: str
    """What somebody types so that it reaches them; empty where it is known already."""

    def is_ready(self) -> bool:
        """Whether this installation has what it needs to use the channel."""

    def reaches(self, reader: Reader) -> bool:
        """Whether it knows where to reach them."""

    def send(self, letter: Letter) -> None: ...


@lru_cache(maxsize=1)
def channels() -> tuple[Channel, ...]:
    """Every channel that is installed, ready or not, in the order of their names."""
    found = sorted(entry_points(group=GROUP), key=lambda one: one.name)
    return tuple(one.load()() for one in found)
