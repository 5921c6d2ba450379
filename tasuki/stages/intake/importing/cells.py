"""One cell becomes one value. A cell that cannot is `Unfit`; a polite nothing (“n/a”, “Select”, “未定”) is no value.

Text is kept as it stands. Only typed fields look closer, and what they cannot use stays under its own header.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.dates import read_moment
from tasuki.stages.intake.importing.money import currency_named, read_money
from tasuki.stages.intake.importing.refusals import Unfit
from tasuki.stages.intake.importing.terms import Terms
from tasuki.stages.intake.reachability import country_code, email_of

Convert = Callable[[str, Terms], Any]

# fmt: off
NON_ANSWERS = frozenset({
    "select", "-select-", "n/a", "na", "#n/a", "none", "null", "nil", "nan", "-", "--", "---", "?", "tbd", "unknown",
    "not set", "(none)", "未定", "不明", "未確認", "なし", "無し", "無", "未入力", "－", "該当なし",
})
_YES = frozenset({
    "true", "1", "1.0", "yes", "y", "t", "x", "✓", "はい", "有", "有り", "あり", "済", "済み", "○", "◯", "on",
})
_NO = frozenset({"false", "0", "0.0", "no", "n", "f", "いいえ", "無", "無し", "なし", "未", "×", "off"})
# fmt: on
_COUNT = re.compile(
    r"(?:約|およそ|~|about )?\s*(\d[\d,]*)(?:\.0+)?\s*(?:名|人|社員|employees|people|\+|以上)?"
)
_RANGE = re.compile(r"\D*\d[\d,]*\s*(?:-|~|〜|から|to|–|—)\s*\d[\d,]*\D*|[<>≤≥].*|.*(?:以下|未満|超)")
_LOOKS_LIKE_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}")
LONGEST_ID = 100


def is_non_answer(text: str) -> bool:
    return len(text) <= 10 and text.casefold() in NON_ANSWERS


def as_text(text: str, terms: Terms) -> str:
    return text


def as_id(text: str, terms: Terms) -> str:
    if len(text) > LONGEST_ID:
        raise Unfit(N_("An identifier has at most %(most)s characters."), most=LONGEST_ID)
    return text


def as_email(text: str, terms: Terms) -> str | None:
    """What looks like an address and cannot be one (ann@r&d.net) is no address and stays as it stands."""
    address = email_of(text)
    if not address and _LOOKS_LIKE_EMAIL.fullmatch(text):
        return None
    if not address:
        raise Unfit(N_("“%(text)s” is not an e-mail address that mail can be sent to."), text=text)
    return address


def as_count(text: str, terms: Terms) -> int | None:
    """A whole number of people; a range (“100–499”) names no number and stays as it stands."""
    shown = unicodedata.normalize("NFKC", text)
    if found := _COUNT.fullmatch(shown):
        number = int(found[1].replace(",", ""))
        return number if number < 2**31 else None
    if _RANGE.fullmatch(shown):
        return None
    raise Unfit(N_("“%(text)s” is not a whole number."), text=text)


def as_yes_or_no(text: str, terms: Terms) -> bool:
    word = unicodedata.normalize("NFKC", text).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unfit(N_("“%(text)s” says neither yes nor no."), text=text)


@lru_cache(maxsize=4096)
def _fraction(text: str) -> Decimal | None:
    shown = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%?)", shown)
    if found is None:
        return None
    number = Decimal(found[1])
    return number / 100 if found[2] or number > 1 else number


def as_fraction(text: str, terms: Terms) -> Decimal | None:
    """A probability: 45, 45 % and 0.45 are the same; letters (確度A) are not a number and stay as they stand."""
    number = _fraction(text)
    return number if number is not None and number <= 1 else None


def as_currency(text: str, terms: Terms) -> str:
    return currency_named(text)


def as_money(text: str, terms: Terms) -> tuple[Decimal, str]:
    return read_money(text)


def as_country(text: str, terms: Terms) -> str | None:
    return country_code(text) or None


def as_moment(text: str, terms: Terms) -> datetime | None:
    return read_moment(text, terms.zone, terms.day_order)


def as_day(text: str, terms: Terms) -> date | None:
    moment = read_moment(text, terms.zone, terms.day_order)
    return moment and moment.astimezone(terms.zone).date()
