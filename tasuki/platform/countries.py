"""Countries by the names that people call them: 日本, Japan."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from tasuki.rules.wording import Language


@lru_cache(maxsize=1024)
def country_in(code: str, language: Language) -> str:
    """The country with this ISO 3166 code; a code that names none stands as it is."""
    return str(Locale.parse(language).territories.get(code.upper(), code))
