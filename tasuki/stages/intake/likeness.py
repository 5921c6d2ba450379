"""Which leads here may be this person? A few candidates by their keys, each compared with reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from tasuki.platform.identity.names import similarity
from tasuki.rules.matching import Match, MatchStanding, PersonFacts, match_people
from tasuki.stages.intake.keys import lead_keys

MOST_CANDIDATES = 50
# A namesake is worth a look only where nothing rarer is known: a name alone is never more than possible.
_NAME_ALONE = ("n:", "r:")
# The candidates that share the most keys. Only keys that few records share are asked for, so the index answers at once.
CANDIDATES = """
    SELECT t.id, t.name, t.family_name, t.given_name, t.kana, t.email, t.phone, t.company_name, t.company_domain,
           t.state
    FROM records_lead t
    WHERE t.match_keys && %(keys)s::varchar[] AND t.merged_into_id IS NULL
      AND t.id IS DISTINCT FROM %(apart_from)s::uuid
    ORDER BY cardinality(ARRAY(SELECT unnest(t.match_keys) INTERSECT SELECT unnest(%(keys)s::varchar[]))) DESC, t.id
    LIMIT %(most)s"""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Another lead that may be the same person, and why."""

    lead_id: UUID
    name: str
    company_name: str
    state: str
    match: Match


def person_facts_of(row: Mapping[str, Any]) -> PersonFacts:
    """What the matcher may know, from a lead's columns (already in their stored spelling)."""
    return PersonFacts(
        name=row["name"], family_name=row["family_name"], given_name=row["given_name"], reading=row["kana"],
        email=row["email"], phones=(row["phone"],) if row["phone"] else (), company=row["company_name"],
        domain=row["company_domain"] or row["email"].rpartition("@")[2],
    )  # fmt: skip


def telling_keys(keys: Iterable[str]) -> list[str]:
    """The keys worth asking for: those that few leads share, and a name alone only where nothing else is known."""
    known = list(keys)
    return [key for key in known if not key.startswith(_NAME_ALONE)] or known


def candidate_params(keys: Iterable[str], apart_from: UUID | None) -> dict[str, Any]:
    return {"keys": telling_keys(keys), "apart_from": apart_from, "most": MOST_CANDIDATES}


def find_duplicates(
    facts: PersonFacts, *, free_mail: Collection[str] = frozenset(), apart_from: UUID | None = None
) -> tuple[Resemblance, ...]:
    """Leads that may be this person, the surest first; exact, likely and possible ones. Merged ones are left out."""
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, candidate_params(lead_keys(facts, free_mail), apart_from))
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return resembling(facts, rows, free_mail)


def resembling(
    facts: PersonFacts, rows: Iterable[Mapping[str, Any]], free_mail: Collection[str]
) -> tuple[Resemblance, ...]:
    """Compare the candidates; those that differ are left out."""
    found = []
    for row in rows:
        match = match_people(facts, person_facts_of(row), similarity=similarity, free_mail_domains=free_mail)
        if match.standing is not MatchStanding.DIFFERENT:
            found.append(
                Resemblance(UUID(str(row["id"])), row["name"], row["company_name"], row["state"], match)
            )
    return tuple(sorted(found, key=lambda one: -one.match.score))


def reasons_of(match: Match) -> list[dict[str, object]]:
    """The reasons as a suspect keeps them; the sentence is worded when somebody reads it."""
    return [
        {
            "field": reason.field, "code": reason.code, "ours": reason.ours, "theirs": reason.theirs,
            "weight": reason.weight, "template": reason.because.template,
        }
        for reason in match.reasons
    ]  # fmt: skip
