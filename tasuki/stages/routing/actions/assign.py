"""Give leads owners by the table: the same choice, trace and event for one lead and for thousands (RT-1 … RT-11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform import rows
from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.atomic import atomic
from tasuki.platform.sql import check_as_we_go
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import ask_about
from tasuki.rules.playbook import Playbook
from tasuki.rules.routing import Assignment as Choice
from tasuki.rules.routing import Run
from tasuki.rules.routing_alike import Alike
from tasuki.stages.routing.candidates import candidates, take_the_rotation
from tasuki.stages.routing.facts import Around, Dossiers, facts_of, routes_named, touches_wanted
from tasuki.stages.routing.leads import locked_at_work
from tasuki.stages.routing.models import Assignment
from tasuki.stages.routing.owners import Owners, owners_of
from tasuki.stages.routing.trace import Ways, because_of
from tasuki.stages.routing.turns import Rotation
from tasuki.stages.routing.writing import Chosen, hand_out

CHUNK = 1000
AT_A_TIME = 50
"""The fewer, the sooner the server has something to write, and the less it still writes when all are chosen."""


@atomic
def assign(lead_id: UUID, run: Run = "sdr", *, by: Actor, at: datetime) -> Assignment:
    """Choose the lead's SDR or AE and keep the reasons; nobody is an answer too, with its reason.

    Raises Forbidden, NotFound, NotPossibleNow (the lead's way has ended).
    """
    return _assign(locked_at_work([lead_id]), run, by, at)[0]


Lock = Callable[[Sequence[UUID]], list[Lead]]


def assign_many(
    lead_ids: Iterable[UUID], run: Run = "sdr", *, by: Actor, at: datetime, among: Lock = locked_at_work
) -> list[Assignment]:
    """The same for many leads, a thousand in a transaction; the rotation goes on where it stood.

    ``among`` locks those of a thousand that are to be given out.
    Raises Forbidden, NotFound or NotPossibleNow for the first lead that cannot be assigned; the thousands committed
    before stay. The assignments come in the order of the leads.
    """
    ids, done = list(lead_ids), list[Assignment]()
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            check_as_we_go()
            done += _assign(among(ids[start : start + CHUNK]), run, by, at)
    return done


def _assign(leads: Sequence[Lead], run: Run, by: Actor, at: datetime) -> list[Assignment]:
    for lead in leads:
        ask_about(lead, by, "lead.assign")
    return choose_owners(leads, run, by, at)


def choose_owners(
    leads: Sequence[Lead], run: Run, by: Actor, at: datetime, relieved: UUID | None = None, because: str = ""
) -> list[Assignment]:
    """What the table chooses for these locked leads. ``relieved`` gives them up and is not asked; ``because`` says why.

    Whoever relieves somebody is there: nobody who is away is chosen, as a last resort would be otherwise. While the
    server writes what has been chosen for some, the next ones are chosen, which reads nothing.
    """
    book, lead_ids = in_force(), [lead.pk for lead in leads]
    take_the_rotation(run)
    owners = owners_of(lead_ids, run, at)
    pool = candidates(run, book, at, {one for around in owners.values() for one in around.everybody()})
    if relieved is not None:
        pool = pool.to_relieve(relieved)
    routes, touches = routes_named(book, pool), touches_wanted(lead_ids, book)
    rotation, ways = Rotation(pool, at), Ways(run)
    table = Alike(routes, rotation.people)
    dossiers = Dossiers(table.reads)
    same = {"run": run, "playbook": book.stamp, "by_id": by.person_id, "at": at}
    given, entries = list[Assignment](), list[Entry]()
    for start in range(0, len(leads), AT_A_TIME):
        some, chosen = leads[start : start + AT_A_TIME], list[Assignment]()
        for lead in some:
            known = rotation.with_colleagues(owners.get(lead.pk, Owners()))
            around = Around(known, pool, run, at)
            choice = table.choose(facts_of(dossiers.of(lead, touches[lead.pk]), around))
            rotation.move_on(choice, known)
            trace = ways.kept(choice)
            told = {**same, "way_id": trace.way, "own": trace.own}
            row = _row(lead, choice, rotation.id_of(choice), told)
            chosen.append(row)
            if row.person_id:
                entries.append(_entry(lead, row, book, by, at, because))
        given += chosen
        levels = rotation.levels if len(given) == len(leads) else {}
        hand_out(run, some, Chosen(chosen, ways.unsent(), levels, rotation.turns_taken), at)
    append(*entries, at_hand=leads)
    return given


def _row(lead: Lead, choice: Choice, person: UUID | None, known: Mapping[str, Any]) -> Assignment:
    values = {
        **known,
        "id": new_id(),
        "person_id": person,
        "route": choice.route,
        "strategy": choice.strategy,
        "because": because_of(choice),
        "uses_turn": choice.uses_turn,
        "reason": "",
        "returned_at": None,
        "returned_because": "",
    }
    return rows.new(Assignment, values, {"lead": lead})


def _entry(lead: Lead, row: Assignment, book: Playbook, by: Actor, at: datetime, because: str) -> Entry:
    before = lead.owner_id if row.run == "sdr" else lead.ae_id
    data: dict[str, Any] = {
        "assignment": str(row.pk),
        "run": row.run,
        "person": str(row.person_id),
        "before": str(before) if before else None,
        "route": row.route,
        "strategy": row.strategy,
        **({"relieves": because} if because else {}),
    }
    return Entry(
        "lead.assigned",
        at,
        by,
        "lead",
        lead.pk,
        lead_id=lead.pk,
        playbook=book.stamp,
        origin=lead.origin,
        data=data,
    )
