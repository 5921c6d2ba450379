"""Find people by what they are called."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotFound


def person_called(name: str) -> Person:
    """The person with this id or handle, whether active or not. Raises `NotFound`."""
    found: Person | None = (
        Person.objects.filter(_id_or_handle(name)).select_related("team", "manager").first()
    )
    if found is None:
        raise NotFound("person", name)
    return found


def _id_or_handle(name: str) -> Q:
    try:
        return Q(pk=UUID(name))
    except ValueError:
        return Q(handle=name)
