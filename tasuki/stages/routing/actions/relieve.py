"""Somebody else takes a lead over: its promise was broken, or whoever has it is away (SL-20, SL-21)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.atomic import atomic
from tasuki.platform.people.models import Person
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import ask_about
from tasuki.rules.routing import Run
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.routing.actions.assign import choose_owners
from tasuki.stages.routing.candidates import CATCHING
from tasuki.stages.routing.leads import locked_at_work
from tasuki.stages.routing.models import Assignment
from tasuki.stages.routing.trace import kept

Because = Literal["escalated", "absent"]
STANDS_IN = "stands_in"
_WORDED = {
    "escalated": N_("%(person)s stands in: the promise was broken and went up to the manager."),
    "absent": N_("%(person)s stands in while the owner is away."),
}


@atomic
def relieve(
    lead_id: UUID, run: Run, because: Because, *, since: UUID | None, by: Actor, at: datetime
) -> Assignment | None:
    """Whoever stands in for the lead's SDR or AE takes it over, else whom the table chooses among the others.

    ``since`` is who had it when this was asked for: where somebody else has it by now, nothing happens (twice is once).
    None too where nobody else could take it: it stays where it is. Uses a turn only where the table chooses.
    Raises Forbidden, NotFound, NotPossibleNow (the lead's way has ended).
    """
    lead = locked_at_work([lead_id])[0]
    ask_about(lead, by, "lead.assign")
    holder = lead.owner if run == "sdr" else lead.ae
    if holder is None:
        return choose_owners([lead], run, by, at)[0]
    if holder.pk != since:
        return None
    deputy = _deputy(holder, run, at)
    if deputy is not None:
        return _hand_to(deputy, lead, run, because, by, at)
    return _chosen(lead, holder, run, because, by, at)


def _deputy(holder: Person, run: Run, at: datetime) -> Person | None:
    """Their backup, if that person is there and can do the work."""
    if holder.backup_id is None:
        return None
    there: Person | None = Person.objects.present_at(at).filter(pk=holder.backup_id).first()
    return there if there and {run, *CATCHING} & set(there.roles) else None


def _chosen(
    lead: Lead, holder: Person, run: Run, because: Because, by: Actor, at: datetime
) -> Assignment | None:
    made = choose_owners([lead], run, by, at, holder.pk, because)[0]
    return made if made.person_id else None


def _hand_to(deputy: Person, lead: Lead, run: Run, because: Because, by: Actor, at: datetime) -> Assignment:
    column = "owner" if run == "sdr" else "ae"
    before = getattr(lead, f"{column}_id")
    setattr(lead, column, deputy)
    lead.version += 1
    lead.save(update_fields=[column, "version"])
    book = in_force()
    row = Assignment.objects.create(
        lead=lead, run=run, person=deputy, strategy=STANDS_IN, playbook=book.stamp, by_id=by.person_id, at=at,
        because=kept(Sentence(_WORDED[because], {"person": deputy.handle})),
    )  # fmt: skip
    data = {
        "assignment": str(row.pk), "run": run, "person": str(deputy.pk), "strategy": STANDS_IN,
        "before": str(before), "relieves": because,
    }  # fmt: skip
    told = Entry(
        "lead.assigned", at, by, "lead", lead.pk, lead_id=lead.pk, playbook=book.stamp, origin=lead.origin, data=data
    )  # fmt: skip
    append(told, at_hand=[lead])
    return row
