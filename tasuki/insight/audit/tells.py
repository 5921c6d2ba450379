"""What an export tells at all: of a sign whose facts are not in it, nothing may be said, neither yes nor no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tasuki.insight.audit.joined import Joined
from tasuki.insight.audit.rows import DealRow
from tasuki.insight.audit.states import state_of

MOST = 0.8
"""So many of the lost have to have a reason that we know, before reasons are counted."""
BACKWARDS = 0.05
"""With more that ended before they began, dates were loaded and not lived."""
ONE_DAY = 0.5
"""With more that began on the same day, they were loaded on it."""
FEW = 20


@dataclass(frozen=True, slots=True)
class Tells:
    """Which facts the files carry. ``kept`` are the fields that open opportunities are kept with."""

    losses: bool
    unwon: bool
    beginnings: bool
    deal_reasons: bool
    lead_reasons: bool
    sources: bool
    entry: str
    kept: frozenset[str]


def what_it_tells(joined: Joined, zone: ZoneInfo) -> Tells:
    deals, leads = joined.deals, joined.leads
    lost = [deal for deal in deals if deal.state == "lost"]
    ended = [lead for lead in leads if {"disqualified", "recycled"} & lead.reached]
    is_open = [deal for deal in deals if deal.state == "open"]
    return Tells(
        losses=bool(lost) or any("lost" in lead.reached for lead in leads),
        unwon=any("converted" in lead.reached and "won" not in lead.reached for lead in leads),
        beginnings=_are_lived(deals, zone),
        deal_reasons=_mostly(reason_of_deal(deal.close_reason) for deal in lost),
        lead_reasons=_mostly(reason_of_lead(lead.exit_reason) for lead in ended),
        sources=any(deal.has_own_source for deal in deals),
        entry=_entry(deals),
        kept=frozenset(name for name in REQUIRED if any(getattr(deal, name) for deal in is_open)),
    )


REQUIRED = {
    "amount": "amount",
    "owner": "owner",
    "account": "account",
    "close_on": "close_on",
    "next_step": "next_steps",
}
"""What an opportunity needs, of what exports carry, by the agreement's names (HY-11). What no open one has is not kept
in the export."""


def missing_of(deal: DealRow, kept: frozenset[str]) -> list[str] | None:
    """Which of the kept fields are empty; nothing can be said where none is kept."""
    if not kept:
        return None
    return [key for name, key in REQUIRED.items() if name in kept and not getattr(deal, name)]


def reason_of_deal(text: str) -> str:
    """The code of a reason in words, or nothing."""
    return state_of("reasons", text)


def reason_of_lead(text: str) -> str:
    """Of a lead, “competitor” may say that it bought there as well as that it is one: then nothing is told."""
    found = state_of("reasons_of_leads", text) or state_of("reasons", text)
    return "" if found == "lost_to_competitor" else found


def _mostly(codes: Iterable[str]) -> bool:
    known = [bool(code) for code in codes]
    return bool(known) and sum(known) >= MOST * len(known)


def _are_lived(deals: Sequence[DealRow], zone: ZoneInfo) -> bool:
    """Whether the days on which opportunities began are those on which they did, and not that of a migration."""
    spans = [(start, deal.closed_at) for deal in deals if (start := deal.created_at)]
    if not spans:
        return False
    begun = [start.astimezone(zone).date() for start, _ in spans]
    ended = [stop.astimezone(zone).date() if stop else None for _, stop in spans]
    backwards = sum(stop is not None and stop < start for start, stop in zip(begun, ended, strict=True))
    loaded = len(begun) >= FEW and Counter(begun).most_common(1)[0][1] > ONE_DAY * len(begun)
    return not loaded and backwards <= BACKWARDS * sum(stop is not None for stop in ended)


def _entry(deals: Sequence[DealRow]) -> str:
    """The stage in which opportunities begin: by their history, by the lowest probability, else by its name."""
    first = Counter(deal.stages[0] for deal in deals if len(deal.stages) > 1)
    if first:
        return first.most_common(1)[0][0]
    is_open = [deal for deal in deals if deal.state == "open" and deal.stage]
    chances: dict[str, list[float]] = {}
    for deal in is_open:
        if deal.probability is not None:
            chances.setdefault(deal.stage, []).append(float(deal.probability))
    if len(chances) > 1 and sum(map(len, chances.values())) > MOST * len(is_open):
        return min(chances, key=lambda one: sum(chances[one]) / len(chances[one]))
    stages = Counter(deal.stage for deal in is_open)
    return next((one for one, _ in stages.most_common() if state_of("entries", one)), "")
