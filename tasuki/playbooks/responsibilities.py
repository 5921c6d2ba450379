"""Rows of the playbook in force that name a person: only a new version of the agreement can change them (RT-8)."""

from __future__ import annotations

from tasuki.platform.people.models import Person
from tasuki.platform.people.responsibilities import Responsibility, register
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import in_force
from tasuki.playbooks.telling.people import PEOPLE
from tasuki.rules.mentions import rows_naming
from tasuki.rules.wording import N_


def _rows_naming(person: Person) -> int:
    """Routes, owners of promises, rungs, approvers, recipients and commitments; a role's word names nobody."""
    names = {person.handle, str(person.pk)} - PEOPLE.keys()
    try:
        return len(rows_naming(in_force(), *names))
    except NotFound:
        return 0


register(
    Responsibility(
        "routes",
        N_("%(count)s rows of the playbook in force name them: publish a version without them."),
        _rows_naming,
        hand_over=None,
    )
)
