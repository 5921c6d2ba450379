"""What every page shows around its subject: the language, the places to go, and who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tasuki.platform.home import is_demo
from tasuki.platform.language import language_of


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation; ``here`` when the page shown belongs to it."""

    label: str
    href: str
    here: bool


def desk(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor for all templates."""
    language = language_of(request)
    return {
        "language": language,
        "languages": settings.LANGUAGES,
        "places": _places(request) if getattr(request, "person", None) else (),
        "is_demo": is_demo(),
    }


def _places(request: HttpRequest) -> tuple[Place, ...]:
    named = (
        ("today", _("Today")),
        ("leads", _("Leads")),
        ("opportunities", _("Opportunities")),
        ("approvals", _("Approvals")),
        ("accounts", _("Accounts")),
        ("contacts", _("Contacts")),
        ("imports", _("Imports")),
        ("playbook", _("Agreement")),
    )
    places = []
    for name, label in named:
        href = reverse(name)
        here = request.path == href if href == "/" else request.path.startswith(href)
        places.append(Place(label, href, here))
    return tuple(places)
