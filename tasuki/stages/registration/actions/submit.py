"""A partner's deal is registered: the moment counts, and what stood before is found and kept (DG-3, DG-4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.identity.contact_points import normalised_email, registrable_domain
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.matching import exact_account, keys_of
from tasuki.rules.dossier import Money
from tasuki.rules.matching import CompanyFacts
from tasuki.rules.placeholders import says_something
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.registration.claims import found_first, kept
from tasuki.stages.registration.models import Partner, Registration
from tasuki.stages.registration.queries import one_at_a_time
from tasuki.stages.registration.reviewers import reviewer_of


@dataclass(frozen=True, slots=True)
class NewRegistration:
    """What a partner sends (DG-3). ``partner`` is its code; the amount is the total contract value."""

    partner: str
    company_name: str
    company_domain: str = ""
    country: str = ""
    contact_name: str = ""
    contact_email: str = ""
    evidence: str = ""
    amount: Money | None = None
    product: str = ""
    use_case: str = ""
    source: str = ""
    rfp_status: str = ""
    territory: str = ""
    expected_close_on: date | None = None


TEXTS = tuple(one.name for one in fields(NewRegistration) if one.type == "str" and one.name != "partner")


@transaction.atomic
def submit(asked: NewRegistration, *, by: Actor, at: datetime) -> Registration:
    """A registration that waits for review; conflicts do not refuse it, they are shown to whoever decides.

    Two submits never overlap: the second one finds the first. Raises Forbidden, Invalid.
    """
    ask_any(by, "registration.submit")
    book = in_force()
    partner = Partner.objects.filter(code=asked.partner.strip(), is_active=True).first()
    values = {name: getattr(asked, name).strip() for name in TEXTS}
    values["company_domain"] = registrable_domain(values["company_domain"]) or _domain_of(values, book)
    problems = list(_problems(asked, partner, values, book))
    if problems or partner is None:
        raise Invalid(problems)
    one_at_a_time()
    company = CompanyFacts(name=values["company_name"], domain=values["company_domain"])
    account = exact_account(company, book)
    first = found_first(company, account, at, book)
    row = Registration.objects.create(
        id=new_id(at),
        partner=partner,
        account=account,
        amount=asked.amount.amount if asked.amount else None,
        currency=asked.amount.currency if asked.amount else "",
        expected_close_on=asked.expected_close_on,
        match_keys=keys_of(company, book),
        conflicts=[kept(one) for one in first],
        submitted_at=at,
        submitted_by_id=by.person_id,
        playbook=book.stamp,
        **values,
    )
    reviewer = reviewer_of(partner, by.person_id, at)
    data = {
        "partner": partner.code,
        "conflicts": [f"{one.claim.kind}:{one.claim.id}" for one in first],
        **({"owner": str(reviewer)} if reviewer else {}),
    }
    append(Entry("registration.submitted", at, by, "registration", row.pk, playbook=book.stamp, data=data))
    return row


def _domain_of(values: dict[str, str], book: Playbook) -> str:
    """The domain of the contact's company address, where no domain is given."""
    domain = registrable_domain(values["contact_email"].rpartition("@")[2])
    return "" if domain in book.free_mail else domain


def _problems(
    asked: NewRegistration, partner: Partner | None, values: dict[str, str], book: Playbook
) -> Iterator[Problem]:
    if partner is None:
        nobody = Sentence(N_("No active partner has the code “%(code)s”."), {"code": asked.partner})
        yield Problem("/partner", "unknown", nobody)
    if not says_something(values["company_name"], book):
        yield Problem("/company_name", "missing", Sentence(N_("Name the company, as the law knows it.")))
    if asked.company_domain.strip() and not values["company_domain"]:
        no_domain = Sentence(N_("“%(typed)s” is no domain."), {"typed": asked.company_domain})
        yield Problem("/company_domain", "not_a_domain", no_domain)
    if values["contact_email"] and not normalised_email(values["contact_email"]):
        no_mail = Sentence(N_("“%(typed)s” is no e-mail address."), {"typed": values["contact_email"]})
        yield Problem("/contact_email", "not_an_email", no_mail)
    if not says_something(values["evidence"], book):
        text = Sentence(N_("Say what proves the deal: a letter of intent, a quote, notes of a meeting."))
        yield Problem("/evidence", "missing", text)
    if asked.amount is not None and asked.amount.amount <= 0:
        yield Problem("/amount/amount", "out_of_range", Sentence(N_("The amount is more than nothing.")))
    yield from _too_long(values)


def _too_long(values: dict[str, str]) -> Iterator[Problem]:
    for name, value in values.items():
        most: Any = Registration._meta.get_field(name)
        if most.max_length and len(value) > most.max_length:
            text = Sentence(N_("At most %(most)s characters."), {"most": most.max_length})
            yield Problem(f"/{name}", "too_long", text)
