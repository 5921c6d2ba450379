"""Placeholders: values that look filled and say nothing (O-2, HB-3); their list is data in the playbook."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tasuki.rules.conditions import is_filled
from tasuki.rules.dossier import Money
from tasuki.rules.playbook import Playbook

EDGES = ".。…!！?？()（）[]「」"


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Width, case and surrounding punctuation do not make a placeholder an answer: “ ＴＢＤ。 ” is “tbd”."""
    return unicodedata.normalize("NFKC", text).strip().strip(EDGES).strip().casefold()


def is_placeholder(value: Any, book: Playbook) -> bool:
    """Whether a filled value counts as empty; an empty value is no placeholder, it is simply missing."""
    if isinstance(value, str):
        return not _says_something(value, book)
    if isinstance(value, Money):
        return value.amount in book.placeholders.numbers
    if isinstance(value, date):
        return value in book.placeholders.dates
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value)) in book.placeholders.numbers
    if isinstance(value, tuple) and value:
        return all(is_placeholder(item, book) for item in value if is_filled(item))
    return False


def _says_something(text: str, book: Playbook) -> bool:
    words = book.placeholder_texts
    if text.casefold() in words:
        return False
    short = folded(text) if len(text) < 40 else text
    return bool(short) and short not in words


def says_something(value: Any, book: Playbook) -> bool:
    """Whether a value is filled and is not a placeholder."""
    return is_filled(value) and not is_placeholder(value, book)


def texts_that_say_nothing(book: Playbook) -> list[str]:
    """Every placeholder, folded; an empty text is one as well."""
    return sorted({"", *(folded(text) for text in book.placeholders.texts)})
