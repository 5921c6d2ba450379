"""Amounts as people write them: ¥1,234 · 1.234,56 € · １００万円 · 1億2,000万円 · ￥500- · (500) · △500."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise

from babel.numbers import list_currencies

from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.refusals import Unfit

_SIGNS = {
    "US$": "USD", "CA$": "CAD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "NT$": "TWD", "S$": "SGD", "A$": "AUD",
    "C$": "CAD", "R$": "BRL", "CN¥": "CNY", "RMB": "CNY", "日本円": "JPY", "人民元": "CNY", "米ドル": "USD",
    "ユーロ": "EUR", "ポンド": "GBP", "ウォン": "KRW", "ドル": "USD", "¥": "JPY", "円": "JPY", "$": "USD", "€": "EUR",
    "£": "GBP", "₩": "KRW", "元": "CNY", "₹": "INR",
}  # fmt: skip
"""The longer ones first, which hold a shorter one."""
_WORDS = {
    "yen": "JPY", "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP",
    "won": "KRW", "yuan": "CNY", "rupee": "INR", "japanese yen": "JPY", "us dollar": "USD", "us dollars": "USD",
}  # fmt: skip
_UNITS = {"千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "億": 10**8, "k": 10**3, "m": 10**6}
_SHAPE = re.compile(r"(?P<number>[+-]?[\d.,' ]*\d[\d.,]*)(?P<unit>千万|百万|千|万|億|[kKmM])?")
_COMPOUND = re.compile(r"(?:[\d.,]*\d(?:億|千万|百万|万|千))+(?:[\d,]*\d)?")
_PART = re.compile(r"([\d.,]*\d)(億|千万|百万|万|千)?")
_END = re.compile(r"(?<=\d)[-ー―−]+$")
"""What closes an amount of yen, so that nobody adds digits to it."""
_CODE = re.compile(r"[A-Z]{3}")
_LETTERS = re.compile(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])")
CODES = frozenset(list_currencies())
MOST = Decimal(10) ** 14


@lru_cache(maxsize=65_536)
def read_money(text: str) -> tuple[Decimal, str]:
    """The amount and the currency that a symbol or code beside it names ("" if none). Raises `Unfit`."""
    shown = unicodedata.normalize("NFKC", text).strip()
    currency, bare = _without_currency(shown)
    if currency == "JPY":
        bare = _END.sub("", bare)
    negative = bare.startswith(("△", "▲", "-")) or (bare.startswith("(") and bare.endswith(")"))
    amount = _amount(bare.strip("()△▲ ").lstrip("+-"))
    if amount is None:
        raise Unfit(N_("“%(text)s” is not an amount."), text=text)
    if abs(amount) >= MOST:
        raise Unfit(N_("“%(text)s” is more than can be kept."), text=text)
    return (-amount if negative else amount).quantize(Decimal("0.01")), currency


def _amount(bare: str) -> Decimal | None:
    found = _SHAPE.fullmatch(bare)
    parts = [(found["number"], found["unit"] or "")] if found else []
    if _COMPOUND.fullmatch(bare):
        parts = _PART.findall(bare)
    units = [_UNITS.get(unit.lower(), 1) for _, unit in parts]
    if not parts or any(before <= after for before, after in pairwise(units)):
        return None
    try:
        return sum(
            (Decimal(_with_point(one)) * unit for (one, _), unit in zip(parts, units, strict=True)), Decimal()
        )
    except InvalidOperation:
        return None


@lru_cache(maxsize=4_096)
def currency_named(text: str) -> str:
    """The code of a currency however it is written: usd, US$, ￥, 円, “JPY - Japanese Yen”. What is none stays as it
    stands."""
    shown = unicodedata.normalize("NFKC", text).strip()
    if shown.upper() in _SIGNS:
        return _SIGNS[shown.upper()]
    if shown.casefold() in _WORDS:
        return _WORDS[shown.casefold()]
    codes = [found.upper() for found in _LETTERS.findall(shown)]
    return next((one for one in codes if one in CODES), shown)


def _without_currency(text: str) -> tuple[str, str]:
    currency = ""
    if found := _CODE.search(text):
        currency, text = _SIGNS.get(found[0], found[0]), text.replace(found[0], "")
    elif (found := _LETTERS.search(text)) and found[0].upper() in CODES:
        currency, text = found[0].upper(), text.replace(found[0], "")
    for symbol, code in _SIGNS.items():
        if symbol in text:
            currency, text = currency or code, text.replace(symbol, "")
    return currency, text.replace("\\", "").strip()


def _with_point(number: str) -> str:
    """Of two separators the last is the decimal one; a single one before exactly three digits separates thousands."""
    number = number.replace(" ", "").replace("'", "")
    comma, point = number.rfind(","), number.rfind(".")
    if comma >= 0 and point >= 0:
        decimal, thousands = (",", ".") if comma > point else (".", ",")
        return number.replace(thousands, "").replace(decimal, ".")
    if comma >= 0:
        single = number.count(",") == 1 and len(number) - comma - 1 != 3
        return number.replace(",", "." if single else "")
    return number.replace(".", "") if number.count(".") > 1 else number
