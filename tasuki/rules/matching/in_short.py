"""Why two records match, in a few words each, so that several of them read well in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tasuki.rules.matching.evidence import Match
from tasuki.rules.wording import N_, Sentence

CONTACT_EMAIL = "contact_email"
"""A clue beyond the two records' own fields: a contact of the one is a contact of the other, by e-mail address."""

_IN_SHORT: Mapping[str, str] = {
    CONTACT_EMAIL: N_("a contact with the same e-mail address"),
    "same_external_id": N_("the same number"),
    "external_id_slip": N_("almost the same number"),
    "same_email": N_("the same e-mail address"),
    "same_shared_mailbox": N_("the same shared mailbox"),
    "email_slip": N_("almost the same e-mail address"),
    "same_mailbox_elsewhere": N_("the same mailbox name"),
    "same_core": N_("the same name"),
    "same_reading": N_("a name that is read alike"),
    "close_core": N_("almost the same name"),
    "core_within": N_("one name within the other"),
    "shared_words": N_("words of the name"),
    "same_name": N_("the same full name"),
    "close_name": N_("almost the same full name"),
    "same_given_name": N_("the same given name"),
    "close_given_name": N_("almost the same given name"),
    "same_initial": N_("the same initial"),
    "same_family_name": N_("the same family name"),
    "close_family_name": N_("almost the same family name"),
    "same_company": N_("the same company"),
    "close_company": N_("almost the same company name"),
    "same_domain": N_("the same domain"),
    "domain_is_name": N_("a domain that is the name"),
    "same_phone": N_("the same telephone number"),
    "phone_slip": N_("almost the same telephone number"),
    "same_birth_date": N_("the same birth date"),
    "birth_date_slip": N_("almost the same birth date"),
    "same_address": N_("the same address"),
    "close_address": N_("almost the same address"),
    "same_street": N_("the same street"),
    "same_postcode": N_("the same postcode"),
}


def clues_for(match: Match) -> tuple[str, ...]:
    """The codes of what speaks for the match, weightiest first."""
    return tuple(reason.code for reason in match.reasons if reason.weight > 0)


def in_short(clues: Iterable[str]) -> tuple[Sentence, ...]:
    """The clues in words; one that has none stands as it is."""
    return tuple(Sentence(_IN_SHORT.get(clue, clue)) for clue in clues)
