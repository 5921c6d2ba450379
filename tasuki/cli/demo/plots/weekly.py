"""Each week sales says how the leads of every source were, and what stays poor is put before the leaders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from tasuki.cli.demo.agenda import Plot
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.playbooks.queries import in_force
from tasuki.sla.actions import find_concerns, give_feedback, open_week
from tasuki.sla.models import WeeklyFeedback
from tasuki.sla.weeks import begin_of, monday_of

EVERY_DAY, UNTIL_FRIDAY = timedelta(days=1), timedelta(days=4)
SAID: Mapping[str, str] = {
    "inbound": "課題を自分の言葉で話せる相手が多く、最初の電話で話が進んだ。",
    "event": "名刺交換だけの相手が多い。予算の話ができたのは一部だった。",
    "webinar": "視聴後一週間以内に連絡できた相手は反応が良い。",
    "referral": "決裁者に近い相手を紹介してもらえている。件数は少ない。",
    "advertising": "資料だけが目的の相手が目立つ。業種を絞ってほしい。",
    "partner": "案件の背景まで共有されていて話が早い。",
}
OTHERWISE = "件数は想定どおり。時期の合わない相手には半年後に連絡する。"


def weeks(at: datetime) -> Plot:
    """Mio writes on Friday about every source that she was asked about."""
    while True:
        open_week(at)
        find_concerns(at)
        _speak(at)
        at = yield at + EVERY_DAY


def _speak(at: datetime) -> None:
    book = in_force()
    monday = monday_of(at, book)
    if at < begin_of(monday, book) + UNTIL_FRIDAY:
        return
    mio = Actor.of(Person.objects.get(handle="mio"), "demo")
    for row in WeeklyFeedback.objects.filter(week_on=monday, given_at=None).order_by("source"):
        give_feedback(row.source, monday, SAID.get(row.source, OTHERWISE), by=mio, at=at)
