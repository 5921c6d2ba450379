"""Give leads owners by the table: the same choice, trace and event for one lead and for thousands (RT-1 … RT-11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import Entry, append
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import locked_lead, teams_of
from tasuki.rules.dossier import Dossier
from tasuki.rules.playbook import Playbook
from tasuki.rules.routing import Assignment as Choice
from tasuki.rules.routing import Candidate, RoutingFacts, Run, choose
from tasuki.stages.intake.dossier import lead_facts
from tasuki.stages.routing.candidates import candidates, count_turns, take_the_rotation
from tasuki.stages.routing.models import Assignment
from tasuki.stages.routing.owners import Owners, owners_of
from tasuki.stages.routing.trace import because_of, trace_of

CHUNK = 1000


@transaction.atomic
def assign(lead_id: UUID, run: Run = "sdr", *, by: Actor, at: datetime) -> Assignment:
    """Choose the lead's SDR or AE and keep the reasons; nobody is an answer too, with its reason.

    Raises Forbidden, NotFound.
    """
    lead = locked_lead(lead_id)
    ask(by, "lead.assign", lead.owner_id, lead.ae_id, teams=teams_of(lead))
    return _assign([lead], run, by, at)[0]


def assign_many(lead_ids: Iterable[UUID], run: Run = "sdr", *, by: Actor, at: datetime) -> list[Assignment]:
    """The same for many leads, a thousand in a transaction; the rotation goes on where it stood.

    Raises Forbidden for the first lead that ``by`` may not assign; what was committed before stays.
    """
    done: list[Assignment] = []
    ids = list(lead_ids)
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            chunk = ids[start : start + CHUNK]
            leads = list(Lead.objects.select_for_update(of=("self",)).filter(pk__in=chunk).order_by("pk"))
            for lead in leads:
                ask(by, "lead.assign", lead.owner_id, lead.ae_id)
            done += _assign(leads, run, by, at)
    return done


def _assign(leads: Sequence[Lead], run: Run, by: Actor, at: datetime) -> list[Assignment]:
    if not leads:
        return []
    book = in_force()
    take_the_rotation(run)
    people = list(candidates(run, book, at))
    places = {person.person: index for index, person in enumerate(people)}
    owners = owners_of((lead.pk for lead in leads), run)
    levels: dict[str, int] = {}
    rows = []
    for lead in leads:
        choice = choose(_facts(lead, owners.get(lead.pk, Owners()), run, at), book.route, people)
        rows.append(_row(lead, run, choice, book, by, at))
        if choice.person and choice.person in places:
            place = places[choice.person]
            people[place] = _loaded(people[place], choice, at)
            if choice.uses_turn:
                levels[choice.person] = people[place].assigned_count
    if levels:
        count_turns(run, levels, at)
    Assignment.objects.bulk_create(rows)
    _own(leads, rows, run)
    append(*(_entry(lead, row, book, by, at) for lead, row in zip(leads, rows, strict=True) if row.person_id))
    return rows


def _facts(lead: Lead, owners: Owners, run: Run, at: datetime) -> RoutingFacts:
    columns = {field.attname: getattr(lead, field.attname) for field in lead._meta.concrete_fields}
    return RoutingFacts(
        dossier=Dossier(lead=lead_facts(columns, ())),
        run=run,
        at=at,
        account_owner=owners.account,
        opportunity_owner=owners.opportunity,
        same_account_owner=owners.same_account,
    )


def _loaded(person: Candidate, choice: Choice, at: datetime) -> Candidate:
    turns = person.assigned_count + (1 if choice.uses_turn else 0)
    return replace(person, assigned_count=turns, open_leads=person.open_leads + 1, last_assigned_at=at)


def _row(lead: Lead, run: Run, choice: Choice, book: Playbook, by: Actor, at: datetime) -> Assignment:
    return Assignment(
        lead=lead,
        run=run,
        person_id=UUID(choice.person) if choice.person else None,
        route=choice.route,
        strategy=choice.strategy,
        because=because_of(choice),
        trace=trace_of(choice),
        uses_turn=choice.uses_turn,
        playbook=book.stamp,
        by_id=by.person_id,
        at=at,
    )


def _own(leads: Sequence[Lead], rows: Sequence[Assignment], run: Run) -> None:
    column = "owner_id" if run == "sdr" else "ae_id"
    taken = []
    for lead, row in zip(leads, rows, strict=True):
        if row.person_id:
            setattr(lead, column, row.person_id)
            lead.version += 1
            taken.append(lead)
    Lead.objects.bulk_update(taken, [column.removesuffix("_id"), "version"], batch_size=500)


def _entry(lead: Lead, row: Assignment, book: Playbook, by: Actor, at: datetime) -> Entry:
    data: dict[str, Any] = {
        "assignment": str(row.pk),
        "run": row.run,
        "person": str(row.person_id),
        "route": row.route,
        "strategy": row.strategy,
    }
    return Entry(
        "lead.assigned", at, by, "lead", lead.pk, lead_id=lead.pk, playbook=book.stamp, origin=lead.origin, data=data
    )
