"""What must hold of a person, whether they join or change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tasuki.platform.access.actor import Actor
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, NotPossibleNow
from tasuki.rules.problem import Problem, not_among
from tasuki.rules.wording import N_, Sentence


def ask_for_the_admins_role(by: Actor) -> None:
    """Only an admin gives or takes this role. Raises `Forbidden`."""
    if not by.is_system and Role.ADMIN.value not in by.roles:
        raise Forbidden("person.edit", (Role.ADMIN.value,))


def refuse_to_lose_the_last_admin(person: Person) -> None:
    """Raises `NotPossibleNow` where nobody else is an admin."""
    if not person.has_role(Role.ADMIN):
        return
    if Person.objects.active().with_role(Role.ADMIN).exclude(pk=person.pk).exists():
        return
    title = Sentence(N_("%(name)s is the only admin."), {"name": person.name})
    raise NotPossibleNow(title, fix=Sentence(N_("Name another admin first.")))


def colleague(handle: str) -> Person | None:
    """Somebody active with this handle; nobody for an empty one."""
    return Person.objects.filter(handle=handle, is_active=True).first() if handle else None


def nobody_called(pointer: str, handle: str) -> Problem:
    return Problem(
        pointer,
        "unknown",
        Sentence(N_("Nobody active is called “%(name)s”."), {"name": handle}),
        Sentence(N_("Name an active person by handle or id.")),
    )


def bad_roles(roles: Sequence[str]) -> Iterator[Problem]:
    known = [role.value for role in Role]
    if not roles:
        message, fix = N_("A person needs at least one role."), N_("Choose one of: %(allowed)s.")
        yield Problem("/roles", "missing", Sentence(message), Sentence(fix, {"allowed": known}))
    for index, role in enumerate(roles):
        if role not in known:
            yield not_among(f"/roles/{index}", role, known)


def bad_zone(zone: str) -> Iterator[Problem]:
    if zone not in available_timezones():
        fix = Sentence(N_("Write a zone such as Asia/Tokyo."))
        yield Problem("/zone", "unknown", Sentence(N_("No such time zone: %(zone)s."), {"zone": zone}), fix)


def bad_email(email: str) -> Iterator[Problem]:
    try:
        if email:
            validate_email(email)
    except ValidationError:
        text = Sentence(N_("“%(email)s” is no e-mail address."), {"email": email})
        yield Problem("/email", "not_an_email", text)
