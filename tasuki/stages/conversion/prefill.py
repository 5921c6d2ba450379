"""What the record already knows about the opportunity, so that nobody types it twice.

A value that the converter gives always wins; what is taken from the answers keeps their basis and evidence.
"""

from __future__ import annotations

from dataclasses import fields, replace

from tasuki.rules.conditions import is_filled
from tasuki.rules.criteria import level_of
from tasuki.rules.dossier import Contact, Dossier, OpportunityFacts
from tasuki.rules.playbook import Playbook

CONFIRMED = 2


def prefilled(given: OpportunityFacts, d: Dossier, book: Playbook, owner: str) -> OpportunityFacts:
    """``given``, completed from the lead and its answers."""
    known = _known(d, book, owner)
    if given.amount is not None:  # what the buyer's budget rests on says nothing of another amount
        known = replace(known, amount_basis="")
    empty = [f.name for f in fields(OpportunityFacts) if not is_filled(getattr(given, f.name))]
    return replace(given, **{name: getattr(known, name) for name in empty})


def _known(d: Dossier, book: Playbook, owner: str) -> OpportunityFacts:
    lead, answers = d.lead, d.answers
    timeline, budget, process = answers.timeline, answers.budget, answers.decision_process
    forced = timeline.forcing_on is not None and bool(timeline.evidence)
    product = str(lead.fields.get("product", "") or lead.fields.get("product_line", ""))
    return OpportunityFacts(
        company=lead.company.name,
        product=product,
        product_line=str(lead.fields.get("product_line", "")),
        use_case=str(lead.fields.get("use_case", "")),
        industry_vertical=lead.industry or lead.company.industry,
        owner=owner,
        amount=budget.amount,
        amount_basis="guess" if budget.amount is not None and budget.level < CONFIRMED else "",
        close_on=timeline.target_on,
        close_date_basis="forcing_function" if forced and timeline.target_on else "",
        close_date_evidence=timeline.evidence[0] if forced and timeline.target_on else "",
        stage=next((stage.key for stage in book.stage if stage.entry), ""),
        decision_criteria="、".join(process.criteria),
        competitive_landscape=answers.competition.landscape or answers.competition.checked_how,
        qualification_notes=notes(d, book),
        source=lead.source,
        campaign=lead.campaign,
    )


def notes(d: Dossier, book: Playbook) -> str:
    """The qualification summary: each criterion of the gate with its evidence level (§8)."""
    said = [
        f"{criterion.label.spoken(book.playbook.language)} {level_of(getattr(d.answers, criterion.key))}"
        for criterion in book.criterion
        if criterion.gated and hasattr(d.answers, criterion.key)
    ]
    return " · ".join(said)


def contacts_known(d: Dossier) -> tuple[Contact, ...]:
    """The lead's own person, and the decision maker, with the roles that the answers give them."""
    authority = d.answers.authority
    role = authority.contact_role
    mine = Contact(
        name=d.lead.person.name, person="lead", role=role, primary=role in ("champion", "economic_buyer")
    )
    maker = authority.decision_maker
    if maker is None or maker.name == d.lead.person.name:
        return (mine,)
    return (
        mine,
        Contact(name=maker.name, title=maker.title, role="economic_buyer", primary=not mine.primary),
    )
