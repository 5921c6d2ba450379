"""People to choose from."""

from __future__ import annotations

from tasuki.platform.access.roles import Role
from tasuki.platform.sql import run

PEOPLE = (
    "SELECT handle, name FROM people_person WHERE is_active AND roles && %(roles)s::varchar[] ORDER BY name"
)


def choices(*roles: Role) -> list[tuple[str, str]]:
    """Active people with one of these roles, as handle and name."""
    wanted = [role.value for role in roles or Role]
    return [(handle, f"{name} ({handle})") for handle, name in run(PEOPLE, {"roles": wanted})]
