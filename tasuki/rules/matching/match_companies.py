"""Are two companies one? By number, domain, name with its legal form, telephone and place; never by the name alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tasuki.rules.matching.addresses import letter_pairs, shared_pairs
from tasuki.rules.matching.companies import COMMON_WORDS, CompanyName, company_key, forms_agree
from tasuki.rules.matching.evidence import COMPANIES, Match, MatchStanding, Sighting
from tasuki.rules.matching.facts import CompanyFacts
from tasuki.rules.matching.fields import (
    compare_addresses,
    compare_external_ids,
    compare_phones,
    compare_postcodes,
)
from tasuki.rules.matching.likeness import Similarity, is_one_slip_away, jaro_winkler
from tasuki.rules.matching.reachability import domain_key
from tasuki.rules.matching.spelling import compact, fold, writes_japanese

_CLOSE = 0.93
_SHARED_LETTERS = 0.5
_STRONG = frozenset({"same_domain", "same_external_id"})
_SAME_PLACE = frozenset({"same_phone", "same_address"})
# Branches carry one name too: a telephone or an address confirms the name only where nothing else speaks against it.
_DOUBTS = frozenset({"other_domain", "other_phone", "same_street", "other_address"})
_NAME_FIELDS = frozenset({"name", "legal_form"})


def match_companies(
    ours: CompanyFacts,
    theirs: CompanyFacts,
    *,
    similarity: Similarity = jaro_winkler,
    free_mail_domains: Collection[str] = frozenset(),
) -> Match:
    """How two companies stand to each other, with a reason for every field that both have.

    Exact (O-10) takes the same name and a legal form that agrees, together with the same domain, telephone or
    address that nothing contradicts; or the same external number. Two legal forms under one name always ask.
    A name alone is never more than possible. The answer does not depend on which of the two comes first.
    """
    seen = list(compare_companies(ours, theirs, similarity, free_mail_domains))
    bits = COMPANIES.weigh(seen)
    return Match(_standing(seen, bits), COMPANIES.chance(bits), COMPANIES.explain(seen))


def _standing(seen: list[Sighting], bits: float) -> MatchStanding:
    codes = {sighting.code for sighting in seen}
    by_weight = COMPANIES.standing(bits)
    speaks_for = COMPANIES.fields_in_favour(codes)
    if codes & {"other_legal_form", "other_external_id"}:
        if "same_core" in codes and by_weight is MatchStanding.DIFFERENT:
            return MatchStanding.POSSIBLE
        return by_weight
    if "same_external_id" in codes and "other_core" not in codes:
        return MatchStanding.EXACT
    confirmed = "same_domain" in codes or (codes & _SAME_PLACE and not codes & _DOUBTS)
    if "same_core" in codes and confirmed and by_weight is MatchStanding.LIKELY:
        return MatchStanding.EXACT
    if speaks_for and speaks_for <= _NAME_FIELDS:
        return MatchStanding.DIFFERENT if by_weight is MatchStanding.DIFFERENT else MatchStanding.POSSIBLE
    if codes & _STRONG and by_weight is MatchStanding.DIFFERENT:
        return MatchStanding.POSSIBLE
    return by_weight


def compare_companies(
    ours: CompanyFacts, theirs: CompanyFacts, similarity: Similarity, free_mail_domains: Collection[str]
) -> Iterator[Sighting]:
    """Every field that both companies have, compared."""
    yield from compare_external_ids(ours.external_ids, theirs.external_ids)
    yield from _compare_names(ours, theirs, similarity)
    yield from _compare_domains(ours, theirs, free_mail_domains)
    yield from compare_phones(ours.phones, theirs.phones)
    yield from compare_addresses(ours.address, theirs.address)
    yield from compare_postcodes(ours.postcode, theirs.postcode)


def _compare_names(ours: CompanyFacts, theirs: CompanyFacts, similarity: Similarity) -> Iterator[Sighting]:
    our, their = company_key(ours.name), company_key(theirs.name)
    if not our.core or not their.core:
        return
    code = _name_code(our, their, _reading(ours, our), _reading(theirs, their), similarity)
    yield Sighting(code, ours.name, theirs.name)
    if not forms_agree(our.legal_form, their.legal_form):
        yield Sighting("other_legal_form", ours.name, theirs.name)


def _reading(facts: CompanyFacts, name: CompanyName) -> str:
    written = name.core if writes_japanese(name.core) else ""
    return company_key(facts.reading).core or name.reading or written


def _name_code(
    our: CompanyName, their: CompanyName, our_reading: str, their_reading: str, similarity: Similarity
) -> str:
    ours, theirs = compact(our.core), compact(their.core)
    if ours == theirs:
        return "same_core"
    if our_reading and our_reading == their_reading:
        return "same_reading"
    first, second = sorted((ours, theirs))
    long_enough = min(len(ours), len(theirs)) >= 5
    if long_enough and (is_one_slip_away(ours, theirs) or similarity(first, second) >= _CLOSE):
        return "close_core"
    our_words, their_words = set(our.core.split()), set(their.core.split())
    if our_words <= their_words or their_words <= our_words or _begins_with(ours, theirs):
        return "core_within"
    alike = shared_pairs(letter_pairs(ours), letter_pairs(theirs)) >= _SHARED_LETTERS
    telling = {word for word in our_words & their_words if len(word) > 3} - COMMON_WORDS
    return "shared_words" if telling or alike else "other_core"


def _begins_with(ours: str, theirs: str) -> bool:
    shorter, longer = sorted((ours, theirs), key=len)
    return len(shorter) >= (2 if writes_japanese(shorter) else 5) and longer.startswith(shorter)


def _compare_domains(
    ours: CompanyFacts, theirs: CompanyFacts, free_mail_domains: Collection[str]
) -> Iterator[Sighting]:
    our, their = company_domain(ours, free_mail_domains), company_domain(theirs, free_mail_domains)
    if our and their:
        yield Sighting("same_domain" if our == their else "other_domain", our, their)
    elif our and _label(our) == compact(company_key(theirs.name).core):
        yield Sighting("domain_is_name", our, theirs.name)
    elif their and _label(their) == compact(company_key(ours.name).core):
        yield Sighting("domain_is_name", their, ours.name)


def company_domain(facts: CompanyFacts, free_mail_domains: Collection[str]) -> str:
    """The company's own domain: a free mail provider's says nothing about who somebody works for."""
    domain = domain_key(facts.domain)
    return "" if domain in free_mail_domains else domain


def _label(domain: str) -> str:
    return compact(fold(domain.partition(".")[0]))
