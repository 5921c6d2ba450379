"""People to choose from."""

from __future__ import annotations

from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person


def choices(*roles: Role) -> list[tuple[str, str]]:
    """Active people with one of these roles, as handle and name."""
    rows = Person.objects.active()
    if roles:
        rows = rows.with_role(*roles)
    return [
        (handle, f"{name} ({handle})") for handle, name in rows.order_by("name").values_list("handle", "name")
    ]
