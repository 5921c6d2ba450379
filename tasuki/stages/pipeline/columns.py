"""From facts back to the opportunity's row."""

from __future__ import annotations

from dataclasses import fields as fields_of
from decimal import Decimal
from typing import Any

from tasuki.records.models import Opportunity
from tasuki.records.naming import called
from tasuki.rules.dossier import Discount, OpportunityFacts
from tasuki.rules.playbook import Playbook
from tasuki.stages.pipeline.facts import dossier_of

OWN_NAME = {"company": "company_part"}
"""Facts that are called differently in the row."""


def write(row: Opportunity, after: OpportunityFacts, changed: frozenset[str], book: Playbook) -> list[str]:
    """Put the changed facts and the name built from them into the row; returns the columns to save."""
    columns = {"name"}
    for name in changed:
        columns |= _write_one(row, after, name)
    row.name = called(dossier_of(row, after), book)
    return sorted(columns)


def _write_one(row: Opportunity, after: OpportunityFacts, name: str) -> set[str]:
    value = getattr(after, name)
    if name == "amount":
        row.amount, row.currency = (value.amount, value.currency) if value else (None, row.currency)
        return {"amount", "currency"}
    if name == "probability":
        row.probability = Decimal(str(value)) if value is not None else None
        return {name}
    if name == "discount":
        row.discount = _stored(value) if value else None
        return {name}
    if name in ("fields", "solution_category"):
        own = dict(after.fields) | (
            {"solution_category": after.solution_category} if after.solution_category else {}
        )
        row.fields = own
        return {"fields"}
    column = OWN_NAME.get(name, name)
    setattr(row, column, value)
    return {column}


def _stored(discount: Discount) -> dict[str, Any]:
    kept = {
        one.name: getattr(discount, one.name) for one in fields_of(discount) if getattr(discount, one.name)
    }
    if discount.amount:
        kept["amount"] = {"amount": str(discount.amount.amount), "currency": discount.amount.currency}
    if discount.fraction is not None:
        kept["fraction"] = str(discount.fraction)
    return kept
