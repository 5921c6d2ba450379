from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.moves import not_now
from tasuki.records.queries import ask_about
from tasuki.rules.brief import BriefStanding, completeness
from tasuki.rules.gates import day_of
from tasuki.rules.lifecycle import STATE_LABELS, HandoffState
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.handoff.brief import assemble
from tasuki.stages.handoff.completion import share
from tasuki.stages.handoff.drafting import dossier_with
from tasuki.stages.handoff.models import BriefVersion, Handoff
from tasuki.stages.handoff.notes import with_changes
from tasuki.stages.handoff.queries import changes_between, latest_version, locked_handoff


@transaction.atomic
def amend(key: UUID, notes: Mapping[str, Any] | None = None, *, by: Actor, at: datetime) -> BriefVersion:
    """Make a new version of a submitted brief, from the record as it is now and these notes (HB-8).

    ``key`` is the handoff's id or the lead's. Where no line of the brief differs, the latest version stays and is
    returned; notes for which the playbook has no line are kept all the same. Raises Forbidden, NotFound,
    NotPossibleNow (not with the AE), Invalid (the brief would lose a line that it had).
    """
    lead, handoff = locked_handoff(key)
    ask_about(lead, by, "handoff.submit", lead.owner_id, handoff.sdr_id)
    latest = latest_version(handoff)
    if latest is None or handoff.state not in (HandoffState.SUBMITTED, HandoffState.ACCEPTED):
        raise _not_with_the_ae(handoff)
    handoff.notes = with_changes(handoff.notes, notes or {})
    book, dossier = in_force(), dossier_with(lead, handoff)
    standing = completeness(dossier, book)
    _check_nothing_is_lost(standing, latest)
    handoff.save(update_fields=["notes"])
    body = assemble(dossier, book, day_of(at, book))
    changed = [change.key for change in changes_between(latest.body, body)]
    if not changed:
        return latest
    handoff.completeness = share(standing)
    handoff.save(update_fields=["completeness"])
    version = BriefVersion.objects.create(
        id=new_id(at),
        handoff=handoff,
        number=latest.number + 1,
        body=body,
        completeness=handoff.completeness,
        by_id=by.person_id,
        at=at,
    )
    append(
        Entry(
            "brief.completed",
            at,
            by,
            "handoff",
            handoff.pk,
            lead_id=lead.pk,
            playbook=book.stamp,
            data={"brief": version.number, "amended": changed, "required": standing.required},
        )
    )
    return version


def _not_with_the_ae(handoff: Handoff) -> Exception:
    state = Sentence(STATE_LABELS[HandoffState(handoff.state)])
    return not_now(
        Sentence(
            N_("A brief is amended while the handoff is with the AE; this one is %(state)s."),
            {"state": state},
        ),
        Sentence(N_("Write the notes of the draft instead.")),
    )


def _check_nothing_is_lost(standing: BriefStanding, latest: BriefVersion) -> None:
    had = set(latest.body["completeness"]["missing"])
    lost = [item for item in standing.missing if item.key not in had]
    if lost:
        text = N_("A submitted brief cannot lose what it had: %(item)s.")
        raise Invalid([Problem(item.pointer, "HB-8", Sentence(text, {"item": item.label})) for item in lost])
