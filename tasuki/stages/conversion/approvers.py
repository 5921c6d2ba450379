"""Who may say yes: the approver named, else the manager, theirs, then RevOps; never the one who asks (AP-4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.access.grants import reach_of
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotPossibleNow, invalid
from tasuki.rules.wording import N_, Sentence


def approver_for(asking: UUID | None, named: str, owner_id: UUID | None) -> dict[str, Any]:
    """The approver and why it is they.

    Raises `Invalid` when the one who is ``named`` cannot approve it, and `NotPossibleNow` when nobody but the asker
    could.
    """
    if named:
        return _named(named, asking)
    for person, because in _candidates(asking, owner_id):
        if person.is_active and person.pk != asking and may_approve(person):
            return {"id": person.pk, "handle": person.handle, "because": because}
    raise NotPossibleNow(
        Sentence(N_("Nobody else could approve this: name an approver with the role manager or RevOps."))
    )


def may_approve(person: Person) -> bool:
    return reach_of("approval.decide", frozenset(person.roles)) is not None


def _named(handle: str, asking: UUID | None) -> dict[str, Any]:
    """Somebody who was named is asked, or nobody: a silent second choice would not be the one that was meant."""
    person = Person.objects.active().filter(handle=handle).first()
    if person is None:
        text = N_("Nobody active is called “%(handle)s”; use a person's handle.")
        raise invalid("/override/approver", text, "unknown_person", handle=handle)
    if person.pk == asking:
        text = N_("Nobody approves their own request: name somebody else.")
        raise invalid("/override/approver", text, "own_request")
    if not may_approve(person):
        text = N_("%(name)s cannot approve this: name somebody with the role manager or RevOps.")
        raise invalid("/override/approver", text, "cannot_approve", name=person.name)
    return {"id": person.pk, "handle": person.handle, "because": "named"}


def _candidates(asking: UUID | None, owner_id: UUID | None) -> Iterator[tuple[Person, str]]:
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
