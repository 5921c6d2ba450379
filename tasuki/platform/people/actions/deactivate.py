"""A person leaves. Nobody leaves while something still hangs on them (RT-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any, ask_for_the_admins_role
from tasuki.platform.access.roles import Role
from tasuki.platform.entry.sessions import end_all
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.actions.checks import refuse_to_lose_the_last_admin
from tasuki.platform.people.models import Person
from tasuki.platform.people.responsibilities import HandOver, Responsibility, held_by
from tasuki.platform.refusals import Invalid, NotFound, NotPossibleNow
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

NO_HEIRS: Mapping[str, UUID] = MappingProxyType({})


@transaction.atomic
def deactivate(
    person_id: UUID,
    *,
    by: Actor,
    at: datetime,
    handed_to: UUID | None = None,
    heirs: Mapping[str, UUID] = NO_HEIRS,
) -> Person:
    """The person leaves: they sign in no more, their tokens end, and what hung on them goes to others.

    ``heirs`` says who gets which kind of thing (`responsibilities`), ``handed_to`` who gets the rest. Raises
    `Forbidden`, `NotFound`, `Invalid` (an heir cannot take it) and `NotPossibleNow`, which lists everything that still
    hangs on them.
    """
    ask_any(by, "person.edit")
    asked = {person_id, *heirs.values(), *([handed_to] if handed_to else [])}
    found = Person.objects.select_for_update(of=("self",)).filter(pk__in=asked).order_by("pk")
    people: dict[UUID, Person] = {row.pk: row for row in found}
    person = people.get(person_id)
    if person is None:
        raise NotFound("person", person_id)
    if not person.is_active:
        raise NotPossibleNow(Sentence(N_("%(name)s has left already."), {"name": person.name}))
    refuse_to_lose_the_last_admin(person)
    if person.has_role(Role.ADMIN):
        ask_for_the_admins_role(by, "person.edit")
    _refuse_who_cannot_take_over(person, people, handed_to, heirs)
    held = held_by(person)
    chosen = {kind.kind: heirs.get(kind.kind, handed_to) for kind, _ in held}
    to = {kind: people[heir] if heir else None for kind, heir in chosen.items()}
    _refuse_who_cannot_do_it(held, to, heirs)
    _refuse_what_is_left(
        person, [(kind, count) for kind, count in held if to[kind.kind] is None or kind.hand_over is None]
    )
    for kind, _ in held:
        heir = to[kind.kind]
        if kind.hand_over is not None and heir is not None:
            kind.hand_over(HandOver(person, heir, by, at))
    person.is_active = False
    person.deactivated_at = at
    person.save(update_fields=["is_active", "deactivated_at"])
    person.tokens.filter(revoked_at=None).update(revoked_at=at)
    end_all(person.pk)
    person.devices.all().delete()
    person.keys.all().delete()
    data = {
        "handed_to": str(handed_to) if handed_to else None,
        "heirs": {kind: str(heir.pk) for kind, heir in to.items() if heir},
        "handed_over": {kind.kind: count for kind, count in held},
    }
    append(Entry("person.deactivated", at, by, "person", person.pk, data=data))
    return person


def _refuse_who_cannot_take_over(
    person: Person, people: Mapping[UUID, Person], handed_to: UUID | None, heirs: Mapping[str, UUID]
) -> None:
    named = {"/handed_to": handed_to, **{f"/heirs/{kind}": heir for kind, heir in heirs.items()}}
    problems = [
        Problem(
            pointer,
            "cannot_take_over",
            Sentence(N_("This must go to somebody else who is active."), {"key": key}),
        )
        for pointer, key in named.items()
        if key and (key not in people or not people[key].is_active or key == person.pk)
    ]
    if problems:
        raise Invalid(problems)


def _refuse_who_cannot_do_it(
    held: Sequence[tuple[Responsibility, int]], to: Mapping[str, Person | None], heirs: Mapping[str, UUID]
) -> None:
    """Work goes to somebody who can do it: leads to an SDR, an approval to somebody who may decide (RT-8)."""
    problems = [
        Problem(
            f"/heirs/{kind.kind}" if kind.kind in heirs else "/handed_to",
            "wrong_role",
            Sentence(
                N_("%(name)s cannot take this over: %(what)s"),
                {"name": heir.name, "what": Sentence(kind.label, {"count": count})},
            ),
            Sentence(N_("Name somebody with one of these roles: %(roles)s."), {"roles": sorted(kind.heirs)}),
        )
        for kind, count in held
        if (heir := to[kind.kind]) is not None and kind.heirs and not kind.heirs & set(heir.roles)
    ]
    if problems:
        raise Invalid(problems)


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
