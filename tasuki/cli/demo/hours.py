"""When people work: moments moved into office hours, and counted back from now."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tasuki.rules.calendar import Calendar, add_business, business_between, is_open, next_open

HALF_AN_HOUR = timedelta(minutes=30)
TOKYO = ZoneInfo("Asia/Tokyo")


def at_work(office: Calendar, at: datetime, dice: Random) -> datetime:
    """This moment if the office is open, else some time in its next morning."""
    return at if is_open(office, at) else next_open(office, at) + timedelta(minutes=dice.randint(5, 170))


def after_work(office: Calendar, at: datetime, hours: float) -> datetime:
    """So many office hours later."""
    return add_business(office, at, timedelta(hours=hours))


def before(office: Calendar, at: datetime, hours: float) -> datetime:
    """So many office hours earlier, to the half hour; always at a moment when people work."""
    wanted, moment = timedelta(hours=hours), at - HALF_AN_HOUR
    while not is_open(office, moment) or business_between(office, moment, at) < wanted:
        moment -= HALF_AN_HOUR
    return moment


def on_the_hour(office: Calendar, at: datetime, dice: Random) -> datetime:
    """A time at which one would meet: a full hour of the same or the next office day."""
    moment = next_open(office, at).astimezone(TOKYO)
    hour = dice.choice((10, 11, 13, 14, 15, 16))
    met = datetime.combine(moment.date(), time(hour), TOKYO)
    return met if met > at else on_the_hour(office, met + timedelta(hours=16), dice)


def day(at: datetime) -> date:
    """The date in Tokyo."""
    return at.astimezone(TOKYO).date()
