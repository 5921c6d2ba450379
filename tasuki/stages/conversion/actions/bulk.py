"""Many conversions in one call: each lead judged for itself, refusals in their place, the others written together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, announce
from tasuki.platform.refusals import Clash, NotFound, Refusal, invalid
from tasuki.platform.sql import Answer, check_as_we_go, send
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.actions.convert import (
    convert,
    digest_of,
    documented,
    earlier_outcome,
    judged,
    outcome_from,
    wanted_for,
)
from tasuki.stages.conversion.claiming import Company, claim, keys_touched, leads_held
from tasuki.stages.conversion.gather import Gathered, companies_of, gathered_from, hold, look_around
from tasuki.stages.conversion.input import ConvertInput
from tasuki.stages.conversion.outcome import Outcome
from tasuki.stages.conversion.plan import Plan
from tasuki.stages.conversion.settling import settle
from tasuki.stages.conversion.write import WRITE_CONVERSIONS, Document, together, values_of

MOST = 200
AT_A_TIME = 25


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


def _touched(item: Item, company: Company | None) -> frozenset[str]:
    if company is None:
        return frozenset({str(item.lead_id)})
    key = {f"key {item.idempotency_key}"} if item.idempotency_key else set()
    return keys_touched(item.lead_id, item.asked, company) | key


def _wave(wave: Numbered, *, by: Actor, at: datetime) -> dict[int, Result]:
    """One transaction for all that pass; should it fail as a whole, each is tried alone."""
    try:
        with transaction.atomic():
            return _together(wave, by=by, at=at)
    except (_Moved, IntegrityError, DataError):
        return {index: _alone(item, by=by, at=at) for index, item in wave}


class _Moved(Exception):
    """A lead of the wave moved between reading and writing."""


@dataclass(frozen=True, slots=True)
class Made:
    """A conversion that passed: what was asked, what it becomes, and the events that tell of it."""

    index: int
    item: Item
    plan: Plan
    document: Document
    entries: tuple[Entry, ...]


def _together(wave: Numbered, *, by: Actor, at: datetime) -> dict[int, Result]:
    """Judge one lead after the other; meanwhile the server writes what has passed and reads what comes next."""
    companies = companies_of(
        {lead for _, item in wave for lead in leads_held(item.lead_id, item.asked)}, lock=True
    )
    hold(item.asked.into_opportunity for _, item in wave)
    check_as_we_go()
    results: dict[int, Result] = {}
    made, written = list[Made](), list[Answer]()
    for few, surroundings in _read_ahead(wave, companies, by):
        gathered = gathered_from(surroundings)
        judged_ones = {
            index: _judged(index, item, gathered.get(item.lead_id), by=by, at=at) for index, item in few
        }
        passed = [outcome for outcome in judged_ones.values() if isinstance(outcome, Made)]
        results.update(
            (index, outcome) for index, outcome in judged_ones.items() if not isinstance(outcome, Made)
        )
        if passed:
            written.append(send(WRITE_CONVERSIONS, values_of(together(one.document for one in passed))))
            made += passed
    if sum(moved for answer in written for (moved,) in answer.rows()) != len(made):
        raise _Moved
    for one in made:
        settle(one.plan, one.document, by=by)
        results[one.index] = outcome_from(one.plan, one.document)
    if made:
        announce(*(entry for one in made for entry in one.entries))
    return results


def _read_ahead(
    wave: Numbered, companies: Mapping[UUID, Company], by: Actor
) -> Iterator[tuple[Numbered, Answer]]:
    """A few leads at a time with what stands around them, which the server reads while those before are judged."""
    wanted = {
        item.lead_id: wanted_for(item.lead_id, item.asked, by, companies[item.lead_id])
        for _, item in wave
        if item.lead_id in companies
    }
    claim(key for one in wanted.values() for key in one.claims)
    before: tuple[Numbered, Answer] | None = None
    for start in range(0, len(wave), AT_A_TIME):
        few = wave[start : start + AT_A_TIME]
        asked = look_around(wanted[item.lead_id] for _, item in few if item.lead_id in wanted)
        if before is not None:
            yield before
        before = few, asked
    if before is not None:
        yield before


def _digest(item: Item) -> str:
    return digest_of(item.lead_id, item.asked) if item.idempotency_key else ""


def _judged(index: int, item: Item, around: Gathered | None, *, by: Actor, at: datetime) -> Made | Result:
    """Reads nothing, since the server is busy writing; who approves it is the one exception, and waits for it."""
    if around is None:
        return NotFound("lead", item.lead_id)
    digest = _digest(item)
    try:
        earlier = earlier_outcome(around, item.asked, by, item.idempotency_key, digest)
        if earlier is not None:
            return earlier
        plan = judged(around, item.asked, by=by, at=at)
        document, entries = documented(plan, item.asked, by=by, key=item.idempotency_key, digest=digest)
    except Refusal as refusal:
        return refusal
    return Made(index, item, plan, document, entries)


def _alone(item: Item, *, by: Actor, at: datetime) -> Result:
    try:
        with transaction.atomic():
            return convert(item.lead_id, item.asked, by=by, at=at, idempotency_key=item.idempotency_key)
    except Refusal as refusal:
        return refusal
    except IntegrityError:
        return Clash(Sentence(N_("The lead was changed by somebody else at this very moment; look again.")))
    except DataError:
        return invalid(
            "", N_("The database cannot keep a value of this request: it is too long or too large.")
        )
