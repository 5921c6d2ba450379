"""V-07: what each rule of a gate asks to be true, and what proves it."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence, Text

FIELD_ITSELF = N_("The field itself; a placeholder such as “TBD” counts as empty.")
RECORD = N_("The record itself.")

# Rule → what must be true, what proves it. Criteria (C-1 … C-5 and a company's own) say it in their own words.
RULES: Mapping[str, tuple[str, str]] = {
    "G-00": (N_("The agreed minimum data and the context are filled."), FIELD_ITSELF),
    "G-01": (N_("Company, contact and source are filled; there is fit as well as intent."), FIELD_ITSELF),
    "ICP-1": (
        N_("The company fits the ideal customer profile."),
        N_("The facts about the company on the record."),
    ),
    "EX-1": (N_("No exclusion applies."), RECORD),
    "G-02": (
        N_("There has been a two-way conversation with the buyer."),
        N_("A logged call, mail or meeting in which the buyer answered."),
    ),
    "G-05": (
        N_("Nothing is waived, or the waiver has its rationale and a day by which the gap closes."),
        N_("The rationale, kept with the decision."),
    ),
    "G-10": (N_("Enough of the criteria are met."), N_("Evidence for each criterion that counts.")),
    "HB-3": (N_("Every required line of the handoff brief is filled."), FIELD_ITSELF),
    "X-9": (N_("The budget is not left unknown."), N_("The answer about the budget, with its context.")),
    "C-9": (
        N_("Every discovery question is answered, or it is noted that it was asked."),
        N_("The answer, or a note on how it was asked."),
    ),
    "G-03": (N_("The discovery meeting with the AE is booked."), N_("The meeting on the record.")),
    "SL-4": (
        N_("The meeting was booked in the agreed time."),
        N_("The moment of acceptance and the moment of booking."),
    ),
    "CH-6": (N_("The AE is named and told."), N_("The notice that went out with the submit.")),
    "G-04": (
        N_("The discovery call was held and its outcome recorded."),
        N_("The recorded call with its checklist."),
    ),
    "C-1b": (
        N_("The money is there, or its path is named and reaches it before the close."),
        N_("Approval process, controller and next cycle, as the buyer named them."),
    ),
    "CH-12": (
        N_("The competitive landscape is assessed."),
        N_("What was found, or how it was checked that there is nobody."),
    ),
    "CH-13": (
        N_("The value proposition is aligned with the need."),
        N_("Evidence that the buyer agreed with it."),
    ),
    "O-1": (
        N_("The name follows the pattern: company, product, use case."),
        N_("Its parts; the name is put together from them."),
    ),
    "O-2": (N_("Every required field is filled."), FIELD_ITSELF),
    "O-3": (N_("The expected close date lies ahead."), FIELD_ITSELF),
    "O-4": (N_("The expected close date is near enough."), FIELD_ITSELF),
    "O-5": (N_("The close date fits the event that forces it."), N_("The date of the event.")),
    "O-6": (
        N_("The amount comes from discovery or from a price calculation, not from a guess."),
        N_("The basis that was chosen for the amount."),
    ),
    "O-7": (N_("The amount is ordinary for its segment."), N_("The sizes of earlier deals.")),
    "O-8": (N_("An economic buyer, a champion or an influencer is linked."), N_("The contact roles.")),
    "O-9": (
        N_("Exactly one contact is primary, and is economic buyer or champion."),
        N_("The contact roles."),
    ),
    "O-10": (
        N_("The account is linked, and none is made twice."),
        N_("The comparison with existing accounts."),
    ),
    "O-11": (N_("The opportunity starts in a stage that is meant for it."), FIELD_ITSELF),
    "O-12": (N_("There is a next step with action, owner and date."), FIELD_ITSELF),
    "O-13": (N_("The source is the lead's own."), N_("The source of the lead.")),
    "O-14": (N_("The score at conversion is known."), N_("Fit and intent on the record.")),
    "O-16": (
        N_("The close date rests on what the buyer said or on the event that forces it."),
        N_("A link to the evidence."),
    ),
    "O-17": (
        N_("Everybody who was named is linked with a role, or dismissed with a reason."),
        N_("The contact roles and the dismissals."),
    ),
    "O-18": (N_("The agreed extra fields are filled."), FIELD_ITSELF),
    "O-19": (N_("The follow-up is planned."), N_("The plan, and the task that it becomes.")),
    "AP-1": (
        N_("Nobody else has to approve, or they are asked."),
        N_("The approval, kept with the decision."),
    ),
}
_PROOF_OF_LEVEL: Mapping[int, str] = {
    0: N_("Nothing is asked for."),
    1: N_("Named on the record; evidence is not asked for."),
    2: N_("Evidence from the buyer: a call, a mail, a note or a document."),
    3: N_("Evidence from the buyer, and a document or a figure that corroborates it."),
}


def rule_told(rule: str, book: Playbook) -> Sentence | Text:
    """What must be true; a company's own rule in its own words, any other by its id."""
    own = next((one.label for one in book.validation if one.id == rule), None)
    if own is not None:
        return own
    criterion = next((one for one in book.criterion if one.id == rule), None)
    if criterion is not None and rule not in RULES:
        return criterion.means if criterion.means != Text() else criterion.label
    return Sentence(RULES[rule][0]) if rule in RULES else Text(rule)


def proof_told(rule: str) -> Sentence | None:
    """What proves it; nothing more than the fields for a company's own rule."""
    return Sentence(RULES[rule][1]) if rule in RULES else None


def proof_of_level(level: int) -> Sentence:
    return Sentence(_PROOF_OF_LEVEL.get(level, _PROOF_OF_LEVEL[0]))
