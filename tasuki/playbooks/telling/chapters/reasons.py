"""Why a lead, a handoff or a deal may end."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.playbooks.telling.chapter import Chapter, Table, entry, filled
from tasuki.rules.lifecycle import STATE_LABELS, LeadState
from tasuki.rules.playbook import Playbook, Reason
from tasuki.rules.rationale import ASKED_FOR
from tasuki.rules.wording import N_, Sentence

USES: Mapping[str, str] = {
    "reject": N_("The AE rejects a handoff"),
    "disqualify": N_("A lead is disqualified"),
    "recycle": N_("A lead is recycled"),
    "exclude": N_("A lead is excluded"),
    "lose": N_("An opportunity is lost"),
    "win": N_("An opportunity is won"),
    "void": N_("A conversion is undone"),
    "reopen": N_("A lead is reopened"),
    "decline_meeting": N_("A meeting does not take place"),
    "push_close_date": N_("A close date is pushed"),
}
TRIGGERS: Mapping[str, str] = {
    "before_renewal": N_("before their contract renews"),
    "company_growth": N_("when the company has grown"),
}


def reasons(book: Playbook) -> Chapter:
    introduction = N_(
        "Every ending names one of these reasons and says why in its own words. Right-reason endings (not qualified) "
        "are counted apart from wrong-reason ones (our process failed)."
    )
    tables = (_table(use, title, book) for use, title in USES.items())
    return Chapter("reasons", Sentence(N_("The reasons")), Sentence(introduction), filled(tables))


def _table(use: str, title: str, book: Playbook) -> Table:
    headings = (Sentence(N_("Reason")), Sentence(N_("What follows")))
    rows = tuple(
        entry(f"{use}/{one.code}", one.label, tuple(_follows(one, use))) for one in book.reasons_for(use)
    )
    return Table(Sentence(title), headings, rows)


def _follows(reason: Reason, use: str) -> list[Sentence]:
    asked = tuple(Sentence(ASKED_FOR.get(one, "%(name)s"), {"name": one}) for one in reason.asks_for)
    told = [
        Sentence(N_("The process failed.")) if reason.exit_cause == "process_failure" else None,
        Sentence(N_("Counts as premature conversion."))
        if reason.qualification and use in ("lose", "void")
        else None,
        Sentence(N_("Cannot be taken out.")) if reason.protected else None,
        _leads_to(reason) if use == "reject" else None,
        Sentence(N_("Asks for: %(what)s."), {"what": asked}) if asked else None,
        _comes_back(reason) if use == "recycle" else None,
    ]
    return [one for one in told if one is not None]


def _leads_to(reason: Reason) -> Sentence:
    state = Sentence(STATE_LABELS[LeadState(reason.leads_to)])
    return Sentence(N_("The lead is then: %(state)s."), {"state": state})


def _comes_back(reason: Reason) -> Sentence | None:
    if reason.recycle_after_days is not None:
        return Sentence(N_("Comes back after %(n)s days."), {"n": reason.recycle_after_days})
    if not reason.recycle_trigger:
        return None
    trigger = Sentence(TRIGGERS.get(reason.recycle_trigger, "%(name)s"), {"name": reason.recycle_trigger})
    return Sentence(N_("Comes back %(trigger)s."), {"trigger": trigger})
