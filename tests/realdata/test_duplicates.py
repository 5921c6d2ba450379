"""Pairwise precision, recall and F1 of the matching rules on records whose true identity is known.

A pair counts as found when the rules call it exact or likely and it shares a blocking key. No rule was told which
data set it reads: the columns are handed over as the general facts of a person or a company.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TypeVar

import pytest

from tasuki.platform.identity.names import similarity
from tasuki.rules.matching import (
    CompanyFacts,
    Match,
    MatchStanding,
    PersonFacts,
    blocking_keys,
    match_companies,
    match_people,
)

DEDUPE = Path(__file__).resolve().parents[3] / "shared" / "data" / "dedupe"
SAME = (MatchStanding.EXACT, MatchStanding.LIKELY)
SEEN_BY_EVERY_CRM = ("given_name", "family_name", "address", "postcode", "born_on")
# A key that this many records share finds nothing worth comparing.
CROWD = 200

pytestmark = pytest.mark.skipif(not DEDUPE.is_dir(), reason="the shared data is not beside this repository")


@dataclass(frozen=True)
class Quality:
    precision: float
    recall: float
    reachable: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DEDUPE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {key.strip(): value.strip() for key, value in row.items()}


def people(name: str) -> list[tuple[str, PersonFacts]]:
    return [(row["rec_id"].split("-")[1], person_from(row)) for row in rows(name)]


def person_from(row: dict[str, str]) -> PersonFacts:
    return PersonFacts(
        given_name=row["given_name"],
        family_name=row["surname"],
        address=" ".join(
            row[column] for column in ("street_number", "address_1", "address_2", "suburb", "state")
        ),
        postcode=row["postcode"],
        born_on=row["date_of_birth"],
        external_ids=(("national", row["soc_sec_id"]),),
    )


def sites() -> list[tuple[str, CompanyFacts]]:
    return [(row["True Id"], site_from(row)) for row in rows("chicago_sites_with_true_ids.csv")]


def site_from(row: dict[str, str]) -> CompanyFacts:
    return CompanyFacts(
        name=row["Site name"],
        address=row["Address"],
        postcode=row["Zip"],
        phones=(row["Phone"],) if row["Phone"] else (),
    )


def candidates(records: Sequence[PersonFacts | CompanyFacts]) -> set[tuple[int, int]]:
    found_under: dict[str, list[int]] = defaultdict(list)
    for position, facts in enumerate(records):
        for key in blocking_keys(facts):
            found_under[key].append(position)
    crowds = (positions for positions in found_under.values() if len(positions) <= CROWD)
    return {pair for positions in crowds for pair in combinations(positions, 2)}


Facts = TypeVar("Facts", PersonFacts, CompanyFacts)


def measure(records: list[tuple[str, Facts]], match: Callable[[Facts, Facts], Match]) -> Quality:
    truth = [identity for identity, _ in records]
    facts = [fact for _, fact in records]
    pairs = candidates(facts)
    found = [pair for pair in pairs if match(facts[pair[0]], facts[pair[1]]).standing in SAME]
    right = sum(truth[ours] == truth[theirs] for ours, theirs in found)
    all_true = sum(count * (count - 1) // 2 for count in Counter(truth).values())
    reachable = sum(truth[ours] == truth[theirs] for ours, theirs in pairs)
    return Quality(right / len(found), right / all_true, reachable / all_true)


@pytest.mark.parametrize(
    ("name", "least"), [("febrl1.csv", 0.99), ("febrl2.csv", 0.99), ("febrl3.csv", 0.985)]
)
def test_people_who_were_written_down_twice_are_found(name: str, least: float) -> None:
    quality = measure(people(name), lambda ours, theirs: match_people(ours, theirs, similarity=similarity))
    assert quality.f1 >= least, quality
    assert quality.precision >= 0.995, quality
    assert quality.reachable >= 0.995, quality


def test_people_without_a_national_number_are_still_found() -> None:
    anonymous = [
        (identity, PersonFacts(**{field: getattr(facts, field) for field in SEEN_BY_EVERY_CRM}))
        for identity, facts in people("febrl3.csv")
    ]
    quality = measure(anonymous, lambda ours, theirs: match_people(ours, theirs, similarity=similarity))
    assert quality.precision >= 0.99, quality
    assert quality.recall >= 0.89, quality


def test_sites_of_organisations_that_were_listed_twice_are_found() -> None:
    quality = measure(sites(), lambda ours, theirs: match_companies(ours, theirs, similarity=similarity))
    assert quality.f1 >= 0.93, quality
    assert quality.precision >= 0.95, quality
    assert quality.reachable >= 0.94, quality
