"""A sheet of registrations, as partners send it: its columns, and what a row becomes (DG-3)."""

from __future__ import annotations

from typing import Any

from tasuki.rules.dossier import Money
from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.cells import as_country, as_day, as_money
from tasuki.stages.intake.importing.kinds.kind import Kind, Staged
from tasuki.stages.intake.importing.refusals import Unfit
from tasuki.stages.intake.importing.terms import Terms
from tasuki.stages.registration.models import Registration


def _words(text: str, terms: Terms) -> str:
    """As they stand: what is too long is refused by the submit, and never shortened."""
    return text


def _country(text: str, terms: Terms) -> str:
    code = as_country(text, terms)
    if code is None:
        raise Unfit(N_("“%(text)s” is no country that is known here; write its code, such as JP."), text=text)
    return code


def _assemble(values: dict[str, Any], extras: dict[str, Any], terms: Terms) -> Staged:
    amount, currency = values.pop("amount", None) or (None, "")
    currency = (values.pop("currency", "") or currency or terms.currency)[:3].upper()
    return {**values, "amount": None if amount is None else Money(amount, currency)}


REGISTRATIONS = Kind(
    name="registrations",
    subject="registration",
    model=Registration,
    converters={
        **dict.fromkeys(
            (
                "partner", "company_name", "company_domain", "contact_name", "contact_email", "evidence", "currency",
                "product", "use_case", "source", "rfp_status", "territory",
            ),
            _words,
        ),
        "country": _country, "amount": as_money, "expected_close_on": as_day,
    },
    keeps=frozenset(),
    needs=frozenset({"company_name"}),
    lands=(),
    stages=(),
    assemble=_assemble,
    identities=lambda row: (),
)  # fmt: skip
"""Nothing is copied set by set: each row goes through the submit, which looks for who was first."""
