"""Who may say yes: the approver named, else the manager, theirs, then RevOps; never the one who asks (AP-4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.access.grants import reach_of
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotPossibleNow
from tasuki.rules.wording import N_, Sentence


def approver_for(asking: UUID | None, named: str, owner_id: UUID | None) -> dict[str, Any]:
    """The approver and why it is they. Raises `NotPossibleNow` when nobody but the asker could approve."""
    for person, because in _candidates(asking, named, owner_id):
        if person.is_active and person.pk != asking and may_approve(person):
            return {"id": person.pk, "handle": person.handle, "because": because}
    raise NotPossibleNow(
        Sentence(N_("Nobody else could approve this: name an approver with the role manager or RevOps."))
    )


def may_approve(person: Person) -> bool:
    return reach_of("approval.decide", frozenset(person.roles)) is not None


def _candidates(asking: UUID | None, named: str, owner_id: UUID | None) -> Iterator[tuple[Person, str]]:
    if named:
        yield from ((person, "named") for person in Person.objects.filter(handle=named))
    for somebody, because in ((asking, "manager"), (owner_id, "owner_manager")):
        chain = _managers_of(somebody)
        yield from (
            (person, because if level == 0 else f"{because}_of_manager") for level, person in enumerate(chain)
        )
    for role in (Role.REVOPS, Role.MANAGER, Role.ADMIN):
        yield from (
            (person, role.value) for person in Person.objects.active().with_role(role).order_by("handle")
        )


def _managers_of(person_id: UUID | None, steps: int = 2) -> list[Person]:
    chain: list[Person] = []
    person = Person.objects.filter(pk=person_id).select_related("manager").first()
    while person is not None and person.manager is not None and len(chain) < steps:
        person = person.manager
        chain.append(person)
    return chain


def nobody_approves_their_own(by: Actor, asked_by: UUID | None) -> bool:
    """AP: the one who asked, or who converted, is never the one who grants."""
    return by.person_id is not None and by.person_id != asked_by
