"""A person leaves. Nobody leaves while something still hangs on them (RT-8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.actions.checks import refuse_to_lose_the_last_admin
from tasuki.platform.people.models import Person
from tasuki.platform.people.responsibilities import HandOver, Responsibility, responsibilities
from tasuki.platform.refusals import Invalid, NotFound, NotPossibleNow
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence


@transaction.atomic
def deactivate(person_id: UUID, *, by: Actor, at: datetime, handed_to: UUID | None = None) -> Person:
    """The person leaves: they sign in no more, their tokens end, and what hung on them is ``handed_to`` somebody.

    Raises `Forbidden`, `NotFound`, `Invalid` (the heir cannot take it) and `NotPossibleNow`, which lists everything
    that still hangs on them.
    """
    ask_any(by, "person.edit")
    both = Person.objects.select_for_update().filter(pk__in={person_id, handed_to}).order_by("pk")
    people: dict[UUID, Person] = {row.pk: row for row in both}
    person = people.get(person_id)
    if person is None:
        raise NotFound("person", person_id)
    if not person.is_active:
        raise NotPossibleNow(Sentence(N_("%(name)s has left already."), {"name": person.name}))
    refuse_to_lose_the_last_admin(person)
    held = [(kind, count) for kind in responsibilities() if (count := kind.held(person))]
    heir = _heir(person, people.get(handed_to), handed_to) if handed_to else None
    _refuse_what_is_left(
        person, [(kind, count) for kind, count in held if heir is None or kind.hand_over is None]
    )
    if heir is not None:
        change = HandOver(person, heir, by, at)
        for kind, _ in held:
            if kind.hand_over is not None:
                kind.hand_over(change)
    person.is_active = False
    person.deactivated_at = at
    person.save(update_fields=["is_active", "deactivated_at"])
    person.tokens.filter(revoked_at=None).update(revoked_at=at)
    counts = {kind.kind: count for kind, count in held}
    append(
        Entry(
            "person.deactivated", at, by, "person", person.pk,
            data={"handed_to": str(heir.pk) if heir else None, "handed_over": counts},
        )
    )  # fmt: skip
    return person


def _heir(person: Person, heir: Person | None, key: UUID) -> Person:
    if heir is None or not heir.is_active or heir.pk == person.pk:
        text = Sentence(N_("This must go to somebody else who is active."), {"key": key})
        raise Invalid([Problem("/handed_to", "cannot_take_over", text)])
    return heir


def _refuse_what_is_left(person: Person, held: Sequence[tuple[Responsibility, int]]) -> None:
    if not held:
        return
    fix = Sentence(N_("Name who takes it over (handed_to), or close it first."))
    problems = [
        Problem("/handed_to", f"holds_{kind.kind}", Sentence(kind.label, {"count": count}), fix)
        for kind, count in held
    ]
    title = N_("%(name)s cannot leave yet: something still hangs on them.")
    raise NotPossibleNow(Sentence(title, {"name": person.name}), problems)
