"""What stands around every page: drawn once per language, for all readers to whom the same pages are open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.words import tongue
from tasuki.platform.access.actor import Actor
from tasuki.rules.wording import N_, Language


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation, the page of this ``name``; ``here`` when the page shown belongs to it.

    ``key`` goes there after “g”. ``further`` places stand behind “More” where the screen is narrow.
    """

    name: str
    label: str
    href: str
    here: bool
    key: str
    further: bool


NAMED = (
    ("today", N_("Today"), "t"),
    ("leads", N_("Leads"), "l"),
    ("opportunities", N_("Opportunities"), "o"),
    ("approvals", N_("Approvals"), "a"),
    ("reports", N_("Reports"), "r"),
    ("handoffs", N_("Handoffs"), ""),
    ("accounts", N_("Accounts"), ""),
    ("contacts", N_("Contacts"), ""),
    ("campaigns", N_("Campaigns"), ""),
    ("clocks", N_("Promises"), ""),
    ("imports", N_("Imports"), ""),
    ("playbook", N_("Agreement"), ""),
    ("settings", N_("Settings"), ""),
)
ASKED = {"imports": "import.run"}
"""The pages that only some may open, by what they ask for."""


def navigation(path: str, by: Actor) -> str:
    """The way to the other pages that ``by`` may open, with the one that the page at ``path`` belongs to marked."""
    here = next((name for name, href in _addresses() if _belongs(path, href)), "")
    closed = frozenset(name for name, permission in ASKED.items() if by.reach(permission) is None)
    return _navigation(here, closed, tongue())


def unchanging(template: str) -> str:
    """A part of the frame that depends on nothing but the language."""
    return _unchanging(template, tongue())


@lru_cache(maxsize=64)
def _navigation(here: str, closed: frozenset[str], language: Language) -> str:
    places = tuple(place for place in _places(here) if place.name not in closed)
    is_further = any(place.here and place.further for place in places)
    return render_to_string("desk/places.html", {"places": places, "is_further": is_further})


@lru_cache(maxsize=16)
def _unchanging(template: str, language: Language) -> str:
    return render_to_string(template, {"places": tuple(_places(""))})


def _places(here: str) -> Iterator[Place]:
    for (name, label, key), (_, href) in zip(NAMED, _addresses(), strict=True):
        yield Place(name, gettext(label), href, name == here, key, further=not key)


@lru_cache(maxsize=1)
def _addresses() -> tuple[tuple[str, str], ...]:
    return tuple((name, reverse(name)) for name, _, _ in NAMED)


def _belongs(path: str, href: str) -> bool:
    return path == href if href == "/" else path.startswith(href)
