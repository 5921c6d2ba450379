"""Parts of the lives, which can be told side by side because nothing in one depends on another.

Lives depend on each other where their leads may be taken for one person, or their companies for one account: they share
a key under which the product looks for its like. And routing goes by turns once somebody is away; before, it has one
person to choose for each lead. From then on all leads come in to the first part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from tasuki.cli.demo.fates import Fate
from tasuki.cli.demo.market import Buyer
from tasuki.cli.demo.plots.clockwork import BEAT
from tasuki.cli.demo.scenes import Life
from tasuki.cli.demo.world import PARTS
from tasuki.rules.matching import CompanyFacts, PersonFacts, blocking_keys
from tasuki.stages.conversion.claiming import SURE_OF_COMPANIES
from tasuki.stages.intake.keys import lead_keys
from tasuki.stages.intake.likeness import telling_keys

Parts = tuple[Sequence[Life], ...]
WORK: Mapping[Fate, int] = {
    Fate.CONVERTED: 20, Fate.BOUGHT_ELSEWHERE: 13, Fate.FELL_IN_DISCOVERY: 13, Fate.REJECTED: 10,
    Fate.SENT_TO_NURTURE: 10, Fate.TOO_EARLY: 9, Fate.NOT_QUALIFIED: 6, Fate.SILENT: 5, Fate.TURNED_DOWN: 4,
}  # fmt: skip
"""How long it takes to tell a life, the others being one."""


def in_parts(lives: Sequence[Life], somebody_away_at: datetime) -> Parts:
    """Lives that may meet are in one part, those that begin once somebody is away in the first; else in equal parts."""
    groups = [
        (any(_goes_by_turns(life, somebody_away_at) for life in group), group) for group in _meeting(lives)
    ]
    parts = tuple(list[Life]() for _ in range(PARTS))
    work = [0] * PARTS
    for goes_by_turns, group in sorted(groups, key=lambda one: not one[0]):
        part = 0 if goes_by_turns else work.index(min(work))
        parts[part].extend(group)
        work[part] += sum(WORK.get(life.case.fate, 1) for life in group)
    return parts


def _goes_by_turns(life: Life, somebody_away_at: datetime) -> bool:
    return life.scene is not None or life.begins_at > somebody_away_at - BEAT


def _meeting(lives: Sequence[Life]) -> list[list[Life]]:
    """The lives in groups, none of which shares a key with another."""
    leaders = list(range(len(lives)))

    def leader_of(number: int) -> int:
        while leaders[number] != number:
            leaders[number] = number = leaders[leaders[number]]
        return number

    first_with: dict[str, int] = {}
    for number, life in enumerate(lives):
        for key in _keys(life.case.buyer):
            leaders[leader_of(number)] = leader_of(first_with.setdefault(key, number))
    groups: defaultdict[int, list[Life]] = defaultdict(list)
    for number, life in enumerate(lives):
        groups[leader_of(number)].append(life)
    return list(groups.values())


def _keys(buyer: Buyer) -> Iterator[str]:
    company = buyer.company
    phones = (buyer.phone,) if buyer.phone else ()
    person = PersonFacts(
        name=buyer.name,
        given_name=buyer.given_name,
        family_name=buyer.family_name,
        reading=buyer.kana,
        email=buyer.email,
        phones=phones,
        company=company.name,
        domain=company.domain,
    )
    yield from telling_keys(lead_keys(person, ()))
    ours = CompanyFacts(name=company.name, domain=company.domain, phones=phones)
    yield from (key for key in blocking_keys(ours) if key[:2] in SURE_OF_COMPANIES)
