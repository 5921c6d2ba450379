"""Days and moments as people read them: where they are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from tasuki.desk.formats import day

LATE = datetime(2026, 11, 30, 17, 12, tzinfo=UTC)


def test_after_midnight_in_tokyo_it_is_the_next_day_whatever_it_is_in_greenwich() -> None:
    with translation.override("en"):
        with timezone.override(ZoneInfo("Asia/Tokyo")):
            assert day(LATE) == "Tue 1 Dec 2026"
        with timezone.override(UTC):
            assert day(LATE) == "Mon 30 Nov 2026"
        assert day(date(2026, 12, 1)) == "Tue 1 Dec 2026"
