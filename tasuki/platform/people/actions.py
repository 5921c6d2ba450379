"""People join and leave. Nobody leaves while something still hangs on them (RT-8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.access.roles import Role
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person, Team
from tasuki.platform.people.responsibilities import HandOver, Responsibility, responsibilities
from tasuki.platform.refusals import Clash, Forbidden, Invalid, NotFound, NotPossibleNow
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence


@transaction.atomic
def add(
    handle: str,
    *,
    by: Actor,
    at: datetime,
    name: str,
    roles: Sequence[str],
    email: str = "",
    team: str = "",
    manager: str = "",
    language: str = "ja",
    zone: str = "Asia/Tokyo",
    capacity: int | None = None,
    password: str = "",
) -> Person:
    """A new person with these roles; ``team`` is made where its name is new, ``manager`` is a handle.

    Without a password they cannot sign in yet. Raises `Forbidden`, `Invalid`, `Clash`.
    """
    ask_any(by, "person.edit")
    if Role.ADMIN.value in roles and not by.is_system and Role.ADMIN.value not in by.roles:
        raise Forbidden("person.edit", (Role.ADMIN.value,))
    chief = Person.objects.filter(handle=manager, is_active=True).first() if manager else None
    problems = [*_bad_roles(roles), *_bad_zone(zone)]
    if manager and chief is None:
        unknown = Sentence(N_("Nobody active is called “%(name)s”."), {"name": manager})
        problems.append(Problem("/manager", "unknown", unknown))
    if problems:
        raise Invalid(problems)
    person: Person = Person(
        handle=handle,
        name=name,
        roles=list(dict.fromkeys(roles)),
        email=email,
        team=Team.objects.get_or_create(name=team)[0] if team else None,
        manager=chief,
        language=language,
        zone=zone,
        capacity=capacity,
        created_at=at,
    )
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise Clash(Sentence(N_("Somebody is called “%(handle)s” already."), {"handle": handle})) from error
    append(Entry("person.added", at, by, "person", person.pk, data={"roles": person.roles}))
    return person


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
    _refuse_the_last_admin(person)
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
        text = N_("This must go to somebody else who is active.")
        raise Invalid([Problem("/handed_to", "cannot_take_over", Sentence(text, {"key": key}))])
    return heir


def _refuse_what_is_left(person: Person, held: Sequence[tuple[Responsibility, int]]) -> None:
    if not held:
        return
    problems = [
        Problem("/handed_to", f"holds_{kind.kind}", Sentence(kind.label, {"count": count}))
        for kind, count in held
    ]
    title = N_(
        "%(name)s cannot leave yet: hand over what still hangs on them (handed_to), or close it first."
    )
    raise NotPossibleNow(Sentence(title, {"name": person.name}), problems)


def _refuse_the_last_admin(person: Person) -> None:
    if not person.has_role(Role.ADMIN):
        return
    if not Person.objects.active().with_role(Role.ADMIN).exclude(pk=person.pk).exists():
        raise NotPossibleNow(
            Sentence(N_("%(name)s is the only admin: name another one first."), {"name": person.name})
        )


def _bad_roles(roles: Sequence[str]) -> list[Problem]:
    known = [role.value for role in Role]
    text = N_("%(found)s is not one of the allowed values: %(allowed)s.")
    found = [
        Problem(f"/roles/{index}", "not_allowed", Sentence(text, {"found": repr(role), "allowed": known}))
        for index, role in enumerate(roles)
        if role not in known
    ]
    return (
        found if roles else [Problem("/roles", "missing", Sentence(N_("A person needs at least one role.")))]
    )


def _bad_zone(zone: str) -> list[Problem]:
    if zone in available_timezones():
        return []
    return [Problem("/zone", "unknown", Sentence(N_("No such time zone: %(zone)s."), {"zone": zone}))]
