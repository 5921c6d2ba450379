"""How people want their notices: by which channel, how soon, and when they are left alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from tasuki.notices.models import Habit, Preference
from tasuki.platform.language import as_language
from tasuki.platform.people.models import Person
from tasuki.platform.ports.channel import Reader, channels
from tasuki.playbooks.queries import in_force
from tasuki.rules.notices import Habits, Way
from tasuki.rules.playbook import Notice as Agreed

IN_APP = "in_app"
UNHEARD_OF = Habit(digest_at=time(8), digest_on=0, addresses={})
"""Whoever has chosen nothing."""


class Wishes:
    """The wishes of these people, read at once."""

    def __init__(self, people: Collection[UUID]) -> None:
        chosen = Preference.objects.filter(person__in=people)
        self._ways: dict[tuple[UUID | None, str, str], Way] = {
            (one.person_id, one.kind, one.channel): cast(Way, one.way) for one in chosen
        }
        self._habits = Habit.objects.in_bulk(people)

    def way(self, person: UUID | None, agreed: Agreed, channel: str) -> Way:
        """What they chose for this kind, else what the agreement says; the inbox has everything at once."""
        usual: Way = "now" if channel == IN_APP else agreed.send
        return self._ways.get((person, agreed.key, channel), usual)

    def habits(self, person: Person) -> Habits:
        found = self._habits.get(person.pk, UNHEARD_OF)
        return Habits(
            ZoneInfo(person.zone), found.quiet_from, found.quiet_until, found.digest_at, found.digest_on
        )

    def reader(self, person: Person) -> Reader:
        """The person as channels know them."""
        found = self._habits.get(person.pk, UNHEARD_OF)
        return Reader(person.name, as_language(person.language), person.email, found.addresses)


def choices_of(person_id: UUID | None) -> dict[str, Any]:
    """Everything that somebody may choose, as it stands: the inbox and the channels that are ready, kind by kind."""
    wishes = Wishes([person_id] if person_id else [])
    known = (IN_APP, *(channel.key for channel in channels() if channel.is_ready()))
    found = Habit.objects.filter(pk=person_id).first() or UNHEARD_OF
    return {
        "ways": {
            agreed.key: {channel: wishes.way(person_id, agreed, channel) for channel in known}
            for agreed in in_force().notice
        },
        "quiet_from": _written(found.quiet_from),
        "quiet_until": _written(found.quiet_until),
        "digest_at": _written(found.digest_at),
        "digest_on": found.digest_on,
        "addresses": found.addresses,
    }


def _written(clock: time | None) -> str | None:
    """A time of day as people write it: 08:30."""
    return clock.strftime("%H:%M") if clock else None
