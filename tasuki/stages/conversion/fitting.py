"""Whether what was typed is what it should be, and fits its column: said about each field before anything is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal

from tasuki.platform.identity.contact_points import e164, normalised_email
from tasuki.platform.refusals import Invalid
from tasuki.records.limits import limit_problems
from tasuki.records.models import Account, ContactRole, NextStep, Opportunity
from tasuki.records.models import Contact as ContactRow
from tasuki.rules.dossier import Contact, OpportunityFacts
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.input import AccountChoice, ConvertInput, is_id

MOST_DIGITS = 14
"""Before the decimal point of an amount."""
_COLUMN_OF: Mapping[str, str] = {"company": "company_part"}
_PERSON = ("name", "title", "email", "phone")


def as_stored(contacts: Iterable[Contact], country: str) -> tuple[Contact, ...]:
    """The contacts with mailbox and number in their one spelling; ``country`` reads a number without its code.

    A mailbox that is none stays as it is: `require_fit` refuses it.
    """
    return tuple(
        replace(
            one,
            email=normalised_email(one.email) or one.email.strip(),
            phone=e164(one.phone, country) or one.phone.strip(),
        )
        for one in contacts
    )


def require_fit(asked: ConvertInput, facts: OpportunityFacts, contacts: Sequence[Contact]) -> None:
    """Raises `Invalid` with everything that no record could hold, each by its field."""
    problems = [*_of_account(asked.account), *_of_opportunity(facts)]
    for index, contact in enumerate(contacts):
        problems += _of_contact(contact, f"/contacts/{index}")
    for index, step in enumerate(facts.next_steps):
        problems += limit_problems(NextStep, {"action": step.action}, f"/opportunity/next_steps/{index}")
    if problems:
        raise Invalid(problems)


def _of_account(choice: AccountChoice) -> list[Problem]:
    text = N_("There is no such record: “%(key)s”.")
    named = [("/account/id", choice.id)] if choice.id else []
    named += [(f"/account/besides/{index}", key) for index, key in enumerate(choice.besides)]
    strangers = [
        Problem(pointer, "unknown_record", Sentence(text, {"key": key}))
        for pointer, key in named
        if not is_id(key)
    ]
    return [*strangers, *limit_problems(Account, {"name": choice.name}, "/account")]


def _of_opportunity(facts: OpportunityFacts) -> list[Problem]:
    names = [one.name for one in fields(OpportunityFacts)]
    columns = {_COLUMN_OF.get(name, name): getattr(facts, name) for name in names}
    problems = limit_problems(Opportunity, columns, "/opportunity")
    back = {f"/opportunity/{column}": f"/opportunity/{name}" for name, column in _COLUMN_OF.items()}
    problems = [replace(one, pointer=back.get(one.pointer, one.pointer)) for one in problems]
    amount = facts.amount
    if amount is not None and abs(amount.amount) >= Decimal(10) ** MOST_DIGITS:
        text = N_("An amount may have at most %(limit)s digits before the decimal point.")
        problems.append(
            Problem("/opportunity/amount/amount", "out_of_range", Sentence(text, {"limit": MOST_DIGITS}))
        )
    return problems


def _of_contact(contact: Contact, pointer: str) -> list[Problem]:
    problems = limit_problems(ContactRow, {name: getattr(contact, name) for name in _PERSON}, pointer)
    problems += limit_problems(ContactRole, {"stance": contact.stance}, pointer)
    if contact.email and not normalised_email(contact.email):
        text = Sentence(N_("“%(email)s” is no e-mail address."), {"email": contact.email})
        problems.append(Problem(f"{pointer}/email", "not_an_email", text))
    return problems
