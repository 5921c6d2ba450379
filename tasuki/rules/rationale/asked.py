"""What a reason asks for beside the rationale (AR-5): the record that stays, a better contact, the playbook's own."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.rules.asking import Trouble
from tasuki.rules.decision import Enforcement, Standing
from tasuki.rules.playbook import Playbook, Reason
from tasuki.rules.wording import N_, Sentence

SURVIVOR = "surviving_id"
ALWAYS_ASKED: Mapping[str, tuple[str, ...]] = {
    "duplicate": (SURVIVOR,),
    "wrong_contact": ("better_contact",),
}
"""What AR-5 asks for by the reason's code, whether or not the playbook's table of reasons repeats it."""
ASKED_WITHOUT_INSISTING = frozenset({"better_contact"})
ASKED_FOR: Mapping[str, str] = {
    "better_contact": N_("a better contact"),
    "surviving_id": N_("the record that stays"),
    "renewal_on": N_("the day on which their contract renews"),
    "existing_record_id": N_("the existing customer or deal"),
    "missing_items": N_("what is missing in the brief"),
    "competitor": N_("the competitor"),
    "decided_on": N_("the day of the decision"),
    "evidence": N_("evidence"),
}
"""What a reason may ask for, as it is called in a sentence; a company's own goes by its own name."""
_QUESTIONS: Mapping[str, tuple[str, str]] = {
    SURVIVOR: (
        N_("A duplicate of what? The record that stays is not named."),
        N_("Enter the id of the record that stays."),
    ),
    "better_contact": (
        N_("Nobody is named who would be the better contact."),
        N_("If you know whom to ask at this company, name that person."),
    ),
}


def asked_for(code: str, details: Mapping[str, str], book: Playbook) -> tuple[Trouble, ...]:
    """AR-5: what the reason of this code asks for and nobody has told."""
    reason = book.reasons.get(code)
    asked = asked_by(reason) if reason else ALWAYS_ASKED.get(code, ())
    return tuple(_ask_for(name) for name in asked if not details.get(name, "").strip())


def asked_by(reason: Reason) -> tuple[str, ...]:
    """What a reason asks for (AR-5): by its code, which record stays where it merges, and by the playbook."""
    always = ALWAYS_ASKED.get(reason.code, ())
    survivor = (SURVIVOR,) if reason.leads_to == "merged" else ()
    return tuple(dict.fromkeys((*always, *survivor, *reason.asks_for)))


def _ask_for(name: str) -> Trouble:
    because, fix = _QUESTIONS.get(
        name, (N_("This reason also asks for: %(name)s."), N_("Fill in: %(name)s."))
    )
    values = {"name": Sentence(ASKED_FOR[name]) if name in ASKED_FOR else name}
    enforcement = Enforcement.WARN if name in ASKED_WITHOUT_INSISTING else None
    return Trouble(
        f"/{name}", Sentence(because, values), Sentence(fix, values), Standing.UNKNOWN, enforcement
    )
