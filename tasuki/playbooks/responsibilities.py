"""Routes of the playbook in force that name a person: only a new version of the agreement can change them (RT-8)."""

from __future__ import annotations

from tasuki.platform.people.models import Person
from tasuki.platform.people.responsibilities import Responsibility, register
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import in_force
from tasuki.rules.wording import N_


def _routes_to(person: Person) -> int:
    try:
        routes = in_force().route
    except NotFound:
        return 0
    return sum(route.target in (person.handle, str(person.pk)) for route in routes)


register(
    Responsibility(
        "routes",
        N_("%(count)s routes of the playbook in force send leads to them: publish a version without them."),
        _routes_to,
        hand_over=None,
    )
)
