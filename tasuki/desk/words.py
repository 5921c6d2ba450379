"""Words for codes: every state, kind and choice that a page shows, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, gettext

from tasuki.platform.access.wording import ROLES
from tasuki.platform.countries import country_in
from tasuki.platform.language import as_language, translator
from tasuki.records.models import Task
from tasuki.rules.criteria import LEVELS
from tasuki.rules.labels import SEGMENTS
from tasuki.rules.lifecycle import STATE_LABELS
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Language, Sentence, Text
from tasuki.stages.handoff.telling import WORDS

STANDINGS: Mapping[str, str] = {"met": N_("met"), "unmet": N_("not met"), "unknown": N_("not known yet")}
VERDICTS: Mapping[str, str] = {
    "passed": N_("open now"),
    "passed_with_warnings": N_("open, with warnings"),
    "needs_review": N_("needs an approval"),
    "refused": N_("not open yet"),
}
MATCHES: Mapping[str, str] = {
    "exact": N_("the same"),
    "likely": N_("likely the same"),
    "possible": N_("possibly the same"),
}
BASES: Mapping[str, str] = {
    "discovery": N_("from discovery"),
    "pricing_calc": N_("from a price calculation"),
    "guess": N_("a guess"),
    "buyer_stated": N_("stated by the buyer"),
    "forcing_function": N_("from what forces the date"),
    "procurement_plan": N_("from the procurement plan"),
    "percent": N_("a percentage"),
    "amount": N_("an amount"),
    "special_pricing": N_("special pricing"),
    "none": N_("none"),
}
KINDS_OF_EVIDENCE: Mapping[str, str] = {
    "note": N_("note"),
    "document": N_("document"),
    "recording": N_("recording"),
    "buyer": N_("buyer"),
    "seller": N_("seller"),
    "third_party": N_("third party"),
}
DISCOVERY_OUTCOMES: Mapping[str, str] = {
    "qualified": N_("qualified"),
    "not_qualified": N_("not qualified"),
    "undecided": N_("not decided yet"),
}
IMPORT_KINDS: Mapping[str, str] = {
    "leads": N_("leads"),
    "accounts": N_("accounts"),
    "contacts": N_("contacts"),
    "opportunities": N_("opportunities"),
    "campaigns": N_("campaigns"),
    "activities": N_("activities"),
    "waiting": N_("waiting"),
    "running": N_("running"),
    "tried": N_("tried"),
    "finished": N_("finished"),
    "reverted": N_("reverted"),
    "failed": N_("failed"),
    "skip": N_("skip"),
    "update": N_("update"),
    "create": N_("create anyway"),
}
APPROVALS: Mapping[str, str] = {
    "pending": N_("pending"),
    "granted": N_("granted"),
    "refused": N_("refused"),
    "recalled": N_("recalled"),
}
WHY_APPROVER: Mapping[str, str] = {
    "named": N_("named by who asked"),
    "manager": N_("manager of who asked"),
    "manager_of_manager": N_("their manager's manager"),
    "owner_manager": N_("manager of the owner"),
    "owner_manager_of_manager": N_("manager of the owner's manager"),
    "manager_of_approver": N_("manager of the approver who left"),
    "revops": N_("RevOps, since nobody else could"),
    "admin": N_("admin, since nobody else could"),
    "vp": N_("vice president"),
    "deal_desk": N_("deal desk"),
    "agreement": N_("named in the agreement"),
    "stand_in": N_("stand-in of somebody away"),
    "delegated": N_("it was handed to them"),
}
RETURNED: Mapping[str, str] = {
    "rejected": N_("the lead was rejected"),
    "no_show": N_("nobody came to the meeting"),
}
STATES: Mapping[str, str] = {
    **{str(state): label for state, label in STATE_LABELS.items()},
    **APPROVALS,
    "running": N_("not done yet"),
    "met": N_("kept in time"),
    "late": N_("kept late"),
    "released": N_("no longer owed"),
}
_SPOKEN: Mapping[str, str] = {**WORDS, **KINDS_OF_EVIDENCE, **ROLES}


def tongue() -> Language:
    """The language of the page being written."""
    return as_language(get_language() or "en")


def spoken(said: Sentence | Text | str | None) -> str:
    """A sentence or a playbook's text in the language of the page."""
    if said is None:
        return ""
    if isinstance(said, Sentence):
        return said.spoken(tongue(), translator(tongue()))
    if isinstance(said, Text):
        return said.spoken(tongue())
    return said


def word(code: object, words: Mapping[str, str] = _SPOKEN) -> str:
    """A code in words; one that nobody worded stands as it is."""
    label = words.get(str(code))
    return gettext(label) if label else str(code or "")


def level_word(level: int) -> str:
    return gettext(LEVELS.get(level, LEVELS[0]))


def source_word(key: str, book: Playbook) -> str:
    """A source as the playbook calls it."""
    return next((spoken(source.label) for source in book.source if source.key == key), key)


def reason_word(code: str, book: Playbook) -> str:
    reason = book.reasons.get(code)
    return spoken(reason.label) if reason else code


def stage_word(key: str, book: Playbook) -> str:
    stage = book.stages.get(key)
    return spoken(stage.label) if stage else key


def yes_or_no(value: bool) -> str:
    return gettext("yes") if value else gettext("no")


def country_word(code: str) -> str:
    return country_in(code, tongue())


def segment_word(key: str) -> str:
    return word(key, SEGMENTS)


TASKS: Mapping[str, str] = {
    "account_plan": N_("Write the account plan: %(title)s"),
    "come_back": N_("Get in touch again: %(title)s"),
    "forecast_review": N_("Does it belong in the forecast? %(title)s"),
    "amount_notice": N_("Look at this large deal: %(title)s"),
    "sync_call": N_("Sync call between SDR and AE: %(title)s"),
}


def task_title(task: Task) -> str:
    """What is to be done; a task that the process made bears the company's name, and its kind says the rest."""
    said = TASKS.get(task.kind)
    return gettext(said) % {"title": task.title} if said else task.title
