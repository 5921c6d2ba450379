"""Many conversions in one call: each lead judged for itself, refusals in their place, the others written together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import announce
from tasuki.platform.refusals import NotFound, Refusal, invalid
from tasuki.rules.wording import N_
from tasuki.stages.conversion.actions.convert import (
    convert,
    digest_of,
    earlier_outcome,
    judged,
    outcome_from,
    wanted_for,
)
from tasuki.stages.conversion.gather import Company, companies_of, gather, hold
from tasuki.stages.conversion.input import ConvertInput
from tasuki.stages.conversion.outcome import Outcome
from tasuki.stages.conversion.settling import settle
from tasuki.stages.conversion.write import together, write

MOST = 200


@dataclass(frozen=True, slots=True)
class Item:
    """One lead of a bulk request."""

    lead_id: UUID
    asked: ConvertInput
    idempotency_key: str | None = None


Result = Outcome | Refusal


def convert_many(items: Sequence[Item], *, by: Actor, at: datetime) -> list[Result]:
    """Convert up to 200 leads; the results stand in the order of the items. Raises `Invalid` for more than 200."""
    if len(items) > MOST:
        raise invalid("/", N_("At most %(most)s leads in one call; use the job for more."), most=MOST)
    results: dict[int, Result] = {}
    for wave in _waves(items):
        results.update(_wave(wave, by=by, at=at))
    return [results[index] for index in range(len(items))]


Numbered = list[tuple[int, Item]]


def _waves(items: Sequence[Item]) -> Iterator[Numbered]:
    """Groups in which no two share a lead, company or mailbox: one must not create what another has to link."""
    companies = companies_of({item.lead_id for item in items}, lock=False)
    waiting: Numbered = list(enumerate(items))
    while waiting:
        seen: set[str] = set()
        wave: Numbered = []
        later: Numbered = []
        for index, item in waiting:
            keys = _touched(item, companies.get(item.lead_id))
            (later if keys & seen else wave).append((index, item))
            seen |= keys
        yield wave
        waiting = later


def _touched(item: Item, company: Company | None) -> set[str]:
    if company is None:
        return {str(item.lead_id)}
    named = {one.email for one in item.asked.contacts if one.email}
    joins = item.asked.into_opportunity
    return {str(item.lead_id), *named, *filter(None, (company.name, company.domain, company.email, joins))}


def _wave(wave: Numbered, *, by: Actor, at: datetime) -> dict[int, Result]:
    """One transaction for all that pass; should it fail as a whole, each is tried alone."""
    try:
        with transaction.atomic():
            return _together(wave, by=by, at=at)
    except _Moved:
        return {index: _alone(item, by=by, at=at) for index, item in wave}


class _Moved(Exception):
    """A lead of the wave moved between reading and writing."""


def _together(wave: Numbered, *, by: Actor, at: datetime) -> dict[int, Result]:
    companies = companies_of({item.lead_id for _, item in wave}, lock=True)
    hold(item.asked.into_opportunity for _, item in wave)
    gathered = gather(
        wanted_for(item.lead_id, item.asked, by, companies[item.lead_id])
        for _, item in wave
        if item.lead_id in companies
    )
    results: dict[int, Result] = {}
    items = dict(wave)
    made = []
    for index, item in wave:
        if item.lead_id not in gathered:
            results[index] = NotFound("lead", item.lead_id)
            continue
        around = gathered[item.lead_id]
        digest = digest_of(item.lead_id, item.asked) if item.idempotency_key else ""
        try:
            earlier = earlier_outcome(around, item.asked, by, item.idempotency_key, digest)
            if earlier is not None:
                results[index] = earlier
                continue
            made.append(
                (index, *judged(around, item.asked, by=by, at=at, key=item.idempotency_key, digest=digest))
            )
        except Refusal as refusal:
            results[index] = refusal
    if made and not write(together(document for _, _, document, _ in made)):
        raise _Moved
    for index, plan, document, entries in made:
        settle(plan, items[index].asked, document, by=by)
        announce(*entries)
        results[index] = outcome_from(plan, document)
    return results


def _alone(item: Item, *, by: Actor, at: datetime) -> Result:
    try:
        return convert(item.lead_id, item.asked, by=by, at=at, idempotency_key=item.idempotency_key)
    except Refusal as refusal:
        return refusal
