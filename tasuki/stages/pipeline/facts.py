"""From rows to facts: the opportunity as the rules see it, with what its lead knows now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tasuki.records.models import Opportunity
from tasuki.rules.dossier import (
    Answers,
    CompanyFacts,
    Discount,
    Dossier,
    Evidence,
    LeadFacts,
    Money,
    OpportunityFacts,
)
from tasuki.rules.reading import read
from tasuki.stages.qualification.dossier import answers_from, evidence_from
from tasuki.stages.qualification.models import Answer
from tasuki.stages.qualification.models import Evidence as EvidenceRow

SAME_NAME = (
    "product", "product_line", "use_case", "industry_vertical", "amount_basis", "close_on", "close_date_basis",
    "close_date_evidence", "stage", "follow_up_plan", "decision_criteria", "competitive_landscape", "risks",
    "qualification_notes", "source",
)  # fmt: skip


def opportunity_facts(row: Opportunity) -> OpportunityFacts:
    """The row as facts; contacts and next steps are judged where they change."""
    own: Mapping[str, Any] = row.fields
    return OpportunityFacts(
        **{name: getattr(row, name) for name in SAME_NAME},
        company=row.company_part,
        solution_category=str(own.get("solution_category", "")),
        account=str(row.account_id or ""),
        owner=row.owner.handle if row.owner else "",
        amount=Money(row.amount, row.currency) if row.amount is not None else None,
        probability=float(row.probability) if row.probability is not None else None,
        discount=read(Discount, row.discount) if row.discount else None,
        fields={name: value for name, value in own.items() if name != "solution_category"},
    )


def dossier_of(row: Opportunity, opportunity: OpportunityFacts) -> Dossier:
    """What an edit is judged on: these opportunity facts beside the lead's source, answers and evidence."""
    answers, evidence = known_of(row.lead_id)
    source = row.lead.source if row.lead else row.source
    lead = LeadFacts(source=source, company=CompanyFacts(name=row.company_part))
    return Dossier(lead=lead, answers=answers, evidence=evidence, opportunity=opportunity)


def known_of(lead_id: UUID | None) -> tuple[Answers, tuple[Evidence, ...]]:
    """The answers and the evidence that a lead has now."""
    answers = Answer.objects.filter(lead=lead_id).values("criterion", "level", "body", "evidence")
    evidence = EvidenceRow.objects.filter(lead=lead_id).values("key", "kind", "at", "by", "ref", "note")
    return answers_from(answers), evidence_from(evidence)
