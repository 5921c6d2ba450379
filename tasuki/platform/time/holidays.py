"""Public holidays by country and year, from the library that also knows Japan's 国民の休日 and substitute days.

Rules take a calendar as a value and import nothing; this is where its dates come from. Days that only a company
closes (year-end, foundation day) are not public holidays: they are passed as `extra_closed`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import holidays

from tasuki.rules.calendar import Calendar, Span

# The library's package of countries imports all 250 when one is asked for, which takes a process 8 MB. It looks each up
# as a module of this package, and finds it in its place as well when the package itself is empty.
_COUNTRIES = ModuleType("holidays.countries")
_COUNTRIES.__path__ = [str(Path(holidays.__path__[0]) / "countries")]
sys.modules.setdefault(_COUNTRIES.__name__, _COUNTRIES)


class HolidaysUnknown(ValueError):
    """No holidays are known for this country, subdivision or year: not the same as a year without any."""

    code = "calendar.holidays_unknown"

    def __init__(self, country: str, subdivision: str | None = None, year: int | None = None) -> None:
        self.country, self.subdivision, self.year = country, subdivision, year
        place = country if subdivision is None else f"{country}, {subdivision}"
        super().__init__(f"no public holidays are known for {place}" + (f" in {year}" if year else ""))


def holiday_dates(country: str, years: Iterable[int], subdivision: str | None = None) -> frozenset[date]:
    """The public holidays of a country (ISO 3166 code, as "JP" or "US") in these years.

    Days observed instead of a holiday on a weekend are included. Raises HolidaysUnknown.
    """
    return frozenset().union(*(_holidays_of_year(country, year, subdivision) for year in years))


def holiday_names(country: str, years: Iterable[int], language: str) -> dict[date, str]:
    """What the public holidays of a country are called, in ``language`` where the country's calendar speaks it.

    Raises HolidaysUnknown.
    """
    named: dict[date, str] = {}
    for year in years:
        _holidays_of_year(country, year, None)
        known = holidays.country_holidays(country, years=year, expand=False, language=_SPOKEN[language])
        named.update({day: name for day, name in known.items() if day.year == year})
    return dict(sorted(named.items()))


_SPOKEN = {"ja": "ja", "en": "en_US"}


def calendar_for(
    key: str,
    zone: str,
    hours: Mapping[int, tuple[Span, ...]],
    country: str,
    years: Iterable[int],
    extra_closed: Iterable[date] = (),
    half_days: Mapping[date, tuple[Span, ...]] | None = None,
    subdivision: str | None = None,
    version: int = 1,
) -> Calendar:
    """A business calendar that is closed on a country's holidays; a country of "" has none.

    Years left out of `years` have no holidays, so pass every year in which a due moment can fall.
    Raises HolidaysUnknown and UnusableCalendar.
    """
    public = holiday_dates(country, years, subdivision) if country else frozenset()
    return Calendar(
        key=key,
        zone=zone,
        hours=hours,
        holidays=public.union(extra_closed),
        half_days=half_days or {},
        version=version,
    )


@lru_cache(maxsize=1024)
def _holidays_of_year(country: str, year: int, subdivision: str | None) -> frozenset[date]:
    try:
        known = holidays.country_holidays(country, subdiv=subdivision, years=year, expand=False)
    except NotImplementedError:
        raise HolidaysUnknown(country, subdivision) from None
    if not known.start_year <= year <= known.end_year:
        raise HolidaysUnknown(country, subdivision, year)
    return frozenset(day for day in known if day.year == year)
