"""Which account the opportunity belongs to, and why (O-10): chosen, the lead's own, the sure match, or a new one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.platform.identity.names import similarity
from tasuki.platform.ids import new_id
from tasuki.rules.dossier import AccountMatch
from tasuki.rules.matching import (
    CONTACT_EMAIL,
    CompanyFacts,
    Match,
    MatchStanding,
    clues_for,
    email_key,
    match_companies,
)
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.gather import Gathered
from tasuki.stages.conversion.input import AccountChoice
from tasuki.stages.conversion.placed import (
    CHOSEN_ACCOUNT,
    OF_THE_LEAD,
    Candidate,
    Placed,
    by_score,
    no_such,
)

Row = Mapping[str, Any]
_SPEAK_AGAINST = frozenset({"other_legal_form", "other_domain", "other_external_id", "other_address"})


def place_account(
    gathered: Gathered, choice: AccountChoice, mailboxes: Collection[str], at: datetime
) -> Placed:
    """Create or link the account; ``mailboxes`` are the e-mail addresses of the people whom the request brings."""
    rows = {row["id"]: row for row in gathered.rows("accounts")}
    known = _of_known_contacts(gathered, mailboxes, rows)
    candidates = _candidates(gathered, known)
    if choice.action == "link":
        if choice.id not in rows:
            raise no_such("/account/id", choice.id)
        return Placed("link", UUID(choice.id), rows[choice.id]["name"], CHOSEN_ACCOUNT, candidates)
    if choice.action == "match":
        linked = gathered.lead["account_id"]
        if linked in rows:
            return Placed("link", UUID(linked), rows[linked]["name"], OF_THE_LEAD, candidates)
        if sure := _the_sure_one(candidates, known):
            return Placed("link", UUID(sure.id), sure.name, sure.because, candidates)
    asks = {one.id for one in candidates if _asks(one, rows[one.id], gathered.lead, known)}
    return Placed(
        "create",
        new_id(at),
        choice.name or gathered.lead["company_name"],
        Sentence(N_("No existing account matches exactly.")),
        candidates,
        frozenset(asks - set(choice.besides)),
    )


def account_matches(account: Placed, choice: AccountChoice) -> tuple[AccountMatch, ...]:
    """What O-10 asks about: nothing when an existing account is linked; every look-alike when a new one is made.

    Saying “create” answers the question about the merely similar; one that is probably the company has to be named
    (``besides``), and an exact match still blocks.
    """
    if account.links:
        return ()
    return tuple(
        AccountMatch(one.id, one.name, standing, clues=one.clues)
        for one in account.candidates
        if (standing := _standing(one, account, choice)) is not None
    )


def _standing(one: Candidate, account: Placed, choice: AccountChoice) -> Any:
    if one.match.standing is MatchStanding.EXACT:
        return "exact"
    if one.id in account.asks:
        return "choose"
    return None if choice.action == "create" or one.id in choice.besides else one.match.standing.value


def _of_known_contacts(
    gathered: Gathered, mailboxes: Collection[str], accounts: Mapping[str, Row]
) -> frozenset[str]:
    """The accounts of contacts who are the request's people, by e-mail address.

    A free mail address goes with a person from job to job: it counts only where the company's name does not differ.
    """
    wanted = {email_key(one) for one in mailboxes if one}
    found = set()
    for contact in gathered.rows("contacts"):
        account = accounts.get(contact["account_id"] or "")
        email = email_key(contact["email"])
        if account is None or not email or email not in wanted:
            continue
        _, _, domain = email.partition("@")
        if domain in gathered.book.free_mail and _names_differ(gathered, account):
            continue
        found.add(account["id"])
    return frozenset(found)


def _names_differ(gathered: Gathered, account: Row) -> bool:
    return "other_core" in _codes(_matched(gathered, account, gathered.book))


def _candidates(gathered: Gathered, known: Collection[str]) -> tuple[Candidate, ...]:
    found = []
    for row in gathered.rows("accounts"):
        match = _matched(gathered, row, gathered.book)
        if row["id"] in known:
            found.append(Candidate(row["id"], row["name"], _at_least_likely(match), _clues(match, True)))
        elif match.standing is not MatchStanding.DIFFERENT:
            found.append(Candidate(row["id"], row["name"], match, _clues(match, False)))
    return by_score(found)


def _clues(match: Match, known: bool) -> tuple[str, ...]:
    return ((CONTACT_EMAIL,) if known else ()) + clues_for(match)


def _at_least_likely(match: Match) -> Match:
    """A contact in common makes a company likely whatever its fields say."""
    if match.standing in (MatchStanding.EXACT, MatchStanding.LIKELY):
        return match
    return Match(MatchStanding.LIKELY, match.score, match.reasons)


def _matched(gathered: Gathered, row: Row, book: Playbook) -> Match:
    lead, own = gathered.lead, gathered.lead["fields"]
    ours = CompanyFacts(
        name=lead["company_name"],
        domain=lead["company_domain"],
        phones=_known(lead["phone"]),
        address=str(own.get("address") or ""),
        postcode=str(own.get("postcode") or ""),
    )
    theirs = CompanyFacts(
        name=row["name"],
        domain=row["domain"],
        phones=_known(row["phone"]),
        address=row["address"] or "",
        postcode=row["postcode"] or "",
    )
    return match_companies(ours, theirs, similarity=similarity, free_mail_domains=frozenset(book.free_mail))


def _known(phone: str | None) -> tuple[str, ...]:
    return (phone,) if phone else ()


def _the_sure_one(candidates: Iterable[Candidate], known: Collection[str]) -> Candidate | None:
    """The one exact match; among several, or where there is none, the one that a known contact belongs to."""
    exact = [one for one in candidates if one.match.standing is MatchStanding.EXACT]
    if len(exact) != 1:
        exact = [one for one in exact or candidates if one.id in known]
    return exact[0] if len(exact) == 1 else None


def _asks(one: Candidate, row: Row, lead: Row, known: Collection[str]) -> bool:
    """Is it probably the company, so that a second account must not be made without a word?"""
    if one.match.standing is MatchStanding.EXACT:
        return False
    if one.id in known:
        return True
    codes = _codes(one.match)
    same_country = not lead["country"] or not row["country"] or lead["country"] == row["country"]
    return "same_core" in codes and not codes & _SPEAK_AGAINST and same_country


def _codes(match: Match) -> frozenset[str]:
    return frozenset(reason.code for reason in match.reasons)
