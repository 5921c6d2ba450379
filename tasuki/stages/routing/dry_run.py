"""Another routing table, tried on the latest leads: who would own them (RT-9). Writes nothing and takes no turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.lifecycle import LeadState
from tasuki.rules.playbook import Playbook
from tasuki.rules.rerouting import DryRun, dry_run
from tasuki.rules.routing import Candidate, Run
from tasuki.rules.wording import N_
from tasuki.stages.routing.candidates import Pool, candidates
from tasuki.stages.routing.facts import Around, dossier_of, facts_of, routes_named, touches_wanted
from tasuki.stages.routing.owners import Owners, owners_of
from tasuki.stages.routing.writing import OWNED_BY

MOST = 2000
COUNTED = frozenset({LeadState.CAPTURED, LeadState.MQL, LeadState.SAL, LeadState.SQL, LeadState.DISCOVERY})
"""What fills a capacity."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a trial: the rule's answer, the leads that it moved, and what the people are called."""

    found: DryRun
    before: Playbook
    after: Playbook
    leads: Mapping[str, Lead]
    names: Mapping[str, str]


def try_routes(
    after: Playbook,
    run: Run = "sdr",
    *,
    last: int = 200,
    by: Actor,
    at: datetime,
    before: Playbook | None = None,
) -> Tried:
    """The latest leads that ``by`` may see, the earliest first, by the table in force and by ``after``'s.

    Both tables begin with the rotation as it stands and with everybody at work, so that the hour of the trial changes
    nothing; whoever has some of these leads already is free of them first. Raises Forbidden, Invalid.
    """
    ask_any(by, "playbook.read")
    if not 1 <= last <= MOST:
        raise invalid("/last", N_("Choose from 1 to %(most)s leads."), "out_of_range", most=MOST)
    before = before or in_force()
    leads = _latest(by, last)
    keys = [lead.pk for lead in leads]
    owners = owners_of(keys, run, at)
    pool = candidates(run, before, at, {one for around in owners.values() for one in around.everybody()})
    people = _free_of(leads, pool, run)
    touches = {**touches_wanted(keys, before), **touches_wanted(keys, after)}
    facts = [
        facts_of(
            dossier_of(lead, touches.get(lead.pk, ())),
            Around(owners.get(lead.pk, Owners()), pool, run, at),
        )
        for lead in leads
    ]
    found = dry_run(facts, routes_named(before, pool), routes_named(after, pool), people)
    moved = {one.lead for one in found.moved}
    names = dict(Person.objects.filter(handle__in=pool.ids).values_list("handle", "name"))
    return Tried(found, before, after, {str(one.pk): one for one in leads if str(one.pk) in moved}, names)


def _latest(by: Actor, last: int) -> list[Lead]:
    rows = visible(Lead.objects.exclude(state=LeadState.MERGED), by, "lead.read", *LEAD_OWNERS)
    return list(rows.select_related("campaign").order_by("-captured_at", "-pk")[:last])[::-1]


def _free_of(leads: Sequence[Lead], pool: Pool, run: Run) -> tuple[Candidate, ...]:
    """Everybody at work, and without those of the leads that they have: they are about to be given out anew."""
    load = Counter(getattr(lead, OWNED_BY[run]) for lead in leads if lead.state in COUNTED)
    return tuple(
        replace(one, works_now=True, open_leads=max(one.open_leads - load[pool.ids[one.person]], 0))
        for one in pool.people
    )
