"""Sign in by handle or e-mail address and password, and out again."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import auth
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from tasuki.platform.language import remember_language
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotSignedIn
from tasuki.platform.rows import fetch
from tasuki.rules.wording import N_, Sentence


class HandleOrEmail(BaseBackend):
    """Knows active people by handle, or by e-mail address where only one of them has it."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **others: Any,
    ) -> Person | None:
        if not username or not password:
            return None
        person = _called(username.strip())
        if person is None:
            # As slow as a wrong password, so that nobody learns from the time which names exist.
            Person().set_password(password)
            return None
        return person if person.check_password(password) else None

    def get_user(self, user_id: UUID) -> Person | None:
        return next(iter(fetch(Person, "row.id = %(id)s AND row.is_active", {"id": user_id})), None)


def sign_in(request: HttpRequest, name: str, password: str) -> Person:
    """Start the session of the person called ``name``, in their language. Raises `NotSignedIn`."""
    person = auth.authenticate(request, username=name, password=password)
    if not isinstance(person, Person):
        raise NotSignedIn(Sentence(N_("The name or the password is not right.")))
    auth.login(request, person)
    remember_language(request, person.language)
    return person


def sign_out(request: HttpRequest) -> None:
    auth.logout(request)


def _called(name: str) -> Person | None:
    active = Person.objects.filter(is_active=True)
    by_handle = active.filter(handle__iexact=name).first()
    if by_handle is not None or "@" not in name:
        return cast("Person | None", by_handle)
    by_email = list(active.filter(email__iexact=name)[:2])
    return by_email[0] if len(by_email) == 1 else None
