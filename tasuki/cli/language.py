"""Which language the terminal reads, and its catalogue: without Django, so that the pure commands stay quick."""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import tasuki
from tasuki.rules.wording import Language

_PACKAGE = Path(tasuki.__file__).resolve().parent
_PLACES = (_PACKAGE.parent / "locale", _PACKAGE / "locale")


def language_of_terminal() -> Language:
    """``TASUKI_LANGUAGE``, else what LC_ALL, LC_MESSAGES or LANG say; English where they say nothing we speak."""
    for name in ("TASUKI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "ja" if os.environ[name].lower().startswith("ja") else "en"
    return "en"


@cache
def translator(language: Language) -> Callable[[str], str]:
    """Looks a template up in the catalogue of ``language``."""
    if language == "en":
        return str
    catalogue: gettext.NullTranslations = gettext.NullTranslations()
    for place in _PLACES:
        found = gettext.translation("django", place, [language], fallback=True)
        found.add_fallback(catalogue)
        catalogue = found
    return catalogue.gettext
