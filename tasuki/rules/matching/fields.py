"""Comparisons that people and companies share: identifiers, telephone, address, postcode."""

from __future__ import annotations

from collections.abc import Iterator

from tasuki.rules.matching.addresses import Address, address_key, shared_pairs
from tasuki.rules.matching.evidence import Sighting
from tasuki.rules.matching.likeness import is_one_slip_away
from tasuki.rules.matching.reachability import phone_tail
from tasuki.rules.matching.spelling import compact, fold

_SAME_STREET = 0.8
_CLOSE_STREET = 0.55


def compare_external_ids(
    ours: tuple[tuple[str, str], ...], theirs: tuple[tuple[str, str], ...]
) -> Iterator[Sighting]:
    """One sighting for the kinds of number that both carry: the best of them."""
    if not ours or not theirs:
        return
    our_ids, their_ids = dict(ours), dict(theirs)
    shared = [
        (our_ids[kind], their_ids[kind]) for kind in sorted(our_ids) if our_ids[kind] and their_ids.get(kind)
    ]
    if same := next((pair for pair in shared if _id_key(pair[0]) == _id_key(pair[1])), None):
        yield Sighting("same_external_id", *same)
    elif shared:
        yield Sighting("other_external_id", *shared[0])


def _id_key(value: str) -> str:
    return compact(fold(value))


def is_id_slip(ours: str, theirs: str) -> bool:
    return is_one_slip_away(_id_key(ours), _id_key(theirs))


def compare_phones(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Iterator[Sighting]:
    """The best that any two of the numbers say of each other."""
    pairs = [
        (our, their, phone_tail(our), phone_tail(their))
        for our in ours
        for their in theirs
        if phone_tail(our) and phone_tail(their)
    ]
    if not pairs:
        return
    for our, their, our_tail, their_tail in pairs:
        if our_tail == their_tail:
            yield Sighting("same_phone", our, their)
            return
    for our, their, our_tail, their_tail in pairs:
        if is_one_slip_away(our_tail, their_tail):
            yield Sighting("phone_slip", our, their)
            return
    yield Sighting("other_phone", pairs[0][0], pairs[0][1])


def compare_addresses(ours: str, theirs: str) -> Iterator[Sighting]:
    """Streets by their letters, house numbers by equality: a neighbour is not the same address."""
    if not ours or not theirs:
        return
    our, their = address_key(ours), address_key(theirs)
    if not our or not their:
        return
    street = street_likeness(our, their)
    numbers_agree = _numbers_agree(our.numbers, their.numbers)
    if street >= _SAME_STREET and numbers_agree:
        yield Sighting("same_address", ours, theirs)
    elif street >= _CLOSE_STREET and numbers_agree is not False:
        yield Sighting("close_address", ours, theirs)
    elif street >= _SAME_STREET:
        yield Sighting("same_street", ours, theirs)
    else:
        yield Sighting("other_address", ours, theirs)


def street_likeness(our: Address, their: Address) -> float:
    if not our.words or not their.words:
        several = min(len(our.numbers), len(their.numbers)) > 1
        return 1.0 if several and _numbers_agree(our.numbers, their.numbers) else 0.0
    likeness = shared_pairs(our.pairs, their.pairs)
    our_words, their_words = set(our.words), set(their.words)
    within = our_words <= their_words or their_words <= our_words
    return max(likeness, 0.9) if our_words and their_words and within else likeness


def _numbers_agree(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool | None:
    if not ours or not theirs:
        return None
    shortest = min(len(ours), len(theirs))
    return ours[:shortest] == theirs[:shortest]


def compare_postcodes(ours: str, theirs: str) -> Iterator[Sighting]:
    our, their = _id_key(ours), _id_key(theirs)
    if our and their:
        yield Sighting("same_postcode" if our == their else "other_postcode", ours, theirs)
