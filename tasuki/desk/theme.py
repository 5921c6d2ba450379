"""Light or dark: what a person chose in this browser, or as their system has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tasuki.rules.wording import N_

Theme = Literal["system", "light", "dark"]
THEMES: Mapping[Theme, str] = {
    "system": N_("As the system"),
    "light": N_("Light"),
    "dark": N_("Dark"),
}
COOKIE = "tasuki_theme"
A_YEAR = 365 * 24 * 60 * 60


def theme_of(request: HttpRequest) -> Theme:
    """What was chosen; “system” where nothing was."""
    return _known(request.COOKIES.get(COOKIE, ""))


def remember_theme(answer: HttpResponse, theme: str) -> None:
    """Keep the choice in this browser for a year, beyond signing out; “system” forgets it."""
    chosen = _known(theme)
    if chosen == "system":
        answer.delete_cookie(COOKIE, samesite="Lax")
        return
    answer.set_cookie(
        COOKIE, chosen, A_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def _known(theme: str) -> Theme:
    return cast(Theme, theme) if theme in THEMES else "system"
