"""One cell becomes one value, after the column as a whole has decided how its days and decimal marks are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from tasuki.insight.audit.fields import Sort
from tasuki.stages.intake.importing.cells import NON_ANSWERS
from tasuki.stages.intake.importing.dates import DayOrder, read_moment
from tasuki.stages.intake.importing.money import currency_named, read_money
from tasuki.stages.intake.importing.refusals import Unfit

_YES = frozenset(
    {
        "true",
        "1",
        "1.0",
        "yes",
        "y",
        "t",
        "x",
        "✓",
        "はい",
        "有",
        "有り",
        "あり",
        "済",
        "済み",
        "○",
        "◯",
        "on",
    }
)
_NO = frozenset({"false", "0", "0.0", "no", "n", "f", "いいえ", "無", "無し", "なし", "未", "×", "off", ""})
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2}|\d{4})(?!\d)")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (a day without a zone, as a spreadsheet counts it)
_ZONE_NAME = re.compile(r"\s+(?:UTC|GMT|Z|JST|[A-Z]{3,4})$")
_COMPACT_ZONE = re.compile(r"([+-]\d{2})(\d{2})$")
_FIT = 0.7
"""So much of a column has to be readable as what its name says it is."""


@dataclass(frozen=True, slots=True)
class DayChoice:
    """How ``3/4/2026`` is read in one column. ``proof`` counts the cells that can only be read so."""

    order: DayOrder
    slashed: int = 0
    proof: int = 0
    against: int = 0

    @property
    def guessed(self) -> bool:
        return self.slashed > 0 and self.proof == 0


def day_choice(values: Iterable[str]) -> DayChoice:
    """Decided by all cells of a column: a 13 in either place tells; with points between, the day stands first."""
    day_first = month_first = slashed = dotted = 0
    for value in values:
        if found := _SLASHED.match(value):
            slashed += 1
            dotted += "." in found[0]
            if int(found[1]) > 12:
                day_first += 1
            elif int(found[2]) > 12:
                month_first += 1
    if dotted == slashed and not month_first:
        return DayChoice("dmy", slashed, slashed)
    if day_first > month_first:
        return DayChoice("dmy", slashed, day_first, month_first)
    return DayChoice("mdy", slashed, month_first, day_first)


def as_moment(text: str, zone: ZoneInfo, order: DayOrder) -> datetime | None:
    """The instant (UTC), or None where it cannot be read."""
    try:
        return read_moment(text, zone, order)
    except Unfit:
        pass
    return _otherwise(text, zone, order)


@lru_cache(maxsize=65_536)
def _otherwise(text: str, zone: ZoneInfo, order: DayOrder) -> datetime | None:
    """A spreadsheet's serial number, a zone's name behind the time, a zone without its colon."""
    shown = unicodedata.normalize("NFKC", text).strip()
    if _SERIAL.fullmatch(shown):
        return (_SERIAL_ZERO + timedelta(days=float(shown))).replace(tzinfo=zone).astimezone(UTC)
    for again, at in (
        (_COMPACT_ZONE.sub(r"\1:\2", shown), zone),
        (_ZONE_NAME.sub("", shown), ZoneInfo("UTC") if shown.endswith(("UTC", "GMT", " Z")) else zone),
    ):
        if again != shown:
            try:
                return read_moment(again, at, order)
            except Unfit:
                continue
    return None


Mark = Literal[".", ","]
_BEHIND: Mapping[Mark, re.Pattern[str]] = {",": re.compile(r",(\d*)"), ".": re.compile(r"\.(\d*)")}
THOUSANDS = 3
"""So many digits stand behind a mark between thousands."""


def decimal_mark(values: Iterable[str], delimiter: str = ",") -> Mark:
    """Which mark stands before the decimals of a column: a cell tells that has both, or one of them twice, or too few
    digits behind one.

    Where no cell tells, a file with semicolons between its cells writes commas.
    """
    for value in values:
        comma, point = value.rfind(","), value.rfind(".")
        if comma >= 0 and point >= 0:
            return "," if comma > point else "."
        for mark, behind in _BEHIND.items():
            digits = behind.findall(value)
            if len(digits) > 1:
                return "." if mark == "," else ","
            if digits and len(digits[0]) != THOUSANDS:
                return mark
    return "," if delimiter == ";" else "."


@lru_cache(maxsize=65_536)
def as_money(text: str, mark: Mark) -> tuple[Decimal, str] | None:
    """The amount and the currency beside it ("" if none), or None where it is no amount."""
    text = text.replace(".", "").replace(",", ".") if mark == "," else text.replace(",", "")
    try:
        return read_money(text)
    except Unfit:
        return None


def currency_in(header: str) -> str:
    """“Value (EUR)”, “金額(円)”: what the header says its amounts are in, or nothing."""
    shown = unicodedata.normalize("NFKC", header)
    if found := re.search(r"[(\[ ](USD|EUR|JPY|GBP|CHF|CNY|KRW|AUD|CAD|SGD|INR|BRL)\b", shown):
        return found[1]
    found = re.search(r"[(\[]\s*(?:単位[:\s]*)?(?:百万|千|万|億)?((?:[A-Z]{0,2})[円¥$€£])", shown)
    return currency_named(found[1]) if found else ""


_THOUSANDS = r"千円?|[A-Z$¥€£]{0,3}\s*(?:K|thousands?|'?000s?)"
_MILLIONS = r"百万円?|[A-Z$¥€£]{0,3}\s*(?:M|MM|millions?)"
_UNITS: Mapping[str, int] = {_THOUSANDS: 10**3, "万円?": 10**4, _MILLIONS: 10**6, "億円?": 10**8}


def unit_in(header: str) -> int:
    """“金額(千円)”, “Amount ($K)”: how much one stands for, where the header says so in brackets."""
    shown = unicodedata.normalize("NFKC", header)
    for unit, worth in _UNITS.items():
        if re.search(rf"[(\[【]\s*(?:単位[:\s]*|in\s+)?(?:{unit})\s*(?:[A-Z]{{3}})?\s*[)\]】]", shown):
            return worth
    return 1


def names_its_unit(text: str) -> bool:
    """“120万” says itself what it stands for, whatever its header does."""
    return re.search(r"\d\s*[千万百億kKmM]", unicodedata.normalize("NFKC", text)) is not None


def as_flag(text: str) -> bool | None:
    word = unicodedata.normalize("NFKC", text).casefold().strip()
    return True if word in _YES else False if word in _NO else None


def as_count(text: str) -> int | None:
    found = re.match(r"\D{0,3}(\d[\d,]*)(?:\.0+)?", unicodedata.normalize("NFKC", text))
    return int(found[1].replace(",", "")) if found and len(found[1]) < 12 else None


def is_nothing(text: str) -> bool:
    """A polite nothing (“Select”, “n/a”). “Unknown” is what somebody chose, and stays."""
    word = text.strip().casefold()
    return not word or (word in NON_ANSWERS and word not in ("unknown", "none", "なし", "無", "無し"))


def fits(sort: Sort, sample: Sequence[str]) -> bool:
    """Whether a column can be what its name says, as far as a sample shows; one that says nothing can be anything."""
    if sort in ("text", "id"):
        return True
    some = [value for value in sample[:400] if not is_nothing(value)][:200]
    return sum(_readable(sort, value) for value in some) >= _FIT * len(some)


_UTC = ZoneInfo("UTC")


def _readable(sort: Sort, value: str) -> bool:
    if sort == "moment":
        return any(as_moment(value, _UTC, order) is not None for order in ("mdy", "dmy"))
    if sort == "money":
        return as_money(value, ".") is not None
    if sort == "flag":
        return as_flag(value) is not None
    if sort == "count":
        return as_count(value) is not None
    return re.match(r"\d+(?:[.,]\d+)?\s*%?$", unicodedata.normalize("NFKC", value)) is not None
