"""Loose keys under which a record can be found again although it was written differently.

Two records are compared only when they share a key, so a key must survive the usual slips; and a key must be rare,
so none is a common name, a free mail domain or a postcode alone. Stored as an array with a GIN index, asked with
``&&`` and ordered by the number of shared keys, a handful of candidates answers among a million.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import singledispatch

from tasuki.rules.matching.addresses import address_key
from tasuki.rules.matching.companies import COMMON_WORDS, company_key
from tasuki.rules.matching.facts import CompanyFacts, PersonFacts
from tasuki.rules.matching.match_companies import company_domain
from tasuki.rules.matching.people import part_key, person_key
from tasuki.rules.matching.reachability import domain_key, email_key, is_shared_mailbox, phone_tail
from tasuki.rules.matching.sound import sound_of
from tasuki.rules.matching.spelling import compact, fold, writes_japanese, writes_kanji

_COMMON_JAPANESE = ("日本", "東京", "大阪", "にほん", "じやぱん", "ぐるぷ", "ほるでいんぐす")
_SHORT = 7
_SHORT_IN_KANJI = 5


def blocking_keys(
    facts: PersonFacts | CompanyFacts,
    *,
    free_mail_domains: Collection[str] = frozenset(),
    only_telling: bool = False,
) -> tuple[str, ...]:
    """The keys of one record, sorted, each ``kind:value``; kinds are shared by no two sorts of record by accident.

    ``only_telling`` leaves out half a name, its sound and a name at a postcode: thousands among a million share one,
    so that such keys serve batches, not somebody who waits.
    """
    return tuple(sorted(set(_keys(facts, free_mail_domains, only_telling))))


@singledispatch
def _keys(facts: object, free_mail_domains: Collection[str], only_telling: bool) -> Iterator[str]:
    raise TypeError(f"neither a person nor a company: {type(facts).__name__}")


@_keys.register
def _person_keys(facts: PersonFacts, free_mail_domains: Collection[str], only_telling: bool) -> Iterator[str]:
    yield from _id_keys(facts.external_ids)
    yield from _phone_keys(facts.phones)
    names = _given_family_pairs(facts)
    yield from _whole_name_keys(facts, names)
    if not only_telling:
        yield from _half_name_keys(names)
    if email := email_key(facts.email):
        yield f"e:{email}"
        mailbox = email.partition("@")[0]
        if (
            not is_shared_mailbox(email)
            and (len(mailbox) >= 8 or not mailbox.isalpha())
            and len(mailbox) >= 5
        ):
            yield f"m:{mailbox}"
    parts = {part for pair in names for part in pair if part}
    for employer in _employers(facts, email, free_mail_domains):
        for part in parts:
            yield f"w:{employer}:{part}"
    if facts.born_on:
        born = "".join(character for character in facts.born_on if character.isdigit())
        if len(born) >= 6:
            yield f"b:{born}"
    if facts.postcode or facts.address:
        postcode = compact(fold(facts.postcode))
        if postcode and not only_telling:
            yield from (f"z:{postcode}:{part[:3]}" for part in parts)
        yield from _address_keys(facts.address, postcode)


def _employers(facts: PersonFacts, email: str, free_mail_domains: Collection[str]) -> Iterator[str]:
    domain = domain_key(facts.domain) or domain_key(email)
    if domain and domain not in free_mail_domains:
        yield domain
    if facts.company:
        yield compact(company_key(facts.company).core)[:12]


def _given_family_pairs(facts: PersonFacts) -> list[tuple[str, str]]:
    """Given and family name; both ways round when the record does not say which is which."""
    if facts.given_name or facts.family_name:
        return [(part_key(facts.given_name), part_key(facts.family_name))]
    parts = person_key(facts.name).parts
    if len(parts) >= 2:
        return [(parts[0], parts[-1]), (parts[-1], parts[0])]
    if parts and writes_kanji(parts[0]) and len(parts[0]) >= 3:
        return [(parts[0][2:], parts[0][:2])]
    return [("", part) for part in parts]


def _whole_name_keys(facts: PersonFacts, names: list[tuple[str, str]]) -> Iterator[str]:
    for given, family in names:
        if given and family:
            yield f"n:{given}{family}" if given < family else f"n:{family}{given}"
    for text in (facts.reading, facts.full_name):
        reading = person_key(text).compact
        if len(reading) >= 4 and not writes_kanji(reading):
            yield f"r:{reading}"


def _half_name_keys(names: list[tuple[str, str]]) -> Iterator[str]:
    for given, family in names:
        if given and family:
            yield f"g:{family}:{given[: 1 if writes_kanji(given) else 3]}"
            yield f"f:{given}:{family[: 1 if writes_kanji(family) else 3]}"
            if not writes_japanese(given + family):
                yield f"s:{':'.join(sorted((sound_of(given), sound_of(family))))}"


@_keys.register
def _company_keys(
    facts: CompanyFacts, free_mail_domains: Collection[str], only_telling: bool
) -> Iterator[str]:
    yield from _id_keys(facts.external_ids)
    yield from _phone_keys(facts.phones)
    if domain := company_domain(facts, free_mail_domains):
        yield f"d:{domain}"
        yield f"c:{compact(fold(domain.partition('.')[0]))}"
    name = company_key(facts.name)
    yield from _core_keys(name.core)
    if reading := company_key(facts.reading).core or name.reading:
        yield f"r:{compact(reading)}"
    yield from _address_keys(facts.address, compact(fold(facts.postcode)))


def _core_keys(core: str) -> Iterator[str]:
    """The whole core, and what one slip leaves of it: every one-letter loss of a short name, either half of a long one.

    Halves are cut at both roundings and the two sorts of key overlap by one length, so that a name and its neighbour
    with one letter more share a key. An ending alone is often a trade (製作所, robotics): the beginning goes with it.
    """
    if not core:
        return
    yield f"c:{compact(core)}"
    loose = "".join(word for word in core.split() if word not in COMMON_WORDS)
    loose = _without_common_japanese(loose) or compact(core)
    yield f"c:{loose}"
    size, short = len(loose), _SHORT_IN_KANJI if writes_kanji(loose) else _SHORT
    if 2 < size <= short + 1:
        yield f"x:{loose}"
        yield from (f"x:{loose[:at]}{loose[at + 1 :]}" for at in range(size))
    if size > short:
        for half in {size // 2, (size + 1) // 2}:
            yield f"h:{loose[:half]}"
            yield f"t:{loose[: 1 if writes_kanji(loose) else 2]}{loose[-half:]}"


def _without_common_japanese(text: str) -> str:
    for common in _COMMON_JAPANESE:
        text = text.removeprefix(common) or text
        text = text.removesuffix(common) or text
    return text


def _id_keys(external_ids: tuple[tuple[str, str], ...]) -> Iterator[str]:
    yield from (f"i:{kind}:{compact(fold(value))}" for kind, value in external_ids if fold(value))


def _phone_keys(phones: tuple[str, ...]) -> Iterator[str]:
    yield from (f"p:{tail}" for phone in phones if (tail := phone_tail(phone)))


def _address_keys(address: str, postcode: str) -> Iterator[str]:
    """House number with the street's first word or the postcode: one building, however the rest was written."""
    read = address_key(address)
    if read.numbers and read.words:
        street = max(read.words[:2], key=len)
        yield f"a:{'-'.join(read.numbers[:3])}:{sound_of(street) if street.isascii() else street[:6]}"
    if read.numbers and postcode:
        yield f"a:{'-'.join(read.numbers[:3])}:{postcode}"
