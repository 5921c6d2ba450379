"""When a notice leaves, at once or with a later letter but never in quiet hours, and when it is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tasuki.rules.notices import RETRIES, Habits, Way, is_news, leaves_at, next_try

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")
BUSY = Habits(TOKYO)
NIGHT = Habits(TOKYO, quiet_from=time(20), quiet_until=time(7), digest_at=time(8), digest_on=0)


def here(text: str, zone: ZoneInfo = TOKYO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("way", "at", "habits", "leaves"),
    [
        ("now", "2026-11-20T15:00", BUSY, "2026-11-20T15:00"),
        ("daily", "2026-11-20T07:59", BUSY, "2026-11-20T08:00"),
        ("daily", "2026-11-20T08:00", BUSY, "2026-11-21T08:00"),
        ("weekly", "2026-11-20T15:00", BUSY, "2026-11-23T08:00"),
        ("weekly", "2026-11-23T07:00", BUSY, "2026-11-23T08:00"),
        ("weekly", "2026-11-23T09:00", BUSY, "2026-11-30T08:00"),
        ("now", "2026-11-20T19:59", NIGHT, "2026-11-20T19:59"),
        ("now", "2026-11-20T20:00", NIGHT, "2026-11-21T07:00"),
        ("now", "2026-11-21T06:59", NIGHT, "2026-11-21T07:00"),
        ("now", "2026-11-21T07:00", NIGHT, "2026-11-21T07:00"),
        ("daily", "2026-11-20T21:00", Habits(TOKYO, time(5), time(9), time(6)), "2026-11-21T09:00"),
    ],
)
def test_a_notice_leaves_when_its_reader_wants_it(way: Way, at: str, habits: Habits, leaves: str) -> None:
    assert leaves_at(way, here(at), habits) == here(leaves)


def test_what_somebody_does_not_want_never_leaves() -> None:
    assert leaves_at("off", here("2026-11-20T15:00"), BUSY) is None


def test_the_hour_is_the_readers_own_also_when_clocks_change() -> None:
    habits = Habits(BERLIN, digest_at=time(8))
    assert leaves_at("daily", here("2026-03-28T12:00", BERLIN), habits) == here("2026-03-29T08:00", BERLIN)


def test_a_failed_letter_is_tried_again_later_and_later_and_then_given_up() -> None:
    at = here("2026-11-20T15:00")
    waits = [next_try(attempts, at) for attempts in range(1, len(RETRIES) + 2)]
    assert waits == [*(at + wait for wait in RETRIES), None]
    assert list(RETRIES) == sorted(RETRIES)


def test_what_we_sent_a_buyer_is_no_news_and_what_they_did_is() -> None:
    assert not is_news("touch.logged", {"direction": "outbound"})
    assert is_news("touch.logged", {"direction": "inbound"})
    assert is_news("handoff.submitted", {})


def test_a_rung_that_reaches_only_the_owner_adds_nothing_to_the_breach() -> None:
    assert not is_news("sla.escalated", {"rung": "owner", "person": "aoi", "owner": "aoi"})
    assert is_news("sla.escalated", {"rung": "manager", "person": "mio", "owner": "aoi"})
