"""Who may say yes: whom the agreement asks for (AP-3), and who stands in where nobody is there (AP-4).

Never the one who asks, nor whose deal it is. After the manager come theirs, then RevOps; somebody away is asked only
when nobody else could decide, and their stand-in before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.platform.access.grants import reach_of
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Absence, Person
from tasuki.platform.refusals import NotPossibleNow, invalid
from tasuki.rules.validation.approvals import RANKS
from tasuki.rules.wording import N_, Sentence

DESK_SKILL = "deal_desk"
"""Who sits at the deal desk has this skill."""
Candidate = tuple[Person, str]
Own = tuple[UUID | None, UUID | None]
"""Whose request it is, and whose deal."""


def approver_for(
    asking: UUID | None, named: str, owner_id: UUID | None, rank: str, at: datetime
) -> dict[str, Any]:
    """The approver of this rank at ``at`` (UTC), and why it is they.

    Raises `Invalid` when the one who is ``named`` cannot approve it, and `NotPossibleNow` when nobody but the asker
    and the owner could.
    """
    own = (asking, owner_id)
    if named:
        return _approver((_named(named, own), "named"), rank)
    able = [
        (person, because)
        for person, because in _candidates(asking, owner_id, rank)
        if person.is_active and person.pk not in own and may_approve(person)
    ]
    if not able:
        raise NotPossibleNow(
            Sentence(N_("Nobody else could approve this: name an approver with the role manager or RevOps."))
        )
    return _approver(_present(able, own, at) or able[0], rank)


def may_approve(person: Person) -> bool:
    return reach_of("approval.decide", frozenset(person.roles)) is not None


def _approver(chosen: Candidate, rank: str) -> dict[str, Any]:
    person, because = chosen
    return {"id": person.pk, "handle": person.handle, "because": because, "rank": rank}


def _named(handle: str, own: Own) -> Person:
    """Somebody who was named is asked, or nobody: a silent second choice would not be the one that was meant."""
    return who_can_approve(handle, "/override/approver", *own)


def who_can_approve(handle: str, pointer: str, *but: UUID | None) -> Person:
    """The active person called so, if they may approve and are none of ``but``. Raises `Invalid` at the pointer."""
    person: Person | None = Person.objects.active().filter(handle=handle).first()
    if person is None:
        text = N_("Nobody active is called “%(handle)s”; use a person's handle.")
        raise invalid(pointer, text, "unknown_person", handle=handle)
    if person.pk in but:
        text = N_("Nobody approves their own request: name somebody else.")
        raise invalid(pointer, text, "own_request")
    if not may_approve(person):
        text = N_("%(name)s cannot approve this: name somebody with the role manager or RevOps.")
        raise invalid(pointer, text, "cannot_approve", name=person.name)
    return person


def _present(able: list[Candidate], own: Own, at: datetime) -> Candidate | None:
    """The first who is there, or the stand-in of the first who is not."""
    away = set(Absence.objects.filter(from_at__lte=at, until_at__gt=at).values_list("person_id", flat=True))
    for person, because in able:
        if person.pk not in away:
            return person, because
        backup = person.backup
        if backup and backup.is_active and backup.pk not in {*away, *own} and may_approve(backup):
            return backup, "stand_in"
    return None


def _candidates(asking: UUID | None, owner_id: UUID | None, rank: str) -> Iterator[Candidate]:
    if rank not in RANKS:
        yield from _in_the_agreement(rank)
    elif rank == "deal_desk":
        rows = Person.objects.active().filter(skills__contains=[DESK_SKILL]).select_related("backup")
        yield from ((person, rank) for person in rows.order_by("handle"))
    elif rank in ("manager", "vp"):
        for somebody, because in ((asking, "manager"), (owner_id, "owner_manager")):
            for level, person in enumerate(_managers_of(somebody)):
                if rank == "vp" and level:
                    yield person, "vp"
                elif rank == "manager":
                    yield person, because if level == 0 else f"{because}_of_manager"
    for role in (Role.REVOPS, Role.MANAGER, Role.ADMIN):
        rows = Person.objects.active().with_role(role).select_related("backup")
        yield from ((person, role.value) for person in rows.order_by("handle"))


def _in_the_agreement(handle: str) -> Iterator[Candidate]:
    """Somebody whom the agreement names; where they are gone, their manager (AP-4)."""
    person = Person.objects.filter(handle=handle).select_related("backup").first()
    if person is not None:
        yield person, "agreement"
        yield from ((one, "manager_of_approver") for one in _managers_of(person.pk))


def _managers_of(person_id: UUID | None, steps: int = 2) -> list[Person]:
    chain: list[Person] = []
    person = Person.objects.filter(pk=person_id).select_related("manager__backup").first()
    while person is not None and person.manager is not None and len(chain) < steps:
        person = person.manager
        chain.append(person)
    return chain
