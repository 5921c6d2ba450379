"""A person chooses which notices reach them, by which channel, how soon, and when they are left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from uuid import UUID

from django.db import transaction

from tasuki.notices.models import Habit, Preference
from tasuki.notices.wanting import IN_APP
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.people.models import Person
from tasuki.platform.ports.channel import channels
from tasuki.platform.refusals import Invalid, NotFound
from tasuki.playbooks.queries import in_force
from tasuki.rules.notices import WAYS
from tasuki.rules.problem import Problem, not_among
from tasuki.rules.wording import N_, Sentence

LONGEST_ADDRESS = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """``ways``: per (kind, channel). What is None stays as it is; ``quiet`` of two empty ends means never quiet."""

    ways: Mapping[tuple[str, str], str] = field(default_factory=dict)
    quiet: tuple[time | None, time | None] | None = None
    digest_at: time | None = None
    digest_on: int | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def choose(person_id: UUID, chosen: Chosen, *, by: Actor) -> Habit:
    """Keep what somebody chose for themselves; RevOps and admin may for anybody. Raises `Forbidden`, `Invalid`."""
    ask(by, "preference.edit", person_id)
    if not Person.objects.select_for_update().filter(pk=person_id).exists():
        raise NotFound("person", person_id)
    problems = list(_troubles(chosen))
    if problems:
        raise Invalid(problems)
    for (kind, channel), way in chosen.ways.items():
        Preference.objects.update_or_create(
            person_id=person_id, kind=kind, channel=channel, defaults={"way": way}
        )
    habit, _ = Habit.objects.get_or_create(person_id=person_id)
    if chosen.quiet is not None:
        habit.quiet_from, habit.quiet_until = chosen.quiet
    if chosen.digest_at is not None:
        habit.digest_at = chosen.digest_at
    if chosen.digest_on is not None:
        habit.digest_on = chosen.digest_on
    given = {name: address.strip() for name, address in chosen.addresses.items()}
    habit.addresses = {name: address for name, address in {**habit.addresses, **given}.items() if address}
    habit.save()
    return habit


def _troubles(chosen: Chosen) -> Iterator[Problem]:
    kinds = {one.key for one in in_force().notice}
    known = (IN_APP, *(channel.key for channel in channels()))
    for (kind, channel), way in chosen.ways.items():
        pointer = f"/ways/{kind}/{channel}"
        if kind not in kinds:
            yield not_among(pointer, kind, sorted(kinds))
        elif channel not in known:
            yield not_among(pointer, channel, list(known))
        elif way not in WAYS or (channel == IN_APP and way not in ("now", "off")):
            yield not_among(pointer, way, ["now", "off"] if channel == IN_APP else list(WAYS))
    if chosen.quiet is not None and (chosen.quiet[0] is None) != (chosen.quiet[1] is None):
        text = Sentence(N_("Quiet hours have a beginning and an end; leave both empty to have none."))
        yield Problem("/quiet_until" if chosen.quiet[0] else "/quiet_from", "missing", text)
    if chosen.digest_on is not None and not 0 <= chosen.digest_on <= 6:
        yield not_among("/digest_on", str(chosen.digest_on), [str(day) for day in range(7)])
    for name, address in chosen.addresses.items():
        if name not in known:
            yield not_among(f"/addresses/{name}", name, list(known))
        elif len(address) > LONGEST_ADDRESS:
            text = Sentence(N_("At most %(limit)s characters."), {"limit": LONGEST_ADDRESS})
            yield Problem(f"/addresses/{name}", "too_long", text)
