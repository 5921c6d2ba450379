"""What of the records hangs on a person: leads, accounts, opportunities with their next steps and plans, tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from django.db.models import F, Q

from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.people.responsibilities import HandOver, Responsibility, register, rows_naming
from tasuki.records.models import Account, AccountPlan, Lead, NextStep, Opportunity, Task
from tasuki.rules.wording import N_

FINISHED_LEADS = ("converted", "disqualified", "archived", "merged")
OPEN_LEAD = ~Q(state__in=FINISHED_LEADS)
OPEN_OPPORTUNITY = Q(state__in=("open", "pending_approval"))


def _leads(
    kind: str, label: str, column: Literal["owner", "ae"], run: Literal["sdr", "ae"]
) -> Responsibility:
    def held(person: Person) -> int:
        return Lead.objects.filter(OPEN_LEAD, **{column: person}).count()

    return Responsibility(kind, label, held, _gives_leads(column, run))


def _gives_leads(column: str, run: str) -> Callable[[HandOver], None]:
    def hand_over(change: HandOver) -> None:
        leads = list(
            Lead.objects.select_for_update()
            .filter(OPEN_LEAD, **{column: change.leaver})
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        Lead.objects.filter(pk__in=leads).update(**{column: change.heir}, version=F("version") + 1)
        told = {"run": run, "person": str(change.heir.pk), "before": str(change.leaver.pk)}
        append(
            *(
                Entry(
                    "lead.assigned", change.at, change.by, "lead", lead, lead_id=lead,
                    reason="person_deactivated", data=told,
                )
                for lead in leads
            )
        )  # fmt: skip

    return hand_over


register(
    _leads("leads_as_sdr", N_("%(count)s open leads, as their SDR."), "owner", "sdr"),
    _leads("leads_as_ae", N_("%(count)s open leads, as their AE."), "ae", "ae"),
    rows_naming("accounts", N_("%(count)s accounts."), Account, "owner", Q(merged_into=None)),
    rows_naming("opportunities", N_("%(count)s open opportunities."), Opportunity, "owner", OPEN_OPPORTUNITY),
    rows_naming(
        "next_steps",
        N_("%(count)s next steps of open opportunities."),
        NextStep,
        "owner",
        Q(done_at=None, opportunity__state__in=("open", "pending_approval")),
    ),
    rows_naming(
        "account_plans", N_("%(count)s open account plans."), AccountPlan, "owner", Q(closed_at=None)
    ),
    rows_naming("tasks", N_("%(count)s open tasks."), Task, "owner", Q(done_at=None)),
)
