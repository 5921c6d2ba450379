"""E-mail addresses, telephone numbers, domains and countries at the speed of an import.

The plain majority is recognised by shape; whatever is unusual goes to `tasuki.platform.identity`, which knows all.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from babel import Locale

from tasuki.platform.identity.contact_points import e164, normalised_email, registrable_domain

_PLAIN_EMAIL = re.compile(
    r"[a-z0-9_][a-z0-9_%+-]*(?:\.[a-z0-9_%+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
_SPECIAL = (".test", ".local", ".invalid", ".localhost", ".onion", ".arpa", ".example")
_NOT_A_DIGIT = re.compile(r"[\s()./\-‐–—]+")
_NORTH_AMERICAN = re.compile(r"(?:1?)([2-9]\d{2}[2-9]\d{6})")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")
_JAPANESE = re.compile(r"0(?:\d{9}|[5789]0\d{8})")


def email_of(typed: str) -> str:
    """The address as it is stored and compared; "" when no mail could be sent to it."""
    text = typed.strip().lower()
    if len(text) <= 254 and text.isascii() and _PLAIN_EMAIL.fullmatch(text) and not text.endswith(_SPECIAL):
        return text if text.index("@") <= 64 else ""
    return normalised_email(typed)


def phone_of(typed: str, region: str) -> str:
    """E.164 where the number can be told for sure, else the text as typed: a wrong country is worse than none.

    ``region`` (ISO 3166) reads numbers without a country code. A ten-digit number that does not begin with zero
    is North American when the region's own numbers all begin with zero.
    """
    text = typed.strip() if typed.isascii() else unicodedata.normalize("NFKC", typed).strip()
    bare = _NOT_A_DIGIT.sub("", text)
    if _INTERNATIONAL.fullmatch(bare):
        return bare
    if region == "JP":
        if _JAPANESE.fullmatch(bare):
            return "+81" + bare[1:]
        if found := _NORTH_AMERICAN.fullmatch(bare):
            return "+1" + found[1]
        if bare[:1] not in ("0", "+"):
            return text
    elif region in ("US", "CA") and (found := _NORTH_AMERICAN.fullmatch(bare)):
        return "+1" + found[1]
    return e164(text, region) or text


@lru_cache(maxsize=65_536)
def domain_of(typed: str) -> str:
    """The registrable domain of a URL, a host or an e-mail address' host; "" when there is none."""
    return registrable_domain(typed)


_ALSO_CALLED = {
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "uk": "GB",
    "england": "GB",
    "米国": "US",
    "英国": "GB",
    "korea": "KR",
}
# A language is loaded when a name was in none before it: most of what is typed is a code, or English or Japanese.
_LANGUAGES = ("en", "ja", "de", "fr", "es", "pt", "zh", "ko")


@lru_cache(maxsize=4096)
def country_code(typed: str) -> str:
    """ISO 3166 from a code or a name in one of eight languages; "" when it is none."""
    wanted = unicodedata.normalize("NFKC", typed).strip().casefold()
    if not wanted:
        return ""
    if wanted in _ALSO_CALLED:
        return _ALSO_CALLED[wanted]
    return next((names[wanted] for names in map(_countries, _LANGUAGES) if wanted in names), "")


@cache
def _countries(language: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for code, name in Locale(language).territories.items():
        if len(code) == 2 and code.isalpha():
            names.setdefault(name.casefold(), code)
            names.setdefault(code.casefold(), code)
    return names
