"""Who somebody is by handle or e-mail address and password."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from tasuki.platform.people.models import Person
from tasuki.platform.rows import fetch


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
        person = person_signing_in(username.strip())
        if person is None:
            # As slow as a wrong password, so that nobody learns from the time which names exist.
            Person().set_password(password)
            return None
        return person if person.check_password(password) else None

    def get_user(self, user_id: UUID) -> Person | None:
        return next(iter(fetch(Person, "row.id = %(id)s AND row.is_active", {"id": user_id})), None)


def person_signing_in(name: str) -> Person | None:
    """Somebody active by handle, or by e-mail address where only one of them has it."""
    active = Person.objects.filter(is_active=True)
    by_handle = active.filter(handle__iexact=name).first()
    if by_handle is not None or "@" not in name:
        return cast("Person | None", by_handle)
    by_email = list(active.filter(email__iexact=name)[:2])
    return by_email[0] if len(by_email) == 1 else None
