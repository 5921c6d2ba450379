"""Countries by the names that people call them: 日本, Japan."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from tasuki.rules.wording import Language


@lru_cache(maxsize=1024)
def country_in(code: str, language: Language) -> str:
    """The country with this ISO 3166 code; a code that names none stands as it is."""
    return str(Locale.parse(language).territories.get(code.upper(), code))


def country_named(text: str) -> str:
    """The code of the country that people call so, in either language; what names none stands as a code would."""
    wanted = text.strip()
    return _codes().get(wanted.casefold(), wanted.upper())


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {
        str(name).casefold(): code
        for language in ("ja", "en")
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2
    }
