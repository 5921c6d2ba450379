"""The one place that reads the machine's clock. Front doors call `now()` once and hand it on as ``at=``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tasuki.platform.home import is_demo
from tasuki.platform.time.models import MovedClock


def now() -> datetime:
    """The present moment (UTC); in the demo company the moved one."""
    moment = datetime.now(UTC)
    if is_demo():
        moment += ahead()
    return moment


def on_other_clocks(at: datetime) -> datetime:
    """What a clock outside this house shows at our ``at``: the demo company's is ahead of a telephone's."""
    return at - ahead() if is_demo() else at


def ahead() -> timedelta:
    """How far the demo clock stands ahead."""
    moved = MovedClock.objects.first()
    return timedelta(seconds=moved.ahead_seconds) if moved else timedelta()


def advance(by: timedelta) -> timedelta:
    """Move the demo clock ahead. Raises RuntimeError outside the demo company: real time is nobody's to move."""
    if not is_demo():
        raise RuntimeError("Only the demo company's clock can be moved.")
    moved, _ = MovedClock.objects.get_or_create(pk=1)
    moved.ahead_seconds += int(by.total_seconds())
    moved.save()
    return timedelta(seconds=moved.ahead_seconds)
