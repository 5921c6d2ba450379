"""What must hold of a person, whether they join or change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tasuki.platform.access.roles import Role
from tasuki.platform.people.calendars import known_calendars
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotPossibleNow
from tasuki.rules.problem import Problem, not_among
from tasuki.rules.wording import N_, Sentence

LANGUAGES = ("ja", "en")
HANDLE = re.compile(r"[\w-]{1,50}")


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


def bad_handle(handle: str) -> Iterator[Problem]:
    if not HANDLE.fullmatch(handle):
        message = N_("A handle has 1 to 50 letters, digits, hyphens or underscores.")
        fix = N_("Write a short name such as aoi.")
        yield Problem("/handle", "bad_handle", Sentence(message), Sentence(fix))


def bad_name(name: str) -> Iterator[Problem]:
    if not name.strip():
        yield Problem("/name", "missing", Sentence(N_("A person has a name.")))


def bad_language(language: str | None) -> Iterator[Problem]:
    if language not in LANGUAGES:
        yield not_among("/language", language, LANGUAGES)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """Every zone that this machine knows: they are found by looking through hundreds of files."""
    return frozenset(available_timezones())


def bad_zone(zone: str) -> Iterator[Problem]:
    if zone not in _zones():
        fix = Sentence(N_("Write a zone such as Asia/Tokyo."))
        yield Problem("/zone", "unknown", Sentence(N_("No such time zone: %(zone)s."), {"zone": zone}), fix)


def bad_calendar(key: str) -> Iterator[Problem]:
    """ "" is the office's."""
    if key and key not in (known := known_calendars()):
        yield not_among("/calendar", key, known)


def bad_email(email: str) -> Iterator[Problem]:
    try:
        if email:
            validate_email(email)
    except ValidationError:
        text = Sentence(N_("“%(email)s” is no e-mail address."), {"email": email})
        yield Problem("/email", "not_an_email", text)
