"""What every page shows around its subject: language, light or dark, and what waits to be read."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tasuki.desk.theme import THEMES, theme_of
from tasuki.notices.queries import unread
from tasuki.platform.home import is_demo
from tasuki.platform.language import language_of


def desk(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor for all templates."""
    language = language_of(request)
    return {
        "language": language,
        "languages": settings.LANGUAGES,
        "theme": theme_of(request),
        "themes": tuple((theme, _(label)) for theme, label in THEMES.items()),
        "is_demo": is_demo(),
        "unread_notices": partial(_unread, request),
    }


def _unread(request: HttpRequest) -> int:
    """Asked where the bar is drawn."""
    person = getattr(request, "person", None)
    return unread(person.pk) if person else 0
