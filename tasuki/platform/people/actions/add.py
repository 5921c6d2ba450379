"""A person joins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from tasuki.platform.access.actor import Actor, ask_any, ask_for_the_admins_role
from tasuki.platform.access.roles import Role
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.actions.checks import (
    bad_email,
    bad_handle,
    bad_language,
    bad_name,
    bad_roles,
    bad_zone,
    colleague,
    nobody_called,
)
from tasuki.platform.people.models import Person, Team
from tasuki.platform.refusals import Clash, Invalid
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
    if Role.ADMIN.value in roles:
        ask_for_the_admins_role(by, "person.edit")
    chief = colleague(manager)
    problems = [*bad_handle(handle), *bad_name(name), *bad_roles(roles), *bad_language(language)]
    problems += [*bad_zone(zone), *bad_email(email)]
    if manager and chief is None:
        problems.append(nobody_called("/manager", manager))
    if problems:
        raise Invalid(problems)
    person: Person = Person(
        handle=handle,
        name=name.strip(),
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
        title = Sentence(N_("Somebody is called “%(handle)s” already."), {"handle": handle})
        raise Clash(title, fix=Sentence(N_("Choose another handle."))) from error
    append(Entry("person.added", at, by, "person", person.pk, data={"roles": person.roles}))
    return person
