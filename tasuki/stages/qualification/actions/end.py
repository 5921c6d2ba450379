"""A lead ends, or goes to nurture: always with a reason and a rationale (AR-1 … AR-9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import NotFound, invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.moves import move
from tasuki.records.queries import enter, lead_for, locked_lead, teams_of
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.rationale import Ending
from tasuki.rules.wording import N_
from tasuki.stages.qualification.endings import (
    EXIT_COLUMNS,
    STATE_COLUMNS,
    check_ending,
    days_told,
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
    lead = locked_lead(lead_id)
    ask(by, "lead.disqualify", lead.owner_id, lead.ae_id, teams=teams_of(lead))
    verb = "exclude" if lead.state == "captured" else "disqualify"
    move("lead", verb, lead.state)
    book = in_force()
    ending = Ending("disqualify", reason, rationale, details or {})
    excludes = [one.code for one in book.reasons_for("exclude")]
    if verb == "exclude" and reason in book.reasons and reason not in excludes:
        text = N_("Marketing has not delivered this lead yet; it can only be excluded: %(allowed)s.")
        raise invalid("/reason", text, code="EX-1", allowed=excludes)
    check_ending(ending, book, by, at)
    survivor = _survivor(ending, lead, by)
    note_exit(lead, ending, book)
    if survivor is not None:
        lead.merged_into = survivor
        _leave(lead, "merge", "lead.merged", ending, book, by, at, {"into": str(survivor.pk)}, "merged_into")
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
    ask(by, "lead.recycle", lead.owner_id, lead.ae_id, teams=teams_of(lead))
    move("lead", "recycle", lead.state)
    book = in_force()
    known = book.reasons.get(reason)
    if known and reengage_on is None and not trigger:
        trigger = known.recycle_trigger
        if known.recycle_after_days:
            reengage_on = day_of(at, book) + timedelta(days=known.recycle_after_days)
    ending = Ending("recycle", reason, rationale, details or {}, reengage_on, trigger)
    check_ending(ending, book, by, at)
    note_exit(lead, ending, book)
    lead.reengage_on, lead.reengage_trigger, lead.nurture_track = (
        reengage_on,
        trigger.strip()[:200],
        nurture_track,
    )
    lead.recycled_at = at
    lead.times_recycled += 1
    columns = ("reengage_on", "reengage_trigger", "nurture_track", "recycled_at", "times_recycled")
    comes_back = {"reengage_on": str(reengage_on) if reengage_on else None, "has_trigger": bool(trigger)}
    data = {**days_told(ending), **comes_back}
    _leave(lead, "recycle", "lead.recycled", ending, book, by, at, data, *columns)
    return lead


def _survivor(ending: Ending, lead: Lead, by: Actor) -> Lead | None:
    key = ending.details.get("surviving_id", "")
    if ending.reason != "duplicate" or not key:
        return None
    try:
        survivor = lead_for(by, key)
    except NotFound as unknown:
        raise invalid(
            "/surviving_id", unknown.title.template, code="AR-5", **unknown.title.values
        ) from unknown
    if survivor.pk == lead.pk or survivor.state == "merged":
        raise invalid("/surviving_id", N_("Name another lead, one that stays."), code="AR-5")
    return survivor


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
        )
    )
