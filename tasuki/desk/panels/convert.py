"""The convert page: the plan as panels per record, the gate's findings, and what stays behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.desk.forms.convert import ConvertForm, convert_form
from tasuki.desk.panels.why_not import WhyNot, why_not
from tasuki.platform.access.actor import Actor, visible
from tasuki.records.models import Lead
from tasuki.records.queries import LEAD_OWNERS, lead_for
from tasuki.rules.decision import Verdict
from tasuki.rules.naming import name_for
from tasuki.rules.playbook import Playbook
from tasuki.stages.conversion.actions import preview
from tasuki.stages.conversion.input import read_input
from tasuki.stages.conversion.plan import Plan

FINISHED = ("converted", "disqualified", "archived", "merged")


@dataclass(frozen=True, slots=True)
class ConvertPage:
    """A conversion before it happens."""

    lead: Lead
    book: Playbook
    plan: Plan
    form: ConvertForm
    why_not: WhyNot
    name: str
    open_leads: tuple[Lead, ...]

    @property
    def needs_approval(self) -> bool:
        return self.plan.decision.verdict is Verdict.NEEDS_REVIEW

    @property
    def overridable(self) -> bool:
        return not self.why_not.is_open or self.plan.dossier.override is not None


def convert_page(lead_id: UUID, typed: Mapping[str, Any], *, by: Actor, at: datetime) -> ConvertPage:
    """Plan the conversion with what was typed so far. Raises what `preview` raises, and `Unreadable`."""
    lead = lead_for(by, lead_id)
    made = preview(lead_id, read_input(typed), by=by, at=at)
    book = made.book
    proofs = [evidence.id for evidence in made.dossier.evidence]
    return ConvertPage(
        lead=lead,
        book=book,
        plan=made,
        form=convert_form(made, typed, proofs),
        why_not=why_not(made.decision, book),
        name=name_for(made.dossier, book),
        open_leads=_open_leads(made, lead, by),
    )


def _open_leads(made: Plan, lead: Lead, by: Actor) -> tuple[Lead, ...]:
    """The account's other open leads that this person may see."""
    if made.account.action != "link":
        return ()
    rows = visible(Lead.objects.filter(account=made.account.id), by, "lead.read", *LEAD_OWNERS)
    rows = rows.exclude(pk=lead.pk).exclude(state__in=FINISHED)
    return tuple(rows.select_related("owner").order_by("-captured_at")[:20])
