"""Deal registration: who was there first (DG-4), and how long a company is protected (DG-2).

A partner registers a company; whatever stood before the moment of the submit was first: an open lead, an open
opportunity, another partner's registration. First to file wins; to approve a later one takes a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from tasuki.rules.matching import CompanyFacts, MatchStanding, company_key, forms_agree, match_companies
from tasuki.rules.wording import N_, Sentence

Kind = Literal["lead", "opportunity", "registration"]


class RegistrationState(StrEnum):
    SUBMITTED = "submitted"
    ESCALATED = "escalated"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


UNDECIDED = frozenset({RegistrationState.SUBMITTED, RegistrationState.ESCALATED})


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that is open about a company, and since when: ours (a lead, a deal) or a partner's registration."""

    kind: Kind
    id: str
    name: str
    company: CompanyFacts
    since: datetime
    account: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A claim to the same company that was there first."""

    claim: Claim
    because: Sentence


_SAME_ACCOUNT = N_("It is about the same account.")
_SAME_DOMAIN = N_("It has the same domain, %(domain)s.")
_SAME_COMPANY = N_("It is the same company by all that is known.")
_SAME_NAME = N_("It has the same name; a domain is not known on both sides.")
_LIKELY = N_("It is likely the same company: %(name)s.")


def conflicts(
    ours: CompanyFacts,
    account: str,
    at: datetime,
    claims: Iterable[Claim],
    *,
    similarity: Callable[[str, str], float],
    free_mail: Collection[str] = (),
) -> tuple[Conflict, ...]:
    """DG-4: the claims to this company that stood before ``at``, the oldest first. Later ones lose, and are none."""
    found = [
        Conflict(claim, because)
        for claim in claims
        if claim.since < at
        for because in (_why_same(ours, account, claim, similarity, free_mail),)
        if because is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.claim.since, one.claim.id)))


def _why_same(
    ours: CompanyFacts,
    account: str,
    claim: Claim,
    similarity: Callable[[str, str], float],
    free_mail: Collection[str],
) -> Sentence | None:
    if account and account == claim.account:
        return Sentence(_SAME_ACCOUNT)
    domain = ours.domain.casefold()
    if domain and domain == claim.company.domain.casefold() and domain not in free_mail:
        return Sentence(_SAME_DOMAIN, {"domain": domain})
    match = match_companies(
        ours, claim.company, similarity=similarity, free_mail_domains=frozenset(free_mail)
    )
    if match.standing is MatchStanding.EXACT:
        return Sentence(_SAME_COMPANY)
    if match.standing is MatchStanding.LIKELY:
        return Sentence(_LIKELY, {"name": claim.company.name})
    return Sentence(_SAME_NAME) if _same_name(ours, claim.company) else None


def _same_name(ours: CompanyFacts, theirs: CompanyFacts) -> bool:
    """The same name and legal form; two domains that differ tell two companies apart."""
    if ours.domain and theirs.domain:
        return False
    own, other = company_key(ours.name), company_key(theirs.name)
    return bool(own.core) and own.core == other.core and forms_agree(own.legal_form, other.legal_form)


def protected_until(at: datetime, days: int) -> datetime:
    """DG-2: until when an approved registration keeps the company for the partner; then it is open territory."""
    return at + timedelta(days=days)


def is_protected(state: str, until: datetime | None, at: datetime) -> bool:
    return state == RegistrationState.APPROVED and until is not None and at < until
