"""Create and edit contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.http.etag import require_version
from tasuki.platform.identity.contact_points import e164, normalised_email
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Clash, NotFound, invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.actions.changing import changed, plain, require_fit, taken
from tasuki.records.matching import exact_contact, keys_of, person_facts_of
from tasuki.records.models import Account, Contact
from tasuki.rules.reading import Problem, read
from tasuki.rules.wording import N_, Sentence


@dataclass(frozen=True, slots=True)
class ContactFields:
    """What can be said about a person at an account; ``account`` is its id, ``kana`` the reading of the name."""

    name: str = ""
    external_id: str | None = None
    account: str | None = None
    family_name: str = ""
    given_name: str = ""
    kana: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""
    consent: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewContact(ContactFields):
    """``force``: create them although an exact match is on record (O-10)."""

    force: bool = False


@transaction.atomic
def create_contact(asked: NewContact, *, by: Actor, at: datetime) -> Contact:
    """O-10: a new person, unless they are here already. Raises Forbidden, Invalid, and Clash naming the exact match."""
    ask_any(by, "account.edit")
    values = _values({one.name: getattr(asked, one.name) for one in fields(ContactFields)})
    contact = Contact(id=new_id(at), created_at=at, **values)
    _check(contact, values)
    book, facts = in_force(), person_facts_of(contact)
    if not asked.force:
        _refuse_a_second(exact_contact(facts, book))
    contact.match_keys = keys_of(facts, book)
    _save(contact)
    account = str(contact.account_id) if contact.account_id else None
    data = {"account": account, "forced": asked.force}
    append(Entry("contact.created", at, by, "contact", contact.pk, playbook=book.stamp, data=data))
    return contact


@transaction.atomic
def edit_contact(
    contact_id: UUID, changes: Mapping[str, Any], *, by: Actor, at: datetime, expected: int | None = None
) -> Contact:
    """Change the fields that are named. Raises Forbidden, NotFound, Invalid, Clash, Outdated (``expected`` version)."""
    ask_any(by, "account.edit")
    asked = read(ContactFields, changes)
    rows = Contact.objects.select_for_update(of=("self",)).select_related("account")
    contact = rows.filter(pk=contact_id).first()
    if contact is None:
        raise NotFound("contact", contact_id)
    require_version(expected, contact.version)
    values = changed(contact, _values({name: getattr(asked, name) for name in changes}))
    if not values:
        return contact
    for name, value in values.items():
        setattr(contact, name, value)
    _check(contact, values)
    book = in_force()
    contact.match_keys = keys_of(person_facts_of(contact), book)
    contact.version += 1
    _save(contact)
    data = {"fields": plain([*values])}
    append(Entry("contact.edited", at, by, "contact", contact.pk, playbook=book.stamp, data=data))
    return contact


def _values(asked: dict[str, Any]) -> dict[str, Any]:
    """The columns behind the fields that were given."""
    values = dict(asked)
    if "account" in values:
        values["account"] = _account(values["account"]) if values["account"] else None
    if values.get("email"):
        values["email"] = _mailbox(values["email"])
    if values.get("phone"):
        values["phone"] = e164(values["phone"], "") or values["phone"].strip()
    if "external_id" in values:
        values["external_id"] = values["external_id"] or None
    return values


def _account(key: str) -> Account:
    try:
        found = Account.objects.filter(pk=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise invalid("/account", N_("There is no such record: “%(key)s”."), "unknown_record", key=key)
    return found


def _mailbox(typed: str) -> str:
    mailbox = normalised_email(typed)
    if not mailbox:
        raise invalid("/email", N_("“%(email)s” is no e-mail address."), "not_an_email", email=typed)
    return mailbox


def _check(contact: Contact, values: Mapping[str, Any]) -> None:
    named = contact.name or contact.family_name or contact.given_name
    nameless = [] if named else [Problem("/name", "missing", Sentence(N_("A contact has a name.")))]
    require_fit(Contact, values, *nameless)
    contact.name = contact.name or f"{contact.family_name} {contact.given_name}".strip()


def _refuse_a_second(found: Contact | None) -> None:
    if found is None:
        return
    values = {"name": found.name, "id": str(found.pk)}
    text = N_("“%(name)s” is on record already: contact %(id)s. Use it, or send force to create another.")
    raise Clash(
        Sentence(N_("This contact exists already.")), [Problem("/email", "O-10", Sentence(text, values))]
    )


def _save(contact: Contact) -> None:
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        raise taken(error, contact.external_id) from error
