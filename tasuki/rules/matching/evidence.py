"""What each agreement and each difference is worth, in bits, and the sentence that says it.

A bit doubles the odds that two records are one. Agreement on something rare (an e-mail address) is worth much,
on something common little; a difference costs as much as it is rare between two records of one person. The
figures are general: they were not learned from any one company's records, and no field decides alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tasuki.rules.wording import N_, Sentence


class MatchStanding(StrEnum):
    """Exact blocks a second record (O-10); likely and possible ask a person; different says nothing."""

    EXACT = "exact"
    LIKELY = "likely"
    POSSIBLE = "possible"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Clue:
    """One kind of evidence: the field it is about, its weight in bits and its sentence."""

    field: str
    bits: float
    template: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A clue seen in one pair, with the two values as they were written."""

    code: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two records are, or are not, one: which field, which values, how many bits it weighs (negative: against)."""

    field: str
    code: str
    ours: str
    theirs: str
    weight: float
    because: Sentence


@dataclass(frozen=True, slots=True)
class Match:
    """How two records stand to each other; ``score`` is 0 to 1, ``reasons`` weightiest first."""

    standing: MatchStanding
    score: float
    reasons: tuple[Reason, ...]


PERSON_CLUES: dict[str, Clue] = {
    "same_external_id": Clue("external_ids", 12, N_("Both carry the same number: %(ours)s.")),
    "external_id_slip": Clue(
        "external_ids", 8, N_("The numbers %(ours)s and %(theirs)s are one typing slip apart.")
    ),
    "other_external_id": Clue("external_ids", -5, N_("The numbers differ: %(ours)s and %(theirs)s.")),
    "same_email": Clue("email", 14, N_("Both use the e-mail address %(ours)s.")),
    "same_shared_mailbox": Clue("email", 3, N_("Both use %(ours)s, a mailbox that several people share.")),
    "email_slip": Clue(
        "email", 9, N_("The e-mail addresses %(ours)s and %(theirs)s are one typing slip apart.")
    ),
    "same_mailbox_elsewhere": Clue(
        "email", 5, N_("%(ours)s and %(theirs)s are the same mailbox name at two domains.")
    ),
    "other_email_there": Clue("email", -3, N_("Two mailboxes at one domain: %(ours)s and %(theirs)s.")),
    "other_email": Clue("email", -1, N_("The e-mail addresses differ: %(ours)s and %(theirs)s.")),
    "same_phone": Clue("phones", 9, N_("Both have the telephone number %(ours)s.")),
    "phone_slip": Clue(
        "phones", 4, N_("The telephone numbers %(ours)s and %(theirs)s are one typing slip apart.")
    ),
    "other_phone": Clue("phones", -1, N_("The telephone numbers differ: %(ours)s and %(theirs)s.")),
    "same_birth_date": Clue("born_on", 12, N_("Both were born on %(ours)s.")),
    "birth_date_slip": Clue(
        "born_on", 8, N_("The birth dates %(ours)s and %(theirs)s are one typing slip apart.")
    ),
    "other_birth_date": Clue("born_on", -4, N_("The birth dates differ: %(ours)s and %(theirs)s.")),
    "same_name": Clue("name", 13, N_("The names are the same: %(ours)s and %(theirs)s.")),
    "close_name": Clue("name", 9, N_("The names are spelled almost alike: %(ours)s and %(theirs)s.")),
    "other_name": Clue("name", -10, N_("The names differ: %(ours)s and %(theirs)s.")),
    "same_given_name": Clue("given_name", 6, N_("The given names are the same: %(ours)s and %(theirs)s.")),
    "close_given_name": Clue(
        "given_name", 4, N_("The given names are almost alike: %(ours)s and %(theirs)s.")
    ),
    "same_initial": Clue("given_name", 1, N_("%(ours)s and %(theirs)s begin with the same letter.")),
    "other_given_name": Clue("given_name", -7, N_("The given names differ: %(ours)s and %(theirs)s.")),
    "same_family_name": Clue("family_name", 7, N_("The family names are the same: %(ours)s and %(theirs)s.")),
    "close_family_name": Clue(
        "family_name", 5, N_("The family names are almost alike: %(ours)s and %(theirs)s.")
    ),
    "other_family_name": Clue("family_name", -5, N_("The family names differ: %(ours)s and %(theirs)s.")),
    "same_company": Clue("company", 6, N_("Both work at the same company: %(ours)s and %(theirs)s.")),
    "close_company": Clue(
        "company", 4, N_("The companies have almost the same name: %(ours)s and %(theirs)s.")
    ),
    "other_company": Clue("company", -2, N_("The companies differ: %(ours)s and %(theirs)s.")),
    "same_domain": Clue("domain", 5, N_("Both belong to the domain %(ours)s.")),
    "same_address": Clue("address", 9, N_("The addresses are the same: %(ours)s and %(theirs)s.")),
    "close_address": Clue("address", 6, N_("The addresses are almost alike: %(ours)s and %(theirs)s.")),
    "same_street": Clue("address", 3, N_("One street, two house numbers: %(ours)s and %(theirs)s.")),
    "other_address": Clue("address", -3, N_("The addresses differ: %(ours)s and %(theirs)s.")),
    "same_postcode": Clue("postcode", 4, N_("Both have the postcode %(ours)s.")),
    "other_postcode": Clue("postcode", -1, N_("The postcodes differ: %(ours)s and %(theirs)s.")),
}
COMPANY_CLUES: dict[str, Clue] = {
    "same_external_id": Clue("external_ids", 16, N_("Both carry the same number: %(ours)s.")),
    "other_external_id": Clue("external_ids", -8, N_("The numbers differ: %(ours)s and %(theirs)s.")),
    "same_core": Clue(
        "name", 10, N_("Without the legal form the names are the same: %(ours)s and %(theirs)s.")
    ),
    "same_reading": Clue("name", 8, N_("The names are read alike: %(ours)s and %(theirs)s.")),
    "close_core": Clue("name", 7, N_("The names are spelled almost alike: %(ours)s and %(theirs)s.")),
    "core_within": Clue("name", 5, N_("One name contains the other: %(ours)s and %(theirs)s.")),
    "shared_words": Clue("name", 3, N_("The names share words: %(ours)s and %(theirs)s.")),
    "other_core": Clue("name", -4, N_("The names differ: %(ours)s and %(theirs)s.")),
    "other_legal_form": Clue("legal_form", -5, N_("The legal forms differ: %(ours)s and %(theirs)s.")),
    "same_domain": Clue("domain", 11, N_("Both use the domain %(ours)s.")),
    "domain_is_name": Clue("domain", 5, N_("The domain %(ours)s is the other's name: %(theirs)s.")),
    "other_domain": Clue("domain", -2, N_("The domains differ: %(ours)s and %(theirs)s.")),
    "same_phone": Clue("phones", 9, N_("Both have the telephone number %(ours)s.")),
    "phone_slip": Clue(
        "phones", 4, N_("The telephone numbers %(ours)s and %(theirs)s are one typing slip apart.")
    ),
    "other_phone": Clue("phones", -0.5, N_("The telephone numbers differ: %(ours)s and %(theirs)s.")),
    "same_address": Clue("address", 10, N_("The addresses are the same: %(ours)s and %(theirs)s.")),
    "close_address": Clue("address", 6, N_("The addresses are almost alike: %(ours)s and %(theirs)s.")),
    "same_street": Clue("address", -2, N_("One street, two house numbers: %(ours)s and %(theirs)s.")),
    "other_address": Clue("address", -5, N_("The addresses differ: %(ours)s and %(theirs)s.")),
    "same_postcode": Clue("postcode", 3, N_("Both have the postcode %(ours)s.")),
    "other_postcode": Clue("postcode", -1, N_("The postcodes differ: %(ours)s and %(theirs)s.")),
}
# A household or an office shares all of these at once, so for a person they are not worth their sum.
_PLACE = frozenset({"phones", "address", "postcode"})


@dataclass(frozen=True, slots=True)
class Scale:
    """The clues of one sort of record and the bits that count as likely and as possible.

    Candidates already share a key; among them a record is one of few. There are fewer companies than people, so
    less evidence singles one out. ``place_at_most`` caps what telephone, address and postcode give together.
    """

    clues: Mapping[str, Clue]
    likely_from: float
    possible_from: float
    place_at_most: float

    def weigh(self, sightings: Iterable[Sighting]) -> float:
        """The bits for and against together."""
        place = elsewhere = 0.0
        for sighting in sightings:
            clue = self.clues[sighting.code]
            if clue.field in _PLACE:
                place += clue.bits
            else:
                elsewhere += clue.bits
        return elsewhere + min(place, self.place_at_most)

    def chance(self, bits: float) -> float:
        """The score between 0 and 1: one half where the evidence just reaches likely."""
        return float(1 / (1 + 2.0 ** (self.likely_from - bits)))

    def standing(self, bits: float) -> MatchStanding:
        """Where the weight alone puts a pair. Exact is never reached by weight: it takes an identifier."""
        if bits >= self.likely_from:
            return MatchStanding.LIKELY
        return MatchStanding.POSSIBLE if bits >= self.possible_from else MatchStanding.DIFFERENT

    def fields_in_favour(self, codes: Iterable[str]) -> frozenset[str]:
        return frozenset(self.clues[code].field for code in codes if self.clues[code].bits > 0)

    def explain(self, sightings: Iterable[Sighting]) -> tuple[Reason, ...]:
        """Every sighting as a reason with its sentence, the weightiest first."""
        reasons = (_reason(seen, self.clues[seen.code]) for seen in sightings)
        return tuple(sorted(reasons, key=lambda reason: -abs(reason.weight)))


def _reason(seen: Sighting, clue: Clue) -> Reason:
    because = Sentence(clue.template, {"ours": seen.ours, "theirs": seen.theirs})
    return Reason(clue.field, seen.code, seen.ours, seen.theirs, clue.bits, because)


PEOPLE = Scale(PERSON_CLUES, likely_from=15, possible_from=9, place_at_most=14)
COMPANIES = Scale(COMPANY_CLUES, likely_from=12, possible_from=8, place_at_most=20)
