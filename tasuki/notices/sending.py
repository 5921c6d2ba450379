"""What has come due leaves: everything that waits for one person by one channel goes out as one letter.

A letter on its way is due again after a while, so that another worker takes it over where this one dies: outside it
arrives at least once. Nobody holds a row or a transaction while a mail server thinks.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from tasuki.notices.models import Delivery, Notice
from tasuki.notices.resting import rest, resting, try_it, works
from tasuki.notices.wanting import Wishes
from tasuki.notices.words import Worded, worded
from tasuki.platform.access.actor import Actor
from tasuki.platform.jobs.enqueue import enqueue
from tasuki.platform.language import translator
from tasuki.platform.people.models import Person
from tasuki.platform.ports.channel import Busy, Channel, Letter, Line, Reader, Undeliverable, channels
from tasuki.platform.sql import run
from tasuki.rules.notices import after_the_quiet, next_try
from tasuki.rules.wording import N_, Sentence

log = logging.getLogger(__name__)
ON_ITS_WAY = timedelta(seconds=45)
"""How long a letter may take; then somebody else carries it."""
TOGETHER = 49
"""How many notices one letter holds: Slack takes fifty blocks, and one may say for whom they are."""
PATIENCE = 20.0
"""Seconds after which a job makes room for others; whatever is still due has the next one."""
SEVERAL = N_("%(count)s notices from Tasuki")

IS_ANYTHING_DUE = """
SELECT EXISTS (SELECT FROM notices_delivery WHERE state = 'waiting' AND due_at <= %(at)s
    AND channel <> ALL(%(resting)s::varchar[])),
  EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = 'notices.send' AND status = 'todo')
"""
# The next person and channel with something due, and all of theirs; who carries them has them for a while.
TAKE_THE_NEXT = """
WITH next AS (
  SELECT person_id, channel FROM notices_delivery
  WHERE state = 'waiting' AND due_at <= %(at)s AND channel <> ALL(%(resting)s::varchar[])
  ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED),
theirs AS (
  SELECT d.id FROM notices_delivery d JOIN next USING (person_id, channel)
  WHERE d.state = 'waiting' AND d.due_at <= %(at)s ORDER BY d.due_at, d.id LIMIT %(limit)s
  FOR UPDATE OF d SKIP LOCKED)
UPDATE notices_delivery d SET due_at = %(until)s, attempts = d.attempts + 1, tried_at = %(at)s
FROM theirs WHERE d.id = theirs.id RETURNING d.id
"""
ARRIVED = """
UPDATE notices_delivery SET state = 'sent', sent_at = %(at)s, error = '' WHERE id = ANY(%(ids)s) AND state = 'waiting'
"""
# Nobody was written to: the attempt does not count.
WAIT_UNTIL = """
UPDATE notices_delivery SET due_at = %(until)s, attempts = attempts - 1 WHERE id = ANY(%(ids)s) AND state = 'waiting'
"""
TRY_AGAIN = """
UPDATE notices_delivery d SET due_at = coalesce(new.due_at, d.due_at), error = %(error)s,
  state = CASE WHEN new.due_at IS NULL THEN 'failed' ELSE 'waiting' END
