"""Are two records one? Names folded to keys, pairs compared with reasons, and keys to find candidates by (O-10)."""

from tasuki.rules.matching.blocking import blocking_keys
from tasuki.rules.matching.companies import CompanyName, company_key, forms_agree
from tasuki.rules.matching.duplicates import duplicate_finding, is_it_new
from tasuki.rules.matching.evidence import Match, MatchStanding, Reason
from tasuki.rules.matching.facts import CompanyFacts, PersonFacts
from tasuki.rules.matching.in_short import CONTACT_EMAIL, clues_for, in_short
from tasuki.rules.matching.likeness import Similarity, jaro_winkler
from tasuki.rules.matching.match_companies import match_companies
from tasuki.rules.matching.match_people import match_people
from tasuki.rules.matching.people import PersonName, person_key
from tasuki.rules.matching.reachability import domain_key, email_key, phone_tail
from tasuki.rules.matching.searching import pairs_of, searchable, sought

__all__ = [
    "CONTACT_EMAIL",
    "CompanyFacts",
    "CompanyName",
    "Match",
    "MatchStanding",
    "PersonFacts",
    "PersonName",
    "Reason",
    "Similarity",
    "blocking_keys",
    "clues_for",
    "company_key",
    "domain_key",
    "duplicate_finding",
    "email_key",
    "forms_agree",
    "in_short",
    "is_it_new",
    "jaro_winkler",
    "match_companies",
    "match_people",
    "pairs_of",
    "person_key",
    "phone_tail",
    "searchable",
    "sought",
]
