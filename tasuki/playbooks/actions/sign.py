from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.access.roles import Role
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, NotPossibleNow
from tasuki.playbooks.actions.holding import locked_draft
from tasuki.playbooks.models import SignOff
from tasuki.playbooks.telling.people import person_called
from tasuki.rules.wording import N_, Sentence

Side = Literal["marketing", "sales"]
SIDES: tuple[Side, ...] = ("marketing", "sales")
# RevOps and admin keep the rules; they may record either side's yes.
SPEAKS_FOR: Mapping[Side, tuple[Role, ...]] = {
    "marketing": (Role.MARKETER, Role.REVOPS, Role.ADMIN),
    "sales": (Role.MANAGER, Role.REVOPS, Role.ADMIN),
}
ONLY_A_DRAFT = N_("%(playbook)s is %(state)s: only a draft can be signed.")


def may_sign(side: Side, by: Actor) -> bool:
    return by.is_system or bool(by.roles & {role.value for role in SPEAKS_FOR[side]})


@transaction.atomic
def sign(
    version_id: UUID, side: Side, *, by: Actor, at: datetime, comment: str = "", seen: int | None = None
) -> SignOff:
    """A person's yes for marketing or for sales to a draft, as it stood at the revision that they have ``seen``.

    Raises `Forbidden`, `NotFound`, `NotPossibleNow`, `Outdated`.
    """
    ask_any(by, "playbook.sign")
    if not may_sign(side, by):
        raise Forbidden("playbook.sign", [role.value for role in SPEAKS_FOR[side]])
    version = locked_draft(version_id, ONLY_A_DRAFT, seen)
    signer = Person.objects.filter(pk=by.person_id).first()
    earlier = version.sign_offs.filter(side=side).first()
    if earlier is not None:
        text = N_("%(name)s has signed %(playbook)s for %(side)s already.")
        values = {"name": earlier.name, "playbook": str(version), "side": person_called(side)}
        raise NotPossibleNow(Sentence(text, values))
    if signer is not None and version.sign_offs.filter(person=signer).exists():
        text = N_("%(name)s has signed for the other side; marketing and sales are two people (PB-1).")
        raise NotPossibleNow(Sentence(text, {"name": signer.name}))
    signed = SignOff.objects.create(
        version=version,
        side=side,
        person=signer,
        name=signer.name if signer else by.handle,
        comment=comment.strip(),
        at=at,
    )
    append(
        Entry(
            "playbook.signed",
            at,
            by,
            "playbook",
            version.pk,
            playbook=str(version),
            data={"side": side, "revision": version.revision},
            words={"comment": signed.comment} if signed.comment else {},
        )
    )
    return signed
