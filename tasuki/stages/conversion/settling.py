"""What a conversion changes on records that stood before it: empty fields are filled, colleagues' leads attached.

The conversion's own rows are one statement (`write`); here is the rest of the same transaction, which most
conversions have no need of. A value that somebody entered is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import F

from tasuki.platform.access.actor import Actor
from tasuki.platform.identity.contact_points import registrable_domain
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.sql import run
from tasuki.records.matching import keys_of, person_facts_of
from tasuki.records.models import Account, Contact, Opportunity
from tasuki.rules.conditions import is_filled
from tasuki.rules.matching import CompanyFacts
from tasuki.stages.conversion.comparing import filled
from tasuki.stages.conversion.freeze import frozen
from tasuki.stages.conversion.plan import Plan

# Colleagues' open leads join the account; one that has an account already keeps it.
ATTACH_LEADS = """
UPDATE records_lead SET account_id = %(account)s, version = version + 1
WHERE id = ANY(%(leads)s) AND account_id IS NULL
"""


# The columns that say whether a row that was added is still the same.
TOLD_APART_BY: Mapping[str, tuple[str, ...]] = {
    "roles": ("contact_id", "role", "is_primary", "stance", "evidence"),
    "steps": ("action", "owner_id", "due_on"),
    "tasks": ("title", "owner_id", "due_on"),
}


def settle(plan: Plan, document: Mapping[str, Any], *, by: Actor) -> None:
    """Fill what stands empty on the linked records and attach the leads that were chosen."""
    conversion_id: UUID = document["conversions"][0]["id"]
    attach(plan)
    if values := filled(plan.account_fields):
        _fill_account(plan, values, conversion_id, by)
    for one in plan.contacts:
        if values := filled(plan.contact_fields(one)):
            _fill_contact(plan, one.placed.id, values, conversion_id, by)
    if plan.into:
        _fill_opportunity(plan, document["conversions"][0]["made"]["opportunity"]["filled"])


def attach(plan: Plan) -> None:
    """Let other open leads of the company belong to the account (so that nobody is stranded)."""
    if plan.attached:
        run(ATTACH_LEADS, {"account": plan.account.id, "leads": list(plan.attached)})


def added_to(plan: Plan, **rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What the conversion adds to an opportunity that stood before, which is what a void takes away again.

    Each row as it was added: one that looks otherwise by then is somebody's, and stays.
    """
    columns = _columns(plan)
    return {
        "filled": frozen(columns),
        **{name: {str(row["id"]): _as_added(name, row) for row in found} for name, found in rows.items()},
    }


def _as_added(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: frozen(row[column]) for column in TOLD_APART_BY[name]}


def _columns(plan: Plan) -> dict[str, Any]:
    """The opportunity's columns that stand empty and take the lead's value."""
    values = filled(plan.opportunity_fields)
    columns = {_COLUMN_OF.get(name, name): value for name, value in values.items()}
    if amount := columns.pop("amount", None):
        columns |= {"amount": amount.amount, "currency": amount.currency}
    if "discount" in columns:
        columns["discount"] = frozen(columns["discount"])
    own = {"solution_category": columns.pop("solution_category")} if "solution_category" in columns else {}
    here = plan.into.row["fields"] if plan.into else {}
    own |= {name: value for name, value in plan.given.fields.items() if not is_filled(here.get(name))}
    return {**columns, **({"fields": own} if own else {})}


_COLUMN_OF: Mapping[str, str] = {"company": "company_part"}


def _fill_opportunity(plan: Plan, columns: Mapping[str, Any]) -> None:
    if plan.into is None:
        return
    values = dict(columns)
    if "fields" in values:
        values["fields"] = {**plan.into.row["fields"], **values["fields"]}
    Opportunity.objects.filter(pk=plan.into.id).update(**values, version=F("version") + 1)


def _fill_account(plan: Plan, values: Mapping[str, Any], conversion_id: UUID, by: Actor) -> None:
    account = Account.objects.select_for_update(of=("self",)).get(pk=plan.account.id)
    names = _fill(account, values)
    if not names:
        return
    if "domain" in names:
        account.domain = registrable_domain(account.domain) or account.domain
        phone = str(account.fields.get("phone") or "")
        facts = CompanyFacts(name=account.name, domain=account.domain, phones=(phone,) if phone else ())
        account.match_keys = keys_of(facts, plan.book)
    account.save(update_fields=[*names, "match_keys", "version"])
    _tell("account", account.pk, names, plan, conversion_id, by)


def _fill_contact(
    plan: Plan, contact_id: UUID, values: Mapping[str, Any], conversion_id: UUID, by: Actor
) -> None:
    contact = Contact.objects.select_for_update(of=("self",)).select_related("account").get(pk=contact_id)
    names = _fill(contact, values)
    if not names:
        return
    contact.match_keys = keys_of(person_facts_of(contact), plan.book)
    contact.save(update_fields=[*names, "match_keys", "version"])
    _tell("contact", contact.pk, names, plan, conversion_id, by)


def _fill(row: Account | Contact, values: Mapping[str, Any]) -> list[str]:
    """Set the fields that are still empty now that the row is locked; returns their names."""
    names = [name for name in values if not is_filled(getattr(row, name))]
    for name in names:
        setattr(row, name, values[name])
    if names:
        row.version += 1
    return names


def _tell(subject: str, key: UUID, names: list[str], plan: Plan, conversion_id: UUID, by: Actor) -> None:
    append(
        Entry(
            f"{subject}.edited", plan.decision.at, by, subject, key, lead_id=plan.gathered.lead_id,
            playbook=plan.book.stamp, data={"fields": sorted(names), "conversion": str(conversion_id)},
        )
    )  # fmt: skip
