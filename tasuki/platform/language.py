"""Which language a caller reads, and the catalogue that rules' sentences are spoken from."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_from_request

from tasuki.rules.wording import Language

SESSION_KEY = "language"


def language_of(request: HttpRequest) -> Language:
    """The language of the session (a person's own, or the one they switched to), else of Accept-Language."""
    session = getattr(request, "session", None)
    chosen = session.get(SESSION_KEY) if session is not None else None
    return as_language(chosen or get_language_from_request(request))


def remember_language(request: HttpRequest, language: str) -> None:
    """Speak ``language`` for the rest of this session."""
    request.session[SESSION_KEY] = as_language(language)


def as_language(code: str) -> Language:
    """``ja`` for every kind of Japanese, ``en`` for everything else."""
    return "ja" if code.lower().startswith("ja") else "en"


def translator(language: Language) -> Callable[[str], str]:
    """Looks a template up in the catalogue of ``language``: ``sentence.spoken(language, translator(language))``."""
    if language == "en":
        return str
    return _catalogue(language, tuple(settings.LOCALE_PATHS))


@lru_cache
def _catalogue(language: Language, places: tuple[Path, ...]) -> Callable[[str], str]:
    found: gettext.NullTranslations = gettext.NullTranslations()
    for place in places:
        catalogue = gettext.translation("django", place, [language], fallback=True)
        catalogue.add_fallback(found)
        found = catalogue
    return cast(Callable[[str], str], found.gettext)
