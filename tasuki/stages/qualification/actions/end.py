"""A lead ends, or goes to nurture: always with a reason and a rationale (AR-1 … AR-9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Invalid, NotFound, invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.merging.carrying import finish
from tasuki.records.merging.leads import carry_over, plan_leads, told
from tasuki.records.models import Lead
from tasuki.records.moves import move
from tasuki.records.queries import ask_about, enter, lead_for, lead_named, locked_lead, locked_leads
from tasuki.rules.asking import NO_TROUBLE, Trouble, unmet
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem
from tasuki.rules.rationale import SURVIVOR, Ending, days_told, with_its_usual_return
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.qualification.endings import (
    EXIT_COLUMNS,
    STATE_COLUMNS,
    check_ending,
    note_exit,
)


@transaction.atomic
def disqualify(
    lead_id: UUID,
    *,
    reason: str,
    rationale: str,
    by: Actor,
    at: datetime,
    details: Mapping[str, str] | None = None,
) -> Lead:
    """The lead goes back to marketing with the reason; ``details`` holds what the reason asks for (AR-5, AR-8).

    A duplicate names the lead that stays (``surviving_id``) and is merged instead; a lead that nobody has delivered yet
    can only be excluded (EX-1). Raises Forbidden, NotFound, NotPossibleNow, and Invalid for a reason or rationale that
    says nothing.
    """
    lead = _locked_with_the_other(lead_id, (details or {}).get(SURVIVOR, ""))
    ask_about(lead, by, "lead.disqualify")
    verb = "exclude" if lead.state == "captured" else "disqualify"
    move("lead", verb, lead.state)
    book = in_force()
    ending = Ending("disqualify", reason, rationale, details or {})
    also = _only_excluded(reason, book) if verb == "exclude" else ()
    check_ending(ending, book, by, at, [("EX-1", trouble) for trouble in also])
    survivor = _survivor(ending, lead, book, by)
    note_exit(lead, ending, book)
    if survivor is not None:
        plan = plan_leads(survivor, lead, at)
        kept = carry_over(plan, by=by, at=at)
        lead.merged_into = survivor
        _leave(lead, "merge", "lead.merged", ending, book, by, at, told(plan, kept), "merged_into")
        finish(kept, plan)
    else:
        data = {"cause": lead.exit_cause, **days_told(ending)}
        _leave(lead, verb, "lead.disqualified", ending, book, by, at, data)
    return lead


@transaction.atomic
def recycle(
    lead_id: UUID,
    *,
    rationale: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    reengage_on: date | None = None,
    trigger: str = "",
    nurture_track: str = "",
    details: Mapping[str, str] | None = None,
) -> Lead:
    """The lead goes to nurture until a day or a trigger (AR-1); some reasons bring their own day (AR-4).

    Raises Forbidden, NotFound, NotPossibleNow, Invalid.
    """
    lead = locked_lead(lead_id)
    ask_about(lead, by, "lead.recycle")
    move("lead", "recycle", lead.state)
    book = in_force()
    said = Ending("recycle", reason, rationale, details or {}, reengage_on, trigger)
    ending = with_its_usual_return(said, book, day_of(at, book))
    check_ending(ending, book, by, at)
    note_exit(lead, ending, book)
    lead.reengage_on = ending.reengage_on
    lead.reengage_trigger = ending.reengage_trigger.strip()[:200]
    lead.nurture_track = nurture_track
    lead.recycled_at = at
    lead.times_recycled += 1
    columns = ("reengage_on", "reengage_trigger", "nurture_track", "recycled_at", "times_recycled")
    day = ending.reengage_on
    comes_back = {"reengage_on": str(day) if day else None, "has_trigger": bool(ending.reengage_trigger)}
    data = {**days_told(ending), **comes_back}
    _leave(lead, "recycle", "lead.recycled", ending, book, by, at, data, *columns)
    return lead


def _only_excluded(reason: str, book: Playbook) -> tuple[Trouble, ...]:
    """EX-1: before marketing has delivered a lead, only an exclusion ends it."""
    allowed = [one.code for one in book.reasons_for("exclude")]
    if reason not in book.reasons or reason in allowed:
        return NO_TROUBLE
    because = N_("Marketing has not delivered this lead yet; it can only be excluded.")
    return unmet("/reason", because, N_("Choose one of: %(allowed)s."), allowed=allowed)


def _locked_with_the_other(lead_id: UUID, other: str) -> Lead:
    """The lead; it and the one that is said to stay are locked in one order, whoever names whom."""
    found = lead_named(other) if other else None
    return locked_leads([lead_id, *([found.pk] if found else [])])[str(lead_id)]


def _survivor(ending: Ending, lead: Lead, book: Playbook, by: Actor) -> Lead | None:
    """The lead that stays, where the reason says that this one is its duplicate (AR-5)."""
    reason = book.reasons.get(ending.reason)
    key = ending.details.get(SURVIVOR, "")
    merges = ending.reason == "duplicate" or (reason is not None and reason.leads_to == "merged")
    if not merges or not key:
        return None
    try:
        survivor = lead_for(by, key)
    except NotFound as unknown:
        fix = Sentence(N_("Enter the id of the record that stays."))
        raise Invalid([Problem("/surviving_id", "AR-5", unknown.title, fix)]) from unknown
    if survivor.pk == lead.pk or survivor.state == "merged":
        text = N_("This lead does not stay.")
        raise invalid("/surviving_id", text, "AR-5", fix=N_("Name another lead, one that stays."))
    return locked_lead(survivor.pk)


def _leave(
    lead: Lead,
    verb: str,
    code: str,
    ending: Ending,
    book: Playbook,
    by: Actor,
    at: datetime,
    data: dict[str, Any],
    *columns: str,
) -> None:
    enter(lead, move("lead", verb, lead.state).to_state, at)
    lead.save(update_fields=[*STATE_COLUMNS, *EXIT_COLUMNS, f"entered_{lead.state}_at", *columns])
    append(
        Entry(
            code,
            at,
            by,
            "lead",
            lead.pk,
            lead_id=lead.pk,
            playbook=book.stamp,
            reason=ending.reason,
            origin=lead.origin,
            data={"from": lead.exit_state, **data},
            words={
                "rationale": ending.rationale.strip(),
                "details": dict(ending.details),
                "trigger": ending.reengage_trigger,
            },
        ),
        at_hand=[lead],
    )
