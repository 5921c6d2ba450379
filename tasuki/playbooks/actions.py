"""A new version of the agreement: drafted, signed by marketing and by sales, then put in force (PB-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.access.roles import Role
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotFound, NotPossibleNow, invalid
from tasuki.playbooks.models import PlaybookVersion, SignOff
from tasuki.playbooks.presets import complete_toml, load_text
from tasuki.rules.reading import Problem, Unreadable
from tasuki.rules.wording import N_, Sentence

Side = Literal["marketing", "sales"]
SIDES: tuple[Side, ...] = ("marketing", "sales")
_NAMED: Mapping[str, Sentence] = {
    "marketing": Sentence(N_("marketing")),
    "sales": Sentence(N_("sales")),
    "in_force": Sentence(N_("in force")),
    "retired": Sentence(N_("retired")),
}
# RevOps and admin keep the rules; they may record either side's yes.
SPEAKS_FOR: Mapping[Side, tuple[Role, ...]] = {
    "marketing": (Role.MARKETER, Role.REVOPS, Role.ADMIN),
    "sales": (Role.MANAGER, Role.REVOPS, Role.ADMIN),
}


@transaction.atomic
def draft(toml: str, *, by: Actor, at: datetime, note: str = "") -> PlaybookVersion:
    """A version to be talked about; what is stored is what will be signed, to the letter.

    Raises `Forbidden`, and `Invalid` with every problem at its table and key (``/sla/SL-4/within``).
    """
    ask_any(by, "playbook.publish")
    try:
        book = load_text(toml)
        complete = complete_toml(toml)
    except Unreadable as unreadable:
        raise Invalid([_at_its_key(problem) for problem in unreadable.problems]) from None
    head = book.playbook
    earlier = PlaybookVersion.objects.filter(name=head.name)
    highest = earlier.aggregate(highest=Max("number"))["highest"]
    if highest is not None and head.version <= highest:
        raise _taken(head.version, highest + 1)
    try:
        with transaction.atomic():
            version = PlaybookVersion.objects.create(
                name=head.name,
                number=head.version,
                toml=complete,
                note=note,
                drafted_by_id=by.person_id,
                drafted_at=at,
            )
    except IntegrityError as error:
        raise _taken(head.version, head.version + 1) from error
    append(Entry("playbook.drafted", at, by, "playbook", version.pk, playbook=str(version)))
    return version


@transaction.atomic
def sign(version_id: UUID, side: Side, *, by: Actor, at: datetime) -> SignOff:
    """A person's yes for marketing or for sales to a draft. Raises `Forbidden`, `NotFound`, `NotPossibleNow`."""
    ask_any(by, "playbook.sign")
    if not by.is_system and not by.roles & {role.value for role in SPEAKS_FOR[side]}:
        raise Forbidden("playbook.sign", [role.value for role in SPEAKS_FOR[side]])
    version = _locked(version_id)
    if version.state != "draft":
        text = N_("%(playbook)s is %(state)s: only a draft can be signed.")
        raise NotPossibleNow(Sentence(text, {"playbook": str(version), "state": _NAMED[version.state]}))
    signer = Person.objects.filter(pk=by.person_id).first()
    earlier = version.sign_offs.filter(side=side).first()
    if earlier is not None:
        text = N_("%(name)s has signed %(playbook)s for %(side)s already.")
        raise NotPossibleNow(
            Sentence(text, {"name": earlier.name, "playbook": str(version), "side": _NAMED[side]})
        )
    if signer is not None and version.sign_offs.filter(person=signer).exists():
        text = N_("%(name)s has signed for the other side; marketing and sales are two people (PB-1).")
        raise NotPossibleNow(Sentence(text, {"name": signer.name}))
    signed = SignOff.objects.create(
        version=version, side=side, person=signer, name=signer.name if signer else by.handle, at=at
    )
    append(
        Entry("playbook.signed", at, by, "playbook", version.pk, playbook=str(version), data={"side": side})
    )
    return signed


@transaction.atomic
def publish(version_id: UUID, *, by: Actor, at: datetime) -> PlaybookVersion:
    """Put a draft that both sides have signed in force; the version before retires in the same moment.

    Raises `Forbidden`, `NotFound`, and `NotPossibleNow` which names the sides that have not signed.
    """
    ask_any(by, "playbook.publish")
    # All rows, in one order: two publishers wait for each other, and the second sees what the first has done.
    versions = list(PlaybookVersion.objects.select_for_update().order_by("pk").defer("toml"))
    version = next((one for one in versions if one.pk == version_id), None)
    if version is None:
        raise NotFound("playbook", version_id)
    if version.state != "draft":
        text = N_("%(playbook)s is %(state)s: only a draft can be published.")
        raise NotPossibleNow(Sentence(text, {"playbook": str(version), "state": _NAMED[version.state]}))
    signed: dict[str, UUID | None] = dict(version.sign_offs.values_list("side", "person_id"))
    _require_both(version, signed)
    before = next((one for one in versions if one.state == "in_force"), None)
    if before is not None:
        before.state, before.retired_at = "retired", at
        before.save(update_fields=["state", "retired_at"])
    version.state, version.in_force_at = "in_force", at
    version.save(update_fields=["state", "in_force_at"])
    signers = {side: person and str(person) for side, person in signed.items()}
    append(
        Entry(
            "playbook.published", at, by, "playbook", version.pk, playbook=str(version),
            data={"replaces": str(before) if before else None, "signed_by": signers},
        )
    )  # fmt: skip
    return version


def _require_both(version: PlaybookVersion, signed: Mapping[str, UUID | None]) -> None:
    missing = [side for side in SIDES if side not in signed]
    if not missing:
        return
    problems = [
        Problem(
            f"/sign_offs/{side}", "PB-1", Sentence(N_("Nobody has signed for %(side)s yet."), {"side": side})
        )
        for side in missing
    ]
    title = N_("%(playbook)s comes into force when marketing and sales have both signed it.")
    raise NotPossibleNow(Sentence(title, {"playbook": str(version)}), problems)


def _locked(version_id: UUID) -> PlaybookVersion:
    version = PlaybookVersion.objects.select_for_update().filter(pk=version_id).first()
    if version is None:
        raise NotFound("playbook", version_id)
    return version


def _at_its_key(problem: Problem) -> Problem:
    _, _, place = problem.pointer.partition(":")
    return replace(problem, pointer=f"/{place.strip()}")


def _taken(version: int, free: int) -> Invalid:
    text = N_("Version %(version)s is taken or too low; the next free one is %(free)s.")
    return invalid("/playbook/version", text, "taken", version=version, free=free)
