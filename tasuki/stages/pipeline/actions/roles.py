from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.refusals import Invalid, NotFound, NotPossibleNow, invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.actions import NewContact, create_contact
from tasuki.records.models import Contact, ContactRole, Opportunity
from tasuki.rules import dossier
from tasuki.rules.reading import read
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.pipeline.queries import locked_opportunity
from tasuki.stages.pipeline.seats import problems_of_seats
from tasuki.stages.pipeline.telling import tell
from tasuki.stages.pipeline.working import note_change, require_work
from tasuki.stages.qualification.models import Evidence

LONGEST = 100


@dataclass(frozen=True, slots=True)
class RoleFields:
    """What a contact is in the buyer's decision; ``evidence`` is a key of the lead's evidence (ev-1)."""

    role: dossier.ContactRole | None = None
    primary: bool = False
    stance: str = ""
    evidence: str = ""


@transaction.atomic
def link_contact(
    opportunity_id: UUID,
    contact: UUID | str,
    asked: RoleFields,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> ContactRole:
    """Give a contact a role in the deal (O-8); one person may have several. A new primary contact takes the old one's
    place (O-9). Raises Forbidden, NotFound, Outdated, NotPossibleNow (the deal is over) and Invalid.
    """
    row = locked_opportunity(opportunity_id, "opportunity.edit", by=by, version=version)
    require_work(row)
    person, before = _contact(contact), _roles(row)
    made = ContactRole(id=new_id(at), opportunity=row, contact=person)
    _put(made, asked, ("role", "primary", "stance", "evidence"), row)
    if any((one.contact_id, one.role) == (person.pk, made.role) for one in before):
        raise _has_it_already(person)
    _keep_one_primary(made, before, [*before, made], at)
    made.save()
    note_change(row)
    _tell(row, made, "linked", by, at)
    return made


@transaction.atomic
def link_somebody_new(
    opportunity_id: UUID, person: NewContact, asked: RoleFields, *, by: Actor, at: datetime
) -> ContactRole:
    """Somebody whom nobody had on record, at the deal's account, with a role in it.

    Raises what `create_contact` and `link_contact` raise, and then nothing is written.
    """
    row = locked_opportunity(opportunity_id, "opportunity.edit", by=by)
    require_work(row)
    account = str(row.account_id) if row.account_id else None
    made = create_contact(replace(person, account=account), by=by, at=at)
    return link_contact(opportunity_id, made.pk, asked, by=by, at=at)


@transaction.atomic
def change_role(role_id: UUID, changes: Mapping[str, Any], *, by: Actor, at: datetime) -> ContactRole:
    """Another role, the primary contact, a stance, its evidence; what is left out stays.

    Raises Forbidden, NotFound, NotPossibleNow (the deal is over) and Invalid.
    """
    row, changed, before = _locked(role_id, by)
    asked = read(RoleFields, changes)
    after = _roles(row)
    now = next(one for one in after if one.pk == changed.pk)
    _put(now, asked, tuple(changes), row)
    if any((one.contact_id, one.role) == (now.contact_id, now.role) for one in after if one.pk != now.pk):
        raise _has_it_already(now.contact)
    _keep_one_primary(now, before, after, at)
    now.save()
    note_change(row)
    _tell(row, now, "changed", by, at)
    return now


@transaction.atomic
def unlink_contact(role_id: UUID, *, by: Actor, at: datetime) -> ContactRole:
    """The contact no longer has this role. Raises Forbidden, NotFound, NotPossibleNow and Invalid (O-8, O-9)."""
    row, gone, before = _locked(role_id, by)
    problems = problems_of_seats(before, [one for one in before if one.pk != gone.pk], in_force(), at)
    if problems:
        raise Invalid(problems)
    ContactRole.objects.filter(pk=gone.pk).delete()
    note_change(row)
    _tell(row, gone, "unlinked", by, at)
    return gone


def _locked(role_id: UUID, by: Actor) -> tuple[Opportunity, ContactRole, list[ContactRole]]:
    """The deal, locked, the role and all roles beside it."""
    opportunity_id = ContactRole.objects.filter(pk=role_id).values_list("opportunity", flat=True).first()
    if opportunity_id is None:
        raise NotFound("contact role", role_id)
    row = locked_opportunity(opportunity_id, "opportunity.edit", by=by)
    require_work(row)
    roles = _roles(row)
    found = next((one for one in roles if one.pk == role_id), None)
    if found is None:
        raise NotPossibleNow(Sentence(N_("The contact was unlinked meanwhile.")))
    return row, found, roles


def _roles(row: Opportunity) -> list[ContactRole]:
    roles = ContactRole.objects.filter(opportunity=row).select_related("contact")
    return list(roles.order_by("-is_primary", "id"))


def _put(role: ContactRole, asked: RoleFields, given: tuple[str, ...], row: Opportunity) -> None:
    if "role" in given:
        if asked.role is None:
            raise invalid("/role", N_("Say what this person is in the decision."), "missing")
        role.role = asked.role
    if "primary" in given:
        role.is_primary = asked.primary
    if "stance" in given:
        role.stance = _short("/stance", asked.stance)
    if "evidence" in given:
        role.evidence = _evidence(_short("/evidence", asked.evidence), row)


def _evidence(key: str, row: Opportunity) -> str:
    if key and row.lead_id and not Evidence.objects.filter(lead=row.lead_id, key=key).exists():
        raise invalid("/evidence", N_("The lead has no evidence “%(key)s”."), "unknown_record", key=key)
    return key


def _short(pointer: str, text: str) -> str:
    if len(text.strip()) > LONGEST:
        template = N_("At most %(longest)s characters, not %(length)s.")
        raise invalid(pointer, template, "too_long", longest=LONGEST, length=len(text.strip()))
    return text.strip()


def _contact(key: UUID | str) -> Contact:
    try:
        found = Contact.objects.filter(pk=UUID(str(key)), merged_into=None).first()
    except ValueError:
        found = None
    if found is None:
        raise invalid("/contact", N_("There is no such record: “%(key)s”."), "unknown_record", key=str(key))
    return found


def _has_it_already(person: Contact) -> Exception:
    return invalid("/role", N_("%(name)s has this role already."), "taken", name=person.name)


def _keep_one_primary(
    one: ContactRole, before: list[ContactRole], after: list[ContactRole], at: datetime
) -> None:
    """O-9: a new primary contact takes the place of the old one. Raises `Invalid` where O-8 or O-9 would be broken."""
    if one.is_primary:
        for other in after:
            other.is_primary = other is one
    problems = problems_of_seats(before, after, in_force(), at, touched=one.pk)
    if problems:
        raise Invalid(problems)
    if one.is_primary:
        ContactRole.objects.filter(opportunity=one.opportunity_id, is_primary=True).exclude(pk=one.pk).update(
            is_primary=False
        )


def _tell(row: Opportunity, role: ContactRole, change: str, by: Actor, at: datetime) -> None:
    data = {
        "fields": ["contacts"],
        "change": change,
        "contact": str(role.contact_id),
        "role": role.role,
        "primary": role.is_primary,
        "evidence": [role.evidence] if role.evidence else [],
    }
    tell("opportunity.edited", row, by=by, at=at, data=data, words={"stance": role.stance})
