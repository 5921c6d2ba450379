"""From events to notices: the agreement says who hears of what; each person hears of an event once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tasuki.notices.looking import Look, look_at
from tasuki.notices.models import Delivery, Notice
from tasuki.notices.people import Directory, Hearer
from tasuki.notices.wanting import IN_APP, Wishes
from tasuki.platform.ids import new_id
from tasuki.platform.journal.models import Event
from tasuki.platform.ports.channel import Channel, channels
from tasuki.platform.refusals import NotFound
from tasuki.platform.rows import documents, names_of
from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.rules.notices import WORTH_SENDING, WORTH_TELLING, is_news, leaves_at
from tasuki.rules.playbook import Notice as Agreed

_NOTICE, _DELIVERY = names_of(Notice), names_of(Delivery)
# Whoever was told of an event already keeps that one notice.
TELL_EACH_ONCE = f"""
INSERT INTO notices_notice ({_NOTICE})
SELECT {_NOTICE} FROM jsonb_populate_recordset(NULL::notices_notice, %(rows)s::jsonb)
ON CONFLICT (person_id, event) DO NOTHING RETURNING id
"""
# What was told of a clock before is history once there is more to tell: one unread notice per clock and person.
MAKE_WAY = """
UPDATE notices_notice AS older SET read_at = %(at)s FROM notices_notice AS newer
WHERE newer.id = ANY(%(ids)s) AND newer.subject = 'clock' AND older.subject = 'clock'
  AND older.person_id = newer.person_id AND older.subject_id = newer.subject_id
  AND older.read_at IS NULL AND older.event < newer.event
RETURNING older.id
"""
SEND_ON_THEIR_WAY = f"""
INSERT INTO notices_delivery ({_DELIVERY})
SELECT {_DELIVERY} FROM jsonb_populate_recordset(NULL::notices_delivery, %(rows)s::jsonb)
ON CONFLICT (notice_id, channel) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody hears of an event, by which of the agreement's notices."""

    look: Look
    agreed: Agreed
    hearer: Hearer


def tell(events: Sequence[Event], at: datetime) -> int:
    """Write the notices of these events and send them on their ways; returns how many were new.

    Imported history is told to nobody, nor what happened long ago.
    """
    heard = _heard()
    news = [one for one in events if one.code in heard and _is_told(one, at)]
    if not news:
        return 0
    told = list(_told(look_at(news), heard, Directory(at)))
    if not told:
        return 0
    wishes = Wishes({one.hearer.person.pk for one in told})
    notices = [(_notice(one, wishes, at), one) for one in told]
    written = {row[0] for row in run(TELL_EACH_ONCE, {"rows": documents([row for row, _ in notices])})}
    run(MAKE_WAY, {"ids": list(written), "at": at})
    ready = [channel for channel in channels() if channel.is_ready()]
    ways = [
        way for row, one in notices if row.pk in written for way in _ways_outside(row, one, wishes, ready, at)
    ]
    if ways:
        run(SEND_ON_THEIR_WAY, {"rows": documents(ways)})
    return len(written)


def _heard() -> Mapping[str, Sequence[Agreed]]:
    """Per event, the agreement's notices in their order; none on a database that was never set up."""
    heard: dict[str, list[Agreed]] = defaultdict(list)
    try:
        agreed = in_force().notice
    except NotFound:
        return heard
    for one in agreed:
        for code in one.on:
            heard[code].append(one)
    return heard


def _is_told(event: Event, at: datetime) -> bool:
    is_history = event.origin == "import" or event.door == "import" or event.at < at - WORTH_TELLING
    return not is_history and is_news(event.code, event.data)


def _told(
    looks: Iterable[Look], heard: Mapping[str, Sequence[Agreed]], directory: Directory
) -> Iterator[Told]:
    """Each person by the first notice that names them."""
    for look in looks:
        seen = set()
        for agreed in heard[look.event.code]:
            if agreed.when.condition is not None and not agreed.when.holds(look.dossier):
                continue
            for hearer in directory.hearers(agreed.to, look):
                if hearer.person.pk not in seen:
                    seen.add(hearer.person.pk)
                    yield Told(look, agreed, hearer)


def _notice(one: Told, wishes: Wishes, at: datetime) -> Notice:
    event, hearer = one.look.event, one.hearer
    is_wanted = wishes.way(hearer.person.pk, one.agreed, IN_APP) != "off"
    return Notice(
        id=new_id(event.at),
        person_id=hearer.person.pk,
        event=event.seq,
        kind=one.agreed.key,
        code=event.code,
        at=event.at,
        subject=event.subject,
        subject_id=event.subject_id,
        lead=event.lead_id,
        opportunity=event.opportunity_id,
        as_role=hearer.as_role,
        instead_of_id=hearer.instead_of.pk if hearer.instead_of else None,
        read_at=None if is_wanted else at,
    )


def _ways_outside(
    row: Notice, one: Told, wishes: Wishes, ready: Sequence[Channel], at: datetime
) -> Iterator[Delivery]:
    if row.at < at - WORTH_SENDING:
        return
    person = one.hearer.person
    reader, habits = wishes.reader(person), wishes.habits(person)
    for channel in ready:
        due_at = leaves_at(wishes.way(person.pk, one.agreed, channel.key), at, habits)
        if due_at is not None and channel.reaches(reader):
            yield Delivery(
                id=new_id(at), notice_id=row.pk, person_id=person.pk, channel=channel.key, due_at=due_at
            )
