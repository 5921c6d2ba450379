"""The convert page: the plan as panels per record, the gate's findings, and what stays behind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from tasuki.desk.drawn.proof import proof_said
from tasuki.desk.forms.convert import ConvertForm, convert_form
from tasuki.desk.forms.labels import label_of
from tasuki.desk.panels.why_not import WhyNot, why_not
from tasuki.desk.words import BASES, word
from tasuki.platform.access.actor import Actor, visible
from tasuki.records.models import Lead
from tasuki.records.naming import called
from tasuki.records.queries import LEAD_OWNERS, lead_for
from tasuki.rules.decision import Verdict
from tasuki.rules.dossier import Discount
from tasuki.rules.labels import INDUSTRIES, SEGMENTS
from tasuki.rules.playbook import Playbook
from tasuki.stages.conversion.actions import preview
from tasuki.stages.conversion.comparing import Compared, Outcome
from tasuki.stages.conversion.input import read_input
from tasuki.stages.conversion.plan import Plan
from tasuki.stages.registration.queries import Protection, protection_of

FINISHED = ("converted", "disqualified", "archived", "merged")


@dataclass(frozen=True, slots=True)
class OpenLead:
    """Another open lead of the company; one that stands under an account already is not offered to join this one."""

    lead: Lead
    can_join: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A linked record beside the lead, field by field."""

    name: str
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    label: str
    lead: object
    record: object
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ConvertPage:
    """A conversion before it happens."""

    lead: Lead
    book: Playbook
    plan: Plan
    form: ConvertForm
    why_not: WhyNot
    name: str
    open_leads: tuple[OpenLead, ...]
    comparisons: tuple[Comparison, ...]
    protection: Protection | None

    @property
    def needs_approval(self) -> bool:
        return self.plan.decision.verdict is Verdict.NEEDS_REVIEW

    @property
    def conflicts(self) -> bool:
        """Whether a linked record says something else than the lead."""
        return any(row.outcome == "conflict" for one in self.comparisons for row in one.rows)


def convert_page(lead_id: UUID, typed: Mapping[str, Any], *, by: Actor, at: datetime) -> ConvertPage:
    """Plan the conversion with what was typed so far. Raises what `preview` raises, and `Unreadable`."""
    lead = lead_for(by, lead_id)
    made = preview(lead_id, read_input(typed), by=by, at=at)
    book = made.book
    proofs = [(one.id, f"{one.id} · {proof_said(one)}") for one in made.dossier.evidence]
    return ConvertPage(
        lead=lead,
        book=book,
        plan=made,
        form=convert_form(made, typed, proofs),
        why_not=why_not(made.decision, book),
        name=made.into.row["name"] if made.into else called(made.dossier, book),
        open_leads=_open_leads(made, lead, by, typed.get("attach_leads", ())),
        comparisons=_comparisons(made),
        protection=protection_of(lead_id, at),
    )


def _open_leads(made: Plan, lead: Lead, by: Actor, chosen: Collection[str]) -> tuple[OpenLead, ...]:
    """The company's other open leads that this person may see; those without an account can join this one."""
    offered = {row["id"] for row in made.gathered.rows("stranded")}
    of_company = Q(pk__in=offered)
    if made.account.links:
        of_company |= Q(account=made.account.id)
    rows = visible(Lead.objects.filter(of_company), by, "lead.read", *LEAD_OWNERS)
    rows = rows.exclude(pk=lead.pk).exclude(state__in=FINISHED)
    return tuple(
        OpenLead(row, str(row.pk) in offered and row.account_id is None, str(row.pk) in chosen)
        for row in rows.select_related("owner").order_by("-captured_at")[:20]
    )


def _comparisons(made: Plan) -> tuple[Comparison, ...]:
    """What linking finds in conflict, fills and leaves, in this order."""
    into = [(made.into.row["name"], "opportunity", made.opportunity_fields)] if made.into else []
    people = [(one.placed.name, "contacts", made.contact_fields(one)) for one in made.contacts]
    found = [*into, (made.account.name, "company", made.account_fields), *people]
    return tuple(
        Comparison(name, tuple(_row(one, kind) for one in sorted(fields, key=_urgency)))
        for name, kind, fields in found
        if fields
    )


def _urgency(one: Compared) -> int:
    return ("conflict", "filled", "kept").index(one.outcome)


def _row(one: Compared, kind: str) -> ComparedRow:
    label = label_of(_LABELLED.get((kind, one.field), f"{kind}/{one.field}"))
    lead, record = (_worded(one.field, value) for value in (one.lead, one.record))
    return ComparedRow(label, lead, record, one.outcome)


_LABELLED = {
    ("contacts", "phone"): "person/phone",
    ("opportunity", "amount"): "amount/amount",
    ("opportunity", "discount"): "discount/kind",
}


def _worded(field: str, value: object) -> object:
    """Codes in words; what a person wrote stands as it is."""
    if isinstance(value, Discount):
        return word(value.kind, BASES)
    words = _WORDS.get(field)
    return word(value, words) if words else value


_WORDS = {
    "amount_basis": BASES,
    "close_date_basis": BASES,
    "industry": INDUSTRIES,
    "industry_vertical": INDUSTRIES,
    "segment": SEGMENTS,
}
