"""Field by field: what the lead says, what the record that it is linked to says, and which of the two stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tasuki.rules.conditions import is_filled
from tasuki.rules.matching import company_key, domain_key, email_key
from tasuki.stages.conversion.placed import Placed, PlacedContact

Outcome = Literal["kept", "filled", "conflict"]
Row = Mapping[str, Any]
# A record's field and the lead's column that says the same.
ACCOUNT_FIELDS: Mapping[str, str] = {
    "name": "company_name", "domain": "company_domain", "country": "country", "region": "region",
    "industry": "industry", "segment": "segment", "employees": "employees", "business_model": "business_model",
    "tier": "tier", "background": "background",
}  # fmt: skip
CONTACT_FIELDS: Mapping[str, str] = {"name": "name", "title": "title", "email": "email", "phone": "phone"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One field. ``kept``: the record's value stays, and the lead does not contradict it; ``filled``: the record had
    none and takes the lead's; ``conflict``: they differ, the record's stays until somebody edits it."""

    field: str
    lead: Any
    record: Any
    outcome: Outcome


def compared(pairs: Iterable[tuple[str, Any, Any]]) -> tuple[Compared, ...]:
    """Name, the lead's value and the record's → the fields that at least one of them knows."""
    return tuple(
        Compared(field, ours, theirs, _outcome(field, ours, theirs))
        for field, ours, theirs in pairs
        if is_filled(ours) or is_filled(theirs)
    )


def _outcome(field: str, ours: Any, theirs: Any) -> Outcome:
    if not is_filled(theirs):
        return "filled"
    if not is_filled(ours) or _told_alike(field, ours, theirs):
        return "kept"
    return "conflict"


def _told_alike(field: str, ours: Any, theirs: Any) -> bool:
    fold = _FOLDS.get(field, _text)
    return bool(fold(ours) == fold(theirs))


def _text(value: Any) -> Any:
    return " ".join(value.split()).casefold() if isinstance(value, str) else value


def _company(name: str) -> tuple[str, str]:
    read = company_key(name)
    return read.core, read.legal_form


_FOLDS: Mapping[str, Callable[[Any], Any]] = {"company": _company, "domain": domain_key, "email": email_key}


def account_compared(placed: Placed, row: Row | None, lead: Row) -> tuple[Compared, ...]:
    """The linked account beside the lead; nothing for one that is created."""
    if row is None or not placed.links:
        return ()
    fields = compared((field, lead[column], row[field]) for field, column in ACCOUNT_FIELDS.items())
    return tuple(_same_company(one) if one.field == "name" else one for one in fields)


def _same_company(one: Compared) -> Compared:
    """㈱ and 株式会社 are no conflict."""
    alike = one.outcome == "conflict" and _company(one.lead) == _company(one.record)
    return Compared(one.field, one.lead, one.record, "kept") if alike else one


def contact_compared(one: PlacedContact, row: Row | None, lead: Row) -> tuple[Compared, ...]:
    """A linked contact beside what the request, and for the lead's own person the lead, says about them."""
    if row is None or not one.placed.links:
        return ()
    given = {field: getattr(one.facts, field) for field in CONTACT_FIELDS}
    if one.is_lead:
        given = {field: given[field] or lead[column] for field, column in CONTACT_FIELDS.items()}
    return compared((field, value, row[field]) for field, value in given.items())


def filled(fields: Iterable[Compared]) -> dict[str, Any]:
    """The values that the record takes over."""
    return {one.field: one.lead for one in fields if one.outcome == "filled"}
