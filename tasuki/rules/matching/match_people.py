"""Are two people one? By identifiers, names, reachability and place; never by the name alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tasuki.rules.matching.companies import company_key, forms_agree
from tasuki.rules.matching.evidence import PEOPLE, Match, MatchStanding, Sighting
from tasuki.rules.matching.facts import PersonFacts
from tasuki.rules.matching.fields import (
    compare_addresses,
    compare_external_ids,
    compare_phones,
    compare_postcodes,
    is_id_slip,
)
from tasuki.rules.matching.likeness import Similarity, is_one_slip_away, jaro_winkler
from tasuki.rules.matching.people import part_key, person_key
from tasuki.rules.matching.reachability import domain_key, email_key, is_shared_mailbox
from tasuki.rules.matching.spelling import writes_japanese, writes_kanji

_CLOSE = 0.88
_IDENTIFIERS = frozenset({"same_email", "same_external_id"})
_NAME_FIELDS = frozenset({"name", "given_name", "family_name"})
_CONTRADICTIONS = frozenset({"other_name", "other_given_name"})


def match_people(
    ours: PersonFacts,
    theirs: PersonFacts,
    *,
    similarity: Similarity = jaro_winkler,
    free_mail_domains: Collection[str] = frozenset(),
) -> Match:
    """How two people stand to each other, with a reason for every field that both have.

    Exact takes an identifier (a personal e-mail address, an external number) and a name that does not contradict.
    A name alone is never more than possible. The answer does not depend on which of the two comes first.
    """
    seen = list(compare_people(ours, theirs, similarity, free_mail_domains))
    bits = PEOPLE.weigh(seen)
    return Match(_standing(seen, bits), PEOPLE.chance(bits), PEOPLE.explain(seen))


def _standing(seen: list[Sighting], bits: float) -> MatchStanding:
    codes = {sighting.code for sighting in seen}
    if codes & _IDENTIFIERS:
        if not codes & _CONTRADICTIONS and "other_external_id" not in codes:
            return MatchStanding.EXACT
        return _at_least_possible(PEOPLE.standing(bits))
    speaks_for = PEOPLE.fields_in_favour(codes)
    if speaks_for <= _NAME_FIELDS and speaks_for:
        return _at_most_possible(PEOPLE.standing(bits))
    return PEOPLE.standing(bits)


def _at_least_possible(standing: MatchStanding) -> MatchStanding:
    return MatchStanding.POSSIBLE if standing is MatchStanding.DIFFERENT else standing


def _at_most_possible(standing: MatchStanding) -> MatchStanding:
    return MatchStanding.POSSIBLE if standing is MatchStanding.LIKELY else standing


def compare_people(
    ours: PersonFacts, theirs: PersonFacts, similarity: Similarity, free_mail_domains: Collection[str]
) -> Iterator[Sighting]:
    """Every field that both people have, compared."""
    for seen in compare_external_ids(ours.external_ids, theirs.external_ids):
        slip = seen.code == "other_external_id" and is_id_slip(seen.ours, seen.theirs)
        yield Sighting("external_id_slip", seen.ours, seen.theirs) if slip else seen
    yield from _compare_emails(ours.email, theirs.email)
    yield from _compare_birth_dates(ours.born_on, theirs.born_on)
    yield from _compare_names(ours, theirs, similarity)
    yield from _compare_employers(ours, theirs, similarity, free_mail_domains)
    yield from compare_phones(ours.phones, theirs.phones)
    yield from compare_addresses(ours.address, theirs.address)
    yield from compare_postcodes(ours.postcode, theirs.postcode)


def _compare_emails(ours: str, theirs: str) -> Iterator[Sighting]:
    our, their = email_key(ours), email_key(theirs)
    if not our or not their:
        return
    our_mailbox, _, our_host = our.partition("@")
    their_mailbox, _, their_host = their.partition("@")
    telling = min(len(our_mailbox), len(their_mailbox)) > 4
    if our == their:
        yield Sighting("same_shared_mailbox" if is_shared_mailbox(our) else "same_email", ours, theirs)
    elif is_shared_mailbox(our) or is_shared_mailbox(their):
        return
    elif our_mailbox == their_mailbox and telling:
        yield Sighting("same_mailbox_elsewhere", ours, theirs)
    elif is_one_slip_away(our, their) and telling:
        yield Sighting("email_slip", ours, theirs)
    else:
        yield Sighting("other_email_there" if our_host == their_host else "other_email", ours, theirs)


def _compare_birth_dates(ours: str, theirs: str) -> Iterator[Sighting]:
    our, their = _digits(ours), _digits(theirs)
    if len(our) < 6 or len(their) < 6:
        return
    if our == their:
        yield Sighting("same_birth_date", ours, theirs)
    elif is_one_slip_away(our, their) or (our[:4] == their[:4] and our[4:] == their[6:] + their[4:6]):
        yield Sighting("birth_date_slip", ours, theirs)
    else:
        yield Sighting("other_birth_date", ours, theirs)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _compare_names(ours: PersonFacts, theirs: PersonFacts, similarity: Similarity) -> Iterator[Sighting]:
    our_parts, their_parts = _two_parts(ours), _two_parts(theirs)
    if our_parts and their_parts and _script("".join(our_parts)) == _script("".join(their_parts)):
        if _says_which_is_which(ours) and _says_which_is_which(theirs):
            yield from _compare_parts(our_parts, their_parts, similarity)
        else:
            yield from _compare_unordered(our_parts, their_parts, similarity)
    elif (whole := _comparable_wholes(ours, theirs)) is not None:
        our, their = whole
        likeness = 1.0 if our == their else similarity(*sorted((our, their)))
        code = "same_name" if our == their else "close_name" if likeness >= 0.92 else "other_name"
        yield Sighting(code, ours.full_name, theirs.full_name)


def _says_which_is_which(facts: PersonFacts) -> bool:
    return bool(facts.given_name or facts.family_name)


def _two_parts(facts: PersonFacts) -> tuple[str, str] | None:
    if _says_which_is_which(facts):
        return part_key(facts.given_name), part_key(facts.family_name)
    parts = person_key(facts.name).parts
    return (parts[0], parts[1]) if len(parts) == 2 else None


def _comparable_wholes(ours: PersonFacts, theirs: PersonFacts) -> tuple[str, str] | None:
    """Both names in one script: as written, else as read. Kanji against rōmaji says neither yes nor no."""
    our_writings, their_writings = _writings(ours), _writings(theirs)
    common = [script for script in our_writings if script in their_writings]
    if not common:
        return None
    same = next((script for script in common if our_writings[script] == their_writings[script]), common[0])
    return our_writings[same], their_writings[same]


def _writings(facts: PersonFacts) -> dict[str, str]:
    writings: dict[str, str] = {}
    for text in (_written_whole(facts), person_key(facts.reading).compact):
        if text:
            writings.setdefault(_script(text), text)
    return writings


def _script(text: str) -> str:
    return "kanji" if writes_kanji(text) else "kana" if writes_japanese(text) else "latin"


def _written_whole(facts: PersonFacts) -> str:
    if facts.name:
        return person_key(facts.name).compact
    family_first = f"{facts.family_name} {facts.given_name}"
    return person_key(family_first).compact


def _compare_parts(
    ours: tuple[str, str], theirs: tuple[str, str], similarity: Similarity
) -> Iterator[Sighting]:
    straight = [*_compare_part("given_name", ours[0], theirs[0], similarity)]
    straight += _compare_part("family_name", ours[1], theirs[1], similarity)
    swapped = [*_compare_part("given_name", ours[0], theirs[1], similarity)]
    swapped += _compare_part("family_name", ours[1], theirs[0], similarity)
    both_swapped = len(swapped) == 2 and all(PEOPLE.clues[seen.code].bits > 3 for seen in swapped)
    better = PEOPLE.weigh(swapped) > PEOPLE.weigh(straight)
    yield from swapped if both_swapped and better else straight


def _compare_unordered(
    ours: tuple[str, str], theirs: tuple[str, str], similarity: Similarity
) -> Iterator[Sighting]:
    """Two names of which one does not say what is the family's: the parts more alike are taken to be it."""
    pairings = [list(zip(ours, order, strict=True)) for order in (theirs, theirs[::-1])]
    best = max(
        ([(similarity(*sorted(pair)), pair) for pair in pairing] for pairing in pairings),
        key=lambda pairing: sum(likeness**3 for likeness, _ in pairing),
    )
    (_, given), (_, family) = sorted(best, key=lambda scored: scored[0])
    yield from _compare_part("given_name", *given, similarity)
    yield from _compare_part("family_name", *family, similarity)


