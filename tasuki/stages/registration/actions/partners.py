"""Add and change partners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypedDict

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid, NotFound
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.registration.models import Partner

LENGTHS = {"code": 60, "name": 200, "tier": 30, "contact_name": 200, "contact_email": 254}


class PartnerFields(TypedDict, total=False):
    """What may change; ``manager`` is a handle, "" is nobody."""

    name: str
    tier: str
    contact_name: str
    contact_email: str
    manager: str
    is_active: bool


@transaction.atomic
def add_partner(code: str, fields: PartnerFields, *, by: Actor, at: datetime) -> Partner:
    """A new partner; ``code`` is its id and stays. Raises Forbidden, Invalid."""
    ask_any(by, "partner.edit")
    code = code.strip()
    problems = list(_problems({**fields, "code": code, "name": fields.get("name", "")}))
    if code and Partner.objects.filter(code=code).exists():
        taken = Sentence(N_("There is a partner “%(code)s” already."), {"code": code})
        problems.append(Problem("/code", "taken", taken))
    if problems:
        raise Invalid(problems)
    partner = Partner.objects.create(id=new_id(at), code=code, created_at=at, **_columns(fields))
    append(Entry("partner.added", at, by, "partner", partner.pk, data={"code": code}))
    return partner


@transaction.atomic
def edit_partner(code: str, fields: PartnerFields, *, by: Actor, at: datetime) -> Partner:
    """The partner with these changes; no change leaves no event. Raises Forbidden, NotFound, Invalid."""
    ask_any(by, "partner.edit")
    partner = Partner.objects.select_for_update(of=("self",)).filter(code=code).first()
    if partner is None:
        raise NotFound("partner", code)
    problems = list(_problems(fields))
    if problems:
        raise Invalid(problems)
    changed = {name: value for name, value in _columns(fields).items() if getattr(partner, name) != value}
    for name, value in changed.items():
        setattr(partner, name, value)
    if changed:
        partner.save(update_fields=list(changed))
        data = {"code": partner.code, "fields": sorted(changed)}
        append(Entry("partner.edited", at, by, "partner", partner.pk, data=data))
    return partner


def _problems(given: Mapping[str, Any]) -> Iterator[Problem]:
    for name in ("code", "name"):
        if name in given and not str(given[name]).strip():
            yield Problem(f"/{name}", "missing", Sentence(N_("A partner has a code and a name.")))
    for name, most in LENGTHS.items():
        if len(str(given.get(name, ""))) > most:
            text = Sentence(N_("At most %(most)s characters."), {"most": most})
            yield Problem(f"/{name}", "too_long", text)
    handle = given.get("manager", "")
    if handle and not Person.objects.active().filter(handle=handle).exists():
        nobody = Sentence(N_("Nobody active is called “%(handle)s”."), {"handle": handle})
        yield Problem("/manager", "unknown", nobody)


def _columns(fields: PartnerFields) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in fields.items()
    }
    if "manager" in values:
        values["manager"] = Person.objects.active().filter(handle=values["manager"]).first()
    return values
