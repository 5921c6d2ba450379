"""Moments and days as people and systems write them: ISO, American, European, Japanese, epoch."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.refusals import Unfit

DayOrder = Literal["mdy", "dmy"]
_TIME = (
    r"(?:[T\s]+(?P<half1>午前|午後)?\s*(?P<h>\d{1,2})[:時](?P<mi>\d{1,2})分?"
    r"(?::?(?P<s>\d{1,2})秒?(?:\.\d+)?)?\s*(?P<half2>[AaPp]\.?[Mm]\.?)?)?"
)
_NUMERIC = re.compile(rf"(?P<a>\d{{1,4}})[/.\-](?P<b>\d{{1,2}})[/.\-](?P<c>\d{{1,4}}){_TIME}")
_KANJI = re.compile(
    rf"(?P<era>令和|平成|昭和|R|H|S)?(?P<y>\d{{1,4}}|元)年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日(?:\s*\([月火水木金土日]\))?{_TIME}"
)
_ERA = re.compile(rf"(?P<era>[RHS])(?P<y>\d{{1,2}}|元)[./\-](?P<m>\d{{1,2}})[./\-](?P<d>\d{{1,2}}){_TIME}")
_NAMED = re.compile(
    rf"(?:(?P<m1>[A-Za-z]{{3,9}})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<m2>[A-Za-z]{{3,9}})\.?,?)[\s-]+(?P<y>\d{{2,4}}),?{_TIME}"
)
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}(?!\d)")
_MONTHS = {
    name: at
    for at, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_YEARS = range(1900, 2200)
_NONE = frozenset({(1, 1, 1), (1753, 1, 1), (2999, 12, 31), (9999, 12, 31)})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_order_of(values: Iterable[str]) -> tuple[DayOrder, bool]:
    """Whether ``3/4/2026`` is read month first or day first in this column, and whether that was a guess."""
    slashed = False
    for value in values:
        if found := _SLASHED.match(value.strip()):
            slashed = True
            if int(found[1]) > 12:
                return "dmy", False
            if int(found[2]) > 12:
                return "mdy", False
    return "mdy", slashed


@lru_cache(maxsize=65_536)
def read_moment(text: str, zone: ZoneInfo, order: DayOrder) -> datetime | None:
    """The instant (UTC); without a zone it is read in ``zone``, without a time at midnight there.

    None for a day by which a database says that there is none (0001-01-01, 9999-12-31). Raises `Unfit`.
    """
    try:
        moment = _iso(text) or _other(text, order)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise Unfit(N_("“%(text)s” is not a date that can be read; write it as 2026-11-20."), text=text)
    if moment.year not in _YEARS:
        if (moment.year, moment.month, moment.day) in _NONE:
            return None
        raise Unfit(N_("“%(text)s” is no day of our time; leave it empty where there is no date."), text=text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


def _iso(text: str) -> datetime | None:
    if len(text) >= 10 and text[4:5] == "-" and text[:4].isascii():
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return None
    return None


def _other(text: str, order: DayOrder) -> datetime | None:
    text = unicodedata.normalize("NFKC", text).strip()
    if text.isdigit() and text.isascii():
        return _digits(text)
    if found := _NUMERIC.fullmatch(text):
        return _numeric(found, order)
    if found := _KANJI.fullmatch(text) or _ERA.fullmatch(text):
        year = 1 if found["y"] == "元" else int(found["y"])
        return _at_time(found, year + _ERAS.get(found["era"] or "", 0), int(found["m"]), int(found["d"]))
    if found := _NAMED.fullmatch(text):
        month = _MONTHS.get((found["m1"] or found["m2"])[:3].lower(), 0)
        return _at_time(found, _full_year(found["y"]), month, int(found["d1"] or found["d2"]))
    return _iso(text)


def _digits(text: str) -> datetime | None:
    if len(text) == 8:
        return datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007
    if len(text) == 14:
        return datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007
    if len(text) == 10:
        return _EPOCH + timedelta(seconds=int(text))
    if len(text) == 13:
        return _EPOCH + timedelta(milliseconds=int(text))
    return None


def _numeric(found: re.Match[str], order: DayOrder) -> datetime | None:
    first, second, third = found["a"], found["b"], found["c"]
    if len(first) > 2:
        return _at_time(found, int(first), int(second), int(third))
    month, day = (first, second) if order == "mdy" else (second, first)
    return _at_time(found, _full_year(third), int(month), int(day))


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 70 else 1900)


def _at_time(found: re.Match[str], year: int, month: int, day: int) -> datetime:
    hour = int(found["h"] or 0)
    half = (found["half1"] or found["half2"] or "").lower().replace(".", "")
    if half in ("pm", "午後") and hour < 12:
        hour += 12
    if half in ("am", "午前") and hour == 12:
        hour = 0
    return datetime(year, month, day, hour, int(found["mi"] or 0), int(found["s"] or 0))  # noqa: DTZ001
