"""What every page shows around its subject: language, light or dark, the places to go, and who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tasuki.desk.theme import THEMES, theme_of
from tasuki.notices.queries import unread
from tasuki.platform.home import is_demo
from tasuki.platform.language import language_of


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation; ``here`` when the page shown belongs to it.

    ``key`` goes there after “g”. ``further`` places stand behind “More” where the screen is narrow.
    """

    label: str
    href: str
    here: bool
    key: str
    further: bool


def desk(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor for all templates."""
    language = language_of(request)
    places = _places(request) if getattr(request, "person", None) else ()
    return {
        "language": language,
        "languages": settings.LANGUAGES,
        "theme": theme_of(request),
        "themes": tuple((theme, _(label)) for theme, label in THEMES.items()),
        "places": places,
        "is_further": any(place.here and place.further for place in places),
        "is_demo": is_demo(),
        "unread_notices": partial(_unread, request),
    }


def _unread(request: HttpRequest) -> int:
    """Asked where the bar is drawn."""
    person = getattr(request, "person", None)
    return unread(person.pk) if person else 0


def _places(request: HttpRequest) -> tuple[Place, ...]:
    named = (
        ("today", _("Today"), "t"),
        ("leads", _("Leads"), "l"),
        ("opportunities", _("Opportunities"), "o"),
        ("approvals", _("Approvals"), "a"),
        ("reports", _("Reports"), "r"),
        ("handoffs", _("Handoffs"), ""),
        ("accounts", _("Accounts"), ""),
        ("contacts", _("Contacts"), ""),
        ("campaigns", _("Campaigns"), ""),
        ("clocks", _("Promises"), ""),
        ("imports", _("Imports"), ""),
        ("playbook", _("Agreement"), ""),
        ("settings", _("Settings"), ""),
    )
    places = []
    for name, label, key in named:
        href = reverse(name)
        here = request.path == href if href == "/" else request.path.startswith(href)
        places.append(Place(label, href, here, key, further=not key))
    return tuple(places)
