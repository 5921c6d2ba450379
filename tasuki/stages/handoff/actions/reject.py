from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import invalid
from tasuki.playbooks.queries import in_force
from tasuki.records import moves
from tasuki.records.merging.carrying import finish
from tasuki.records.merging.leads import carry_over, plan_leads, told
from tasuki.records.models import Lead
from tasuki.records.queries import enter, lead_named
from tasuki.rules.lifecycle import Move, verb_after_rejection
from tasuki.rules.playbook import Playbook
from tasuki.rules.rationale import SURVIVOR, Ending
from tasuki.rules.wording import N_
from tasuki.stages.handoff.actions.deciding import answering
from tasuki.stages.handoff.endings import decide_handoff, words_of
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.queries import handoff_and_lead_ids
from tasuki.stages.qualification.endings import check_ending, note_exit


@transaction.atomic
def reject(
    key: UUID,
    *,
    reason: str,
    rationale: str,
    by: Actor,
    at: datetime,
    details: Mapping[str, str] | None = None,
) -> Handoff:
    """The AE says no, with an agreed reason and a rationale that says something (AR-2, AR-3).

    ``details`` holds what the reason asks for (AR-5): ``surviving_id`` of a duplicate, ``better_contact``,
    ``missing_items`` … The reason decides where the lead goes (AR-6): back to the SDR, disqualified, or merged. ``key``
    is the handoff's id or the lead's. Raises Forbidden, NotFound, NotPossibleNow (decided already), Invalid.
    """
    given = {name: str(value).strip() for name, value in (details or {}).items()}
    _lock_in_order(key, given.get(SURVIVOR, ""))
    lead, handoff, move = answering(key, "reject", by)
    book = in_force()
    ending = Ending("reject", reason, rationale, given)
    check_ending(ending, book, by, at)
    verb = verb_after_rejection(book.reasons[reason])
    lead_move = moves.move("lead", verb, lead.state)
    survivor = _survivor(given[SURVIVOR], lead) if verb == "reject_as_duplicate" else None
    decide_handoff(handoff, move.to_state, ending, by, at)
    plan = plan_leads(survivor, lead, at) if survivor is not None else None
    kept = carry_over(plan, by=by, at=at) if plan is not None else None
    _move_the_lead(lead, lead_move, ending, survivor, book, at)
    merged = {}
    if plan is not None and kept is not None:
        finish(kept, plan)
        merged = told(plan, kept)
    append(*_entries(handoff, lead, (move, lead_move), ending, merged, book, by, at), at_hand=[lead])
    return handoff


def _lock_in_order(key: UUID, survivor: str) -> None:
    """Two leads are locked by ascending id, so that two rejections that name each other cannot wait for each other."""
    ids = {handoff_and_lead_ids(key)[1]}
    found = lead_named(survivor) if survivor else None
    if found is not None:
        ids.add(found.pk)
    list(Lead.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))


def _survivor(name: str, lead: Lead) -> Lead:
    """The record that stays (AR-5). Raises `Invalid` where it is no lead, the lead itself, or merged away."""
    pointer = f"/{SURVIVOR}"
    found = lead_named(name)
    if found is None:
        text, fix = N_("There is no lead “%(name)s”."), N_("Enter the id of the record that stays.")
        raise invalid(pointer, text, "AR-5", fix=fix, name=name)
    if found.pk == lead.pk:
        text = N_("A lead cannot be a duplicate of itself.")
        raise invalid(pointer, text, "AR-5", fix=N_("Enter the id of the record that stays."))
    if found.merged_into_id is not None:
        text, fix = N_("That lead was merged into %(survivor)s."), N_("Name that one.")
        raise invalid(pointer, text, "AR-5", fix=fix, survivor=str(found.merged_into_id))
    return found


def _move_the_lead(
    lead: Lead, move: Move, ending: Ending, survivor: Lead | None, book: Playbook, at: datetime
) -> None:
    if move.to_state == lead.state:
        lead.version += 1
    else:
        note_exit(lead, ending, book)
        lead.merged_into = survivor
        enter(lead, move.to_state, at)
    lead.save()


def _entries(
    handoff: Handoff,
    lead: Lead,
    moves: tuple[Move, Move],
    ending: Ending,
    merged: Mapping[str, Any],
    book: Playbook,
    by: Actor,
    at: datetime,
) -> tuple[Entry, ...]:
    answer, move = moves
    data = {
        "ae": str(handoff.ae_id) if handoff.ae_id else None,
        "sdr": str(handoff.sdr_id) if handoff.sdr_id else None,
        "lead_state": lead.state,
    }
    rejected = Entry(
        answer.event,
        at,
        by,
        "handoff",
        handoff.pk,
        lead_id=lead.pk,
        playbook=book.stamp,
        reason=ending.reason,
        data=data,
        words=words_of(ending),
    )
    if move.event == answer.event:
        return (rejected,)
    left = {"from": lead.exit_state, "cause": lead.exit_cause, **merged}
    left_entry = Entry(
        move.event,
        at,
        by,
        "lead",
        lead.pk,
        lead_id=lead.pk,
        playbook=book.stamp,
        reason=ending.reason,
        data=left,
        words={"rationale": ending.rationale.strip()},
    )
    return (rejected, left_entry)
