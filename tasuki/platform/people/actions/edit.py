"""A person changes: another name, role, team or territory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, TypedDict
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any, ask_for_the_admins_role
from tasuki.platform.access.roles import Role
from tasuki.platform.entry.second import end_weak_sessions, is_demanded_of
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.actions.checks import (
    bad_calendar,
    bad_email,
    bad_language,
    bad_name,
    bad_roles,
    bad_zone,
    colleague,
    nobody_called,
    refuse_to_lose_the_last_admin,
)
from tasuki.platform.people.models import Person, Team
from tasuki.platform.refusals import Invalid, NotFound, NotPossibleNow
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

MOST = 100_000


class Changes(TypedDict, total=False):
    """What may change. ``team`` is a name (a new one makes a team), ``manager`` and ``backup`` are handles; "" is none.

    ``capacity`` counts open leads, None is no limit; ``weight`` is the share of new leads beside others (RT-3). The
    lists say what routing gives them, and replace what was there.
    """

    name: str
    email: str
    roles: list[str]
    team: str
    manager: str
    backup: str
    language: Literal["ja", "en"]
    zone: str
    calendar: str
    capacity: int | None
    weight: int
    territories: list[str]
    segments: list[str]
    industries: list[str]
    skills: list[str]


@transaction.atomic
def edit(person_id: UUID, changes: Changes, *, by: Actor, at: datetime) -> Person:
    """The person with these changes; what is already so is no change, and no change leaves no event.

    Only an admin gives or takes the admin's role, and the last admin keeps it. Raises `Forbidden`, `NotFound`,
    `NotPossibleNow` (they have left), `Invalid`.
    """
    ask_any(by, "person.edit")
    found = Person.objects.select_for_update(of=("self",)).filter(pk=person_id)
    person: Person | None = found.first()
    if person is None:
        raise NotFound("person", person_id)
    if not person.is_active:
        raise NotPossibleNow(Sentence(N_("%(name)s has left already."), {"name": person.name}))
    problems = list(_problems(person, changes))
    if problems:
        raise Invalid(problems)
    values = _columns(changes)
    changed = {name: value for name, value in values.items() if getattr(person, name) != value}
    if "email" in changed and person.has_role(Role.ADMIN):
        ask_for_the_admins_role(by, "person.edit")  # whoever reads an admin's mail can become them
    if "roles" in changed:
        _ask_about_roles(person, changed["roles"], by)
    if not changed:
        return person
    for name, value in changed.items():
        setattr(person, name, value)
    person.save(update_fields=list(changed))
    if "roles" in changed and is_demanded_of(person):
        end_weak_sessions(person.pk)
    data = {"changed": sorted(changed), "roles": person.roles}
    append(Entry("person.edited", at, by, "person", person.pk, data=data))
    return person


def _ask_about_roles(person: Person, roles: list[str], by: Actor) -> None:
    before, after = person.has_role(Role.ADMIN), Role.ADMIN.value in roles
    if before != after:
        ask_for_the_admins_role(by, "person.edit")
    if before and not after:
        refuse_to_lose_the_last_admin(person)


def _problems(person: Person, changes: Changes) -> Iterator[Problem]:
    yield from bad_name(changes.get("name", person.name))
    yield from bad_roles(changes.get("roles", person.roles))
    yield from bad_zone(changes.get("zone", person.zone))
    yield from bad_calendar(changes.get("calendar", ""))
    yield from bad_email(changes.get("email", ""))
    yield from bad_language(changes.get("language", person.language))
    for name in ("capacity", "weight"):
        number: Any = changes.get(name)
        if number is not None and not 0 <= number <= MOST:
            text = Sentence(N_("Must be from 0 to %(most)s."), {"most": MOST})
            yield Problem(f"/{name}", "out_of_range", text)
    for name in ("manager", "backup"):
        handle: Any = changes.get(name, "")
        found = colleague(handle)
        if handle and found is None:
            yield nobody_called(f"/{name}", handle)
        elif found is not None and (
            found.pk == person.pk or (name == "manager" and _reports_to(found, person))
        ):
            yield Problem(
                f"/{name}", "cannot_take_over", Sentence(N_("This would lead back to the same person."))
            )


def _reports_to(somebody: Person, person: Person) -> bool:
    """Whether ``person`` stands above ``somebody``, at any height."""
    seen: set[UUID] = set()
    above = somebody.manager
    while above is not None and above.pk not in seen:
        if above.pk == person.pk:
            return True
        seen.add(above.pk)
        above = above.manager
    return False


def _columns(changes: Changes) -> Mapping[str, Any]:
    values: dict[str, Any] = dict(changes)
    for name in ("manager", "backup"):
        if name in values:
            values[name] = colleague(values[name])
    if "team" in values:
        values["team"] = Team.objects.get_or_create(name=values["team"])[0] if values["team"] else None
    for name in ("roles", "territories", "segments", "industries", "skills"):
        if name in values:
            values[name] = [one for one in dict.fromkeys(values[name]) if one.strip()]
    if "name" in values:
        values["name"] = values["name"].strip()
    return values