def _compare_part(field: str, our: str, their: str, similarity: Similarity) -> Iterator[Sighting]:
    if not our or not their:
        return
    if our == their:
        yield Sighting(f"same_{field}", our, their)
    elif field == "given_name" and 1 in (len(our), len(their)):
        yield Sighting("same_initial" if our[0] == their[0] else "other_given_name", our, their)
    elif _spelled_alike(our, their, similarity):
        yield Sighting(f"close_{field}", our, their)
    else:
        yield Sighting(f"other_{field}", our, their)


def _spelled_alike(our: str, their: str, similarity: Similarity) -> bool:
    slip = min(len(our), len(their)) > 2 and is_one_slip_away(our, their)
    return slip or similarity(*sorted((our, their))) >= _CLOSE


def _compare_employers(
    ours: PersonFacts, theirs: PersonFacts, similarity: Similarity, free_mail_domains: Collection[str]
) -> Iterator[Sighting]:
    our_domain = _company_domain(ours, free_mail_domains)
    their_domain = _company_domain(theirs, free_mail_domains)
    if ours.company and theirs.company:
        our, their = company_key(ours.company), company_key(theirs.company)
        if our.core == their.core and forms_agree(our.legal_form, their.legal_form):
            yield Sighting("same_company", ours.company, theirs.company)
            return
        if our.core == their.core or similarity(*sorted((our.core, their.core))) >= 0.93:
            yield Sighting("close_company", ours.company, theirs.company)
            return
    if our_domain and our_domain == their_domain:
        yield Sighting("same_domain", our_domain, their_domain)
    elif ours.company and theirs.company:
        yield Sighting("other_company", ours.company, theirs.company)


def _company_domain(facts: PersonFacts, free_mail_domains: Collection[str]) -> str:
    domain = domain_key(facts.domain) or domain_key(email_key(facts.email))
    return "" if domain in free_mail_domains else domain
