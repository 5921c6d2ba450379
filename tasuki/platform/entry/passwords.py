"""What a password must be, and how one is changed or chosen anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from tasuki.platform.access.actor import Actor, ask_any, ask_for_the_admins_role
from tasuki.platform.access.roles import Role
from tasuki.platform.entry import attempts, sessions
from tasuki.platform.entry.models import Key
from tasuki.platform.entry.secret import digest_of, new_secret
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid, NotFound, NotPossibleNow, invalid
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

LEAST, MOST = 10, 200
SENT_FOR, HANDED_FOR = timedelta(hours=2), timedelta(days=3)
_SAID: Mapping[str | None, tuple[str, str]] = {
    "password_too_short": (
        N_("The password is shorter than %(least)s characters."),
        N_("Take several words that only you would put together."),
    ),
    "password_too_similar": (
        N_("The password is too much like the name or the e-mail address."),
        N_("Choose one that has nothing to do with them."),
    ),
    "password_too_common": (
        N_("Many people use this password, so it is tried first."),
        N_("Take several words that only you would put together."),
    ),
    "password_entirely_numeric": (
        N_("The password has digits only."),
        N_("Add words to it."),
    ),
}


def bad_password(password: str, person: Person, pointer: str = "/password") -> Iterator[Problem]:
    """Everything that is wrong with it, at once."""
    for rule in _rules():
        try:
            rule.validate(password, person)
        except ValidationError as error:
            message, fix = _SAID[error.code]
            yield Problem(
                pointer, error.code or "invalid", Sentence(message, {"least": LEAST}), Sentence(fix)
            )
    if len(password) > MOST:
        yield Problem(pointer, "too_long", Sentence(N_("At most %(most)s characters."), {"most": MOST}))


def change_password(request: HttpRequest, old: str, new: str, again: str, *, by: Actor, at: datetime) -> None:
    """One's own password, by whoever knows the old one. All other sessions end. Raises `Invalid`, `TooManyAttempts`."""
    person = Person.objects.get(pk=by.person_id)
    attempts.count(at, password=(str(person.pk),))
    problems = list(_problems(new, again, person))
    if person.has_usable_password() and not person.check_password(old):
        fix = Sentence(N_("Type the password that you signed in with."))
        problems.insert(0, Problem("/old", "wrong_password", Sentence(N_("This is not your password.")), fix))
    if problems:
        raise Invalid(problems)
    attempts.forgive(password=(str(person.pk),))
    before = request.session.session_key
    with transaction.atomic():
        _keep(person, new, by, at)
        update_session_auth_hash(request, person)
        sessions.follow_new_key(request, before)
        sessions.end_all(person.pk, but=request.session.session_key)


@transaction.atomic
def make_key(person_id: UUID, *, by: Actor, at: datetime, lasts: timedelta = HANDED_FOR) -> str:
    """The secret of a link by which the person chooses a password, once; an earlier one opens nothing any more.

    Raises `Forbidden`, `NotFound`, `NotPossibleNow` (they have left).
    """
    ask_any(by, "person.edit")
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound("person", person_id)
    if person.has_role(Role.ADMIN):
        ask_for_the_admins_role(by, "person.edit")
    if not person.is_active:
        raise NotPossibleNow(Sentence(N_("%(name)s has left already."), {"name": person.name}))
    person.keys.filter(used_at=None).delete()
    secret = new_secret()
    Key.objects.create(person=person, digest=digest_of(secret), made_at=at, until_at=at + lasts)
    append(Entry("password.link_made", at, by, "person", person.pk))
    return secret


def holder_of(secret: str, at: datetime) -> Person:
    """Whose link it is. Raises `Invalid` where it has been used, has run out, or never was."""
    return _alive(secret, at).person


def choose_password(secret: str, new: str, again: str, *, at: datetime) -> Person:
    """The holder of the link chooses a password; all their sessions end, and the link opens nothing any more.

    Raises `Invalid`.
    """
    with transaction.atomic():
        key = _alive(secret, at, lock=True)
        problems = list(_problems(new, again, key.person))
        if problems:
            raise Invalid(problems)
        key.used_at = at
        key.save(update_fields=["used_at"])
        _keep(key.person, new, Actor.of(key.person, "web"), at)
        sessions.end_all(key.person.pk)
        key.person.devices.all().delete()
    return key.person


def _alive(secret: str, at: datetime, *, lock: bool = False) -> Key:
    rows = Key.objects.select_related("person")
    if lock:
        rows = rows.select_for_update(of=("self",))
    key = rows.filter(digest=digest_of(secret), used_at=None, until_at__gt=at, person__is_active=True).first()
    if key is None:
        raise invalid(
            "/key",
            N_("This link has been used, has run out, or is not whole."),
            "unknown_key",
            fix=N_("Ask for a new one."),
        )
    return key


def _problems(new: str, again: str, person: Person) -> Iterator[Problem]:
    yield from bad_password(new, person)
    if new != again:
        fix = Sentence(N_("Type the same in both fields."))
        yield Problem("/again", "mismatch", Sentence(N_("The two passwords differ.")), fix)


def _keep(person: Person, password: str, by: Actor, at: datetime) -> None:
    person.set_password(password)
    person.save(update_fields=["password"])
    person.keys.filter(used_at=None).delete()
    append(Entry("password.changed", at, by, "person", person.pk))


@cache
def _rules() -> tuple[Any, ...]:
    """Made with the first password: the common ones are a long list."""
    return (
        MinimumLengthValidator(LEAST),
        UserAttributeSimilarityValidator(("handle", "name", "email")),
        CommonPasswordValidator(),
        NumericPasswordValidator(),
    )
