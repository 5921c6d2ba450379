"""Open leads hang on their SDR and AE: they go to somebody who can work them, and the trace says why (RT-4, RT-8)."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F, Q

from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.people.responsibilities import HandOver, Responsibility, register
from tasuki.platform.rows import insert
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.rules.routing import Run
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.routing.candidates import CATCHING
from tasuki.stages.routing.models import Assignment
from tasuki.stages.routing.trace import kept

HANDED_OVER = "handed_over"
OPEN = ~Q(state__in=("converted", "disqualified", "archived", "merged"))
_BECAUSE = N_("%(before)s has left, and %(person)s took their leads over.")
_COLUMNS = {"sdr": "owner", "ae": "ae"}


def _leads(kind: str, label: str, run: Run) -> Responsibility:
    column = _COLUMNS[run]

    def held(person: Person) -> int:
        return Lead.objects.filter(OPEN, **{column: person}).count()

    return Responsibility(kind, label, held, _give(run, column), heirs=frozenset({run, *CATCHING}))


def _give(run: Run, column: str) -> Callable[[HandOver], None]:
    def hand_over(change: HandOver) -> None:
        rows = Lead.objects.select_for_update().filter(OPEN, **{column: change.leaver}).order_by("pk")
        leads = list(rows.values_list("pk", flat=True))
        Lead.objects.filter(pk__in=leads).update(**{column: change.heir}, version=F("version") + 1)
        because = kept(Sentence(_BECAUSE, {"before": change.leaver.name, "person": change.heir.handle}))
        stamp = in_force().stamp
        insert([
            Assignment(
                lead_id=lead, run=run, person=change.heir, strategy=HANDED_OVER, because=because, playbook=stamp,
                by_id=change.by.person_id, at=change.at,
            )
            for lead in leads
        ])  # fmt: skip
        told = {
            "run": run, "person": str(change.heir.pk), "before": str(change.leaver.pk), "strategy": HANDED_OVER,
        }  # fmt: skip
        append(
            *(
                Entry(
                    "lead.assigned", change.at, change.by, "lead", lead, lead_id=lead, playbook=stamp,
                    reason="person_deactivated", data=told,
                )
                for lead in leads
            )
        )  # fmt: skip

    return hand_over


register(
    _leads("leads_as_sdr", N_("Open leads, as their SDR: %(count)s."), "sdr"),
    _leads("leads_as_ae", N_("Open leads, as their AE: %(count)s."), "ae"),
)
