"""What each field of the dossier is called on a form, by the end of its pointer."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from tasuki.rules.wording import N_

# The longest matching end of a pointer wins: “budget/status” before “status”.
LABELS: Mapping[str, str] = {
    "level": N_("How sure are we?"),
    "evidence": N_("Evidence"),
    "budget/status": N_("Budget status"),
    "budget/context": N_("What was said about the budget"),
    "amount/amount": N_("Amount"),
    "currency": N_("Currency"),
    "approval_process": N_("Approval process for such a purchase"),
    "budget_controller": N_("Who controls the budget"),
    "next_cycle_on": N_("Next budget cycle opens on"),
    "funding_available_on": N_("Money is available from"),
    "decision_maker/name": N_("Decision maker: name"),
    "decision_maker/title": N_("Decision maker: title"),
    "decision_unit": N_("Decision-making unit"),
    "path_to_decision_maker": N_("Path to the decision maker"),
    "contact_role": N_("What our contact is in this decision"),
    "problem": N_("Business problem, with its size"),
    "cost_of_inaction": N_("What it costs to leave it unsolved"),
    "why_now": N_("Why now, what has changed"),
    "tried_before": N_("What they tried before"),
    "current_process": N_("How they do it today"),
    "target_on": N_("Target date"),
    "forcing_function": N_("What forces the date"),
    "forcing_event": N_("The event, in words"),
    "forcing_on": N_("Date of the event"),
    "priority_rank": N_("Rank among their initiatives"),
    "competing_initiatives": N_("Competing initiatives"),
    "decision_process/steps": N_("Steps to the decision"),
    "participants": N_("Who takes part"),
    "decision_process/criteria": N_("Criteria that matter"),
    "evaluation_until": N_("They evaluate until"),
    "other_vendors": N_("Other vendors"),
    "no_other_vendors_checked_how": N_("No other vendors: how was it checked?"),
    "paper_process": N_("Contract and signature process"),
    "competition/landscape": N_("Competitive landscape"),
    "none_found": N_("No competitor found"),
    "checked_how": N_("How was it checked?"),
    "statement": N_("Statement"),
    "champion/person/name": N_("Champion: name"),
    "champion/person/title": N_("Champion: title"),
    "tested_how": N_("How was the champion tested?"),
    "handoff/recommended_next_step": N_("Recommended next steps"),
    "handoff/sdr_assessment": N_("Your assessment of this lead"),
    "handoff/likelihood": N_("Likelihood of an opportunity"),
    "handoff/red_flags": N_("Red flags or concerns (write “none” if there are none)"),
    "handoff/red_flags_checked_how": N_("Red flags: how was it checked?"),
    "handoff/response_pattern": N_("How they respond"),
    "handoff/engagement_level": N_("Level of engagement"),
    "handoff/org_chart": N_("Organisation chart"),
    "opportunity/company": N_("Company (first part of the name)"),
    "opportunity/product": N_("Product or service"),
    "opportunity/product_line": N_("Product line"),
    "opportunity/solution_category": N_("Solution category"),
    "opportunity/use_case": N_("Use case"),
    "opportunity/industry_vertical": N_("Industry vertical"),
    "opportunity/owner": N_("Owner (AE)"),
    "opportunity/amount_basis": N_("The amount comes"),
    "opportunity/close_on": N_("Expected close date"),
    "opportunity/close_date_basis": N_("The close date comes"),
    "opportunity/close_date_evidence": N_("Evidence for the close date"),
    "opportunity/stage": N_("Stage"),
    "opportunity/probability": N_("Probability (0 to 1; empty: the stage's)"),
    "opportunity/follow_up_plan": N_("Follow-up plan"),
    "opportunity/decision_criteria": N_("Decision criteria"),
    "opportunity/evaluation_factors": N_("Evaluation factors"),
    "opportunity/competitive_landscape": N_("Competitive landscape"),
    "opportunity/risks": N_("Risks"),
    "opportunity/deal_blockers": N_("Deal blockers"),
    "opportunity/qualification_notes": N_("Qualification notes"),
    "opportunity/contacts": N_("Who decides"),
    "opportunity/next_steps": N_("Next steps"),
    "opportunity/stage_history": N_("Stages"),
    "opportunity/waiver_expires_on": N_("What the override left open"),
    "opportunity/source": N_("Source"),
    "opportunity/campaign": N_("Campaign"),
    "discount/kind": N_("Discount or special pricing"),
    "discount/fraction": N_("Discount: 0.10 or 10%"),
    "discount/amount/amount": N_("Discount amount"),
    "discount/amount/currency": N_("Discount currency"),
    "discount/note": N_("Discount: note"),
    "action": N_("What happens next"),
    "next_steps/owner": N_("Who does it"),
    "due_on": N_("Due on"),
    "contacts/name": N_("Full name"),
    "contacts/role": N_("Role"),
    "contacts/title": N_("Title"),
    "contacts/email": N_("E-mail"),
    "override/rationale": N_("Why convert although criteria are missing?"),
    "override/expires_on": N_("The gap closes by"),
    "override/approver": N_("Approver"),
    "person/name": N_("Full name"),
    "person/family_name": N_("Family name"),
    "person/given_name": N_("Given name"),
    "person/title": N_("Job title"),
    "person/email": N_("E-mail"),
    "person/phone": N_("Phone"),
    "company/name": N_("Company"),
    "company/domain": N_("Company domain"),
    "company/employees": N_("Employees"),
    "company/industry": N_("Industry"),
    "company/segment": N_("Segment"),
    "company/country": N_("Country (two letters)"),
    "company/region": N_("Region"),
    "company/business_model": N_("Business model"),
    "company/technologies": N_("Technologies"),
    "company/tier": N_("Tier"),
    "company/background": N_("Company background"),
    "source": N_("Source"),
    "source_detail": N_("Source, in detail"),
    "campaign": N_("Campaign"),
    "message": N_("Message or offer they answered"),
    "reason": N_("Reason"),
    "rationale": N_("Rationale"),
    "surviving_id": N_("Id of the record that stays"),
    "better_contact": N_("Better contact, if you know one"),
    "renewal_on": N_("Contract renews on"),
    "missing_items": N_("What is missing in the brief"),
    "existing_record_id": N_("Id of the customer or deal"),
    "competitor": N_("Competitor"),
    "decided_on": N_("Decided on"),
    "reengage_on": N_("Try again on"),
    "reengage_trigger": N_("Or when this happens"),
    "kana": N_("Name in kana"),
    "fields/product": N_("Product of interest"),
    "fields/product_line": N_("Product line of interest"),
    "fields/use_case": N_("Use case"),
    "evidence_note": N_("Evidence: which call, mail or document"),
}
_PROSE = (
    "context", "approval_process", "problem", "cost_of_inaction", "why_now", "tried_before", "current_process",
    "landscape", "statement", "recommended_next_step", "sdr_assessment", "red_flags", "rationale", "follow_up_plan",
    "decision_criteria", "competitive_landscape", "risks", "qualification_notes", "background", "org_chart",
    "path_to_decision_maker", "paper_process", "tested_how", "missing_items", "deal_blockers", "evaluation_factors",
)  # fmt: skip


def label_of(name: str) -> str:
    """The label of a field, in the language of the page; its own name where it is the company's own field."""
    return label_if_known(name) or name.strip("/").rpartition("/")[2].replace("_", " ")


def label_if_known(name: str) -> str:
    """The label of a field that the product knows; else empty."""
    parts = [part for part in name.strip("/").split("/") if not part.isdigit()]
    ends = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((gettext(LABELS[end]) for end in ends if end in LABELS), "")


def prose(name: str) -> bool:
    """Whether people write sentences here."""
    return name.rpartition("/")[2] in _PROSE
