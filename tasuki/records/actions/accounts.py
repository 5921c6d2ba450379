"""Create and edit accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.http.etag import require_version
from tasuki.platform.identity.contact_points import registrable_domain
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Clash, NotFound
from tasuki.playbooks.queries import in_force
from tasuki.records.actions.changing import active_person, changed, plain, require_fit, taken
from tasuki.records.matching import exact_account, keys_of
from tasuki.records.models import Account
from tasuki.rules.matching import CompanyFacts, company_key
from tasuki.rules.reading import Problem, read
from tasuki.rules.wording import N_, Sentence


@dataclass(frozen=True, slots=True)
class AccountFields:
    """What can be said about a company. ``owner`` is a handle or an id; ``domain`` may be a URL."""

    name: str = ""
    external_id: str | None = None
    domain: str = ""
    country: str = ""
    region: str = ""
    industry: str = ""
    segment: str = ""
    employees: int | None = None
    business_model: str = ""
    technologies: tuple[str, ...] = ()
    tier: str = ""
    background: str = ""
    owner: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewAccount(AccountFields):
    """``force``: create it although an exact match is on record (O-10)."""

    force: bool = False


@transaction.atomic
def create_account(asked: NewAccount, *, by: Actor, at: datetime) -> Account:
    """O-10: a new company, unless it is here already. Raises Forbidden, Invalid, and Clash naming the exact match."""
    ask_any(by, "account.edit")
    values = _values({one.name: getattr(asked, one.name) for one in fields(AccountFields)})
    _check(values)
    book = in_force()
    facts = CompanyFacts(name=values["name"], domain=values["domain"])
    if not asked.force:
        _refuse_a_second(exact_account(facts, book))
    account = Account(id=new_id(at), match_keys=keys_of(facts, book), created_at=at, **values)
    _save(account)
    data = {"forced": asked.force}
    append(Entry("account.created", at, by, "account", account.pk, playbook=book.stamp, data=data))
    return account


@transaction.atomic
def edit_account(
    account_id: UUID, changes: Mapping[str, Any], *, by: Actor, at: datetime, expected: int | None = None
) -> Account:
    """Change the fields that are named. Raises Forbidden, NotFound, Invalid, Clash, Outdated (``expected`` version)."""
    ask_any(by, "account.edit")
    asked = read(AccountFields, changes)
    account = Account.objects.select_for_update(of=("self",)).filter(pk=account_id).first()
    if account is None:
        raise NotFound("account", account_id)
    require_version(expected, account.version)
    values = changed(account, _values({name: getattr(asked, name) for name in changes}))
    if not values:
        return account
    for name, value in values.items():
        setattr(account, name, value)
    _check({"name": account.name, **values})
    book = in_force()
    account.match_keys = keys_of(CompanyFacts(name=account.name, domain=account.domain), book)
    account.version += 1
    _save(account)
    data = {"fields": plain([*values])}
    append(Entry("account.edited", at, by, "account", account.pk, playbook=book.stamp, data=data))
    return account


def _values(asked: dict[str, Any]) -> dict[str, Any]:
    """The columns behind the fields that were given."""
    values = dict(asked)
    if "name" in values:
        read_name = company_key(values["name"])
        values |= {
            "name": values["name"].strip(),
            "name_key": read_name.core[:255],
            "legal_form": read_name.legal_form,
        }
    if "domain" in values:
        values["domain"] = registrable_domain(values["domain"]) or values["domain"].strip().lower()
    if "technologies" in values:
        values["technologies"] = list(values["technologies"])
    if "owner" in values:
        owner = values.pop("owner")
        values["owner_id"] = active_person(owner, "/owner").pk if owner else None
    if "external_id" in values:
        values["external_id"] = values["external_id"] or None
    return values


def _check(values: Mapping[str, Any]) -> None:
    nameless = [] if values["name"] else [Problem("/name", "missing", Sentence(N_("A company has a name.")))]
    require_fit(Account, values, *nameless)


def _refuse_a_second(found: Account | None) -> None:
    if found is None:
        return
    values = {"name": found.name, "id": str(found.pk)}
    text = N_("“%(name)s” is on record already: account %(id)s. Use it, or send force to create another.")
    raise Clash(
        Sentence(N_("This account exists already.")), [Problem("/name", "O-10", Sentence(text, values))]
    )


def _save(account: Account) -> None:
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise taken(error, account.external_id) from error