FROM unnest(%(ids)s::uuid[], %(due)s::timestamptz[]) AS new(id, due_at) WHERE d.id = new.id AND d.state = 'waiting'
"""


def ask_for_a_postman(at: datetime) -> None:
    """With every heartbeat: where something is due and nobody was asked yet, a job is."""
    is_due, is_asked = run(IS_ANYTHING_DUE, {"at": at, "resting": resting()})[0]
    if is_due and not is_asked:
        enqueue("notices.send", "notices.send")


def send_due(at: datetime, patience: float = PATIENCE) -> int:
    """Send letters until nothing is due, or until it has taken too long; returns how many notices left."""
    began, sent = monotonic(), 0
    while (elapsed := monotonic() - began) < patience:
        taken = take_the_next(at, timedelta(seconds=elapsed))
        if not taken:
            break
        sent += send(taken, at)
    return sent


@transaction.atomic
def take_the_next(at: datetime, elapsed: timedelta = timedelta()) -> list[Delivery]:
    """What leaves together next, now in our hands, ``elapsed`` after ``at``; empty where nothing is due."""
    until = at + elapsed + ON_ITS_WAY
    rows = run(TAKE_THE_NEXT, {"at": at, "until": until, "limit": TOGETHER, "resting": resting()})
    found = Delivery.objects.filter(pk__in=[row[0] for row in rows])
    return list(found.select_related("person", "notice__instead_of").order_by("notice__at", "id"))


def send(taken: Sequence[Delivery], at: datetime) -> int:
    """One letter with these notices; what happens to it is noted. Returns how many notices left.

    What comes late, because a worker was down or a server busy, leaves in nobody's quiet hours either.
    """
    channel = next((one for one in channels() if one.key == taken[0].channel and one.is_ready()), None)
    person = taken[0].person
    wishes = Wishes([person.pk])
    reader, leaves = wishes.reader(person), after_the_quiet(at, wishes.habits(person))
    if channel is None or not person.is_active or not channel.reaches(reader):
        Delivery.objects.filter(pk__in=[one.pk for one in taken]).update(state="dropped")
        return 0
    if leaves > at:
        run(WAIT_UNTIL, {"ids": [one.pk for one in taken], "until": leaves})
        return 0
    return len(taken) if _carry(channel, taken, reader, at) else 0


def _carry(channel: Channel, taken: Sequence[Delivery], reader: Reader, at: datetime) -> bool:
    """Whether it left; what happens to it is noted, and a channel that takes nothing now rests."""
    has_left = False
    try_it(channel.key)
    try:
        channel.send(letter(taken, taken[0].person, reader))
    except Busy as busy:
        log.warning("%s takes nothing now: %s", channel.key, busy)
        _note(taken, at, str(busy), wait=rest(channel.key, busy.wait))
        return False
    except Undeliverable as never:
        _note(taken, at, str(never), is_final=True)
    except Exception as trouble:  # whatever a mail server or a chat comes up with: it is tried again
        log.warning("%s did not take a letter: %s", channel.key, trouble)
        _note(taken, at, f"{type(trouble).__name__}: {trouble}")
    else:
        run(ARRIVED, {"ids": [one.pk for one in taken], "at": at})
        has_left = True
    works(channel.key)
    return has_left


def letter(taken: Sequence[Delivery], person: Person, reader: Reader) -> Letter:
    """What the person reads, in their language and on their clock."""
    notices: list[Notice] = [one.notice for one in taken]
    told = worded(notices, Actor.of(person, "worker"), reader.language)
    zone = ZoneInfo(person.zone)
    first = told[0]
    one = " · ".join(part for part in (first.title, first.about) if part)
    several = Sentence(SEVERAL, {"count": len(told)}).spoken(reader.language, translator(reader.language))
    return Letter(
        key=str(taken[0].pk),
        to=reader,
        subject=one if len(told) == 1 else several,
        lines=tuple(_line(worded_one, zone) for worded_one in told),
        inbox=f"{settings.TASUKI_URL}/notices",
        preferences=f"{settings.TASUKI_URL}/settings/notices",
    )


def _line(one: Worded, zone: ZoneInfo) -> Line:
    return Line(
        id=str(one.id),
        title=one.title,
        about=one.about,
        said=one.said if one.said != one.title else "",
        because=one.because,
        when=one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        link=f"{settings.TASUKI_URL}/notices/{one.id}",
    )


def _note(
    taken: Sequence[Delivery],
    at: datetime,
    error: str,
    *,
    is_final: bool = False,
    wait: timedelta = timedelta(),
) -> None:
    tries = [None if is_final else next_try(one.attempts, at) for one in taken]
    due = [one and max(one, at + wait) for one in tries]
    run(TRY_AGAIN, {"ids": [one.pk for one in taken], "due": due, "error": error[:300]})
