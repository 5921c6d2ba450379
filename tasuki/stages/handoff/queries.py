"""The dossier for a handoff, the brief assembled from it, what changed since it was read, and the SDR's checklist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet

from tasuki.platform.access.actor import Actor, visible
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotFound
from tasuki.platform.rows import fetch
from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import locked_lead
from tasuki.rules import dossier
from tasuki.rules.dossier import Dossier
from tasuki.rules.gates import day_of, decide
from tasuki.stages.handoff import brief
from tasuki.stages.handoff.brief import Body
from tasuki.stages.handoff.checklist import ItemStanding, standings
from tasuki.stages.handoff.dossier import handoff_from
from tasuki.stages.handoff.models import BriefRead, BriefVersion, Handoff
from tasuki.stages.meetings.queries import meetings_of
from tasuki.stages.qualification.queries import dossier_of

OPEN = ("draft", "submitted")
ITS_IDS = """
SELECT id, lead_id FROM handoff_handoff WHERE id = %(key)s OR lead_id = %(key)s
ORDER BY created_at DESC, id DESC LIMIT 1
"""
THE_NEWEST_LOCKED = """
row.id = %(key)s OR row.lead_id = %(key)s ORDER BY row.created_at DESC, row.id DESC LIMIT 1 FOR UPDATE OF row
"""
# As `handoffs_visible_to` chooses them: one's own, with team reach also the team's and nobody's.
THE_ONE_THEY_SEE = """
(row.id = %(key)s OR row.lead_id = %(key)s) AND (
  %(reach)s::text = 'all' OR %(person)s::uuid IN (row.sdr_id, row.ae_id) OR (%(reach)s::text = 'team' AND (
    coalesce(row.sdr_id, row.ae_id) IS NULL OR %(team)s::uuid IN (sdr.team_id, ae.team_id))))
ORDER BY row.created_at DESC, row.id DESC LIMIT 1
"""
BEFORE_THE_HANDOFF = ("captured", "mql", "sal", "sql", "recycled")
_FOR_THE_DOSSIER = ("notes", "state", "completeness", "ae_notified_at", "submitted_at", "ae_handle")
FOR_THE_DOSSIER = """
SELECT h.notes::text, h.state, h.completeness, h.ae_notified_at, h.submitted_at, ae.handle
FROM handoff_handoff h LEFT JOIN people_person ae ON ae.id = h.ae_id
WHERE h.lead_id = %(lead)s ORDER BY h.created_at DESC, h.id DESC LIMIT 1
"""


def dossier_for_handoff(lead: Lead) -> Dossier:
    """Everything that the handoff gate and the brief look at: the qualification, the meetings and the SDR's notes."""
    return replace(dossier_of(lead), meetings=meetings_of(lead.pk), handoff=handoff_facts(lead))


def handoff_facts(lead: Lead) -> dossier.Handoff:
    """The handoff on its way or accepted; of one that is over only its notes, which the next brief begins with."""
    found = run(FOR_THE_DOSSIER, {"lead": lead.pk})
    row = _as_stored(found[0]) if found else None
    if row is not None and is_over(row["state"], lead):
        return handoff_from({**row, **_NOT_BEGUN})
    return handoff_from(row)


def _as_stored(row: tuple[Any, ...]) -> dict[str, Any]:
    stored = dict(zip(_FOR_THE_DOSSIER, row, strict=True))
    return {**stored, "notes": orjson.loads(stored["notes"])}


_NOT_BEGUN: Mapping[str, Any] = {
    "state": "none",
    "completeness": None,
    "ae_handle": "",
    "ae_notified_at": None,
    "submitted_at": None,
}


def is_over(state: str, lead: Lead) -> bool:
    """Whether a handoff has had its answer and the lead stands before the next one."""
    return state in ("rejected", "recycled") or (state == "accepted" and lead.state in BEFORE_THE_HANDOFF)


def latest_handoff(lead_id: UUID) -> Handoff | None:
    """The lead's newest handoff, whatever became of it."""
    newest = "row.lead_id = %(lead)s ORDER BY row.created_at DESC, row.id DESC LIMIT 1"
    return next(iter(fetch(Handoff, newest, {"lead": lead_id})), None)


def handoffs_visible_to(by: Actor) -> QuerySet[Handoff]:
    """The handoffs that ``by`` may see, the newest first."""
    rows = visible(Handoff.objects.all(), by, "handoff.read", "sdr", "ae")
    return rows.select_related("lead", "sdr", "ae").order_by("-created_at", "-id")


def handoff_for(by: Actor, key: UUID) -> Handoff:
    """The handoff with this id, or the newest one of the lead with this id, if ``by`` may see it.

    Raises `NotFound` either way otherwise.
    """
    reach = by.reach("handoff.read")
    asked = {"key": key, "reach": reach, "person": by.person_id, "team": by.team_id}
    found = fetch(Handoff, THE_ONE_THEY_SEE, asked, also=("lead", "sdr", "ae")) if reach else []
    if not found:
        raise NotFound("handoff", key)
    return found[0]


def handoff_and_lead_ids(key: UUID) -> tuple[UUID, UUID]:
    """The ids of the handoff with this id, or of the newest one of the lead with this id, and of its lead.

    Raises `NotFound`.
    """
    found = run(ITS_IDS, {"key": key})
    if not found:
        raise NotFound("handoff", key)
    return found[0][0], found[0][1]


def locked_handoff(key: UUID) -> tuple[Lead, Handoff]:
    """The handoff with this id, or the newest one of the lead with this id, and its lead: both locked, the lead first.

    Raises `NotFound`.
    """
    lead = locked_lead(handoff_and_lead_ids(key)[1])
    # Asked again under the lock: while we waited, the lead may have got a newer handoff.
    return lead, fetch(Handoff, THE_NEWEST_LOCKED, {"key": key}, also=("ae", "sdr"))[0]


def brief_of(lead: Lead, at: datetime) -> Body:
    """The brief as the record gives it at ``at``, under the playbook in force."""
    book = in_force()
    return brief.assemble(dossier_for_handoff(lead), book, day_of(at, book))


def latest_version(handoff: Handoff) -> BriefVersion | None:
    """The brief as the AE has it now; None before it was submitted."""
    newest = "row.handoff_id = %(handoff)s ORDER BY row.number DESC LIMIT 1"
    return next(iter(fetch(BriefVersion, newest, {"handoff": handoff.pk})), None)


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the brief that differs; ``before`` or ``after`` is None where the line was not there."""

    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What happened to the brief since a person last read it. ``read`` is None where they read none of this handoff."""

    read: int | None
    now: int
    changes: tuple[Change, ...]


def diff_since_read(handoff: Handoff, person: Person | UUID) -> Difference:
    """The lines that differ between the version the person last read and the latest (HB-8).

    A handoff that was sent back and comes again is compared with what they read of the one before. Somebody who has
    never read any has everything before them, and no changes. Raises `NotFound` before the submit.
    """
    latest = latest_version(handoff)
    if latest is None:
        raise NotFound("brief", handoff.pk)
    last = _last_read(handoff, person.pk if isinstance(person, Person) else person)
    here = last.number if last is not None and last.handoff_id == handoff.pk else None
    if last is None or here == latest.number:
        return Difference(here, latest.number, ())
    seen = BriefVersion.objects.get(handoff=last.handoff_id, number=last.number)
    return Difference(here, latest.number, changes_between(seen.body, latest.body))


def _last_read(handoff: Handoff, person: UUID) -> BriefRead | None:
    """What a person has read of this handoff, else of the latest before it about the same lead."""
    read = BriefRead.objects.filter(handoff__lead=handoff.lead_id, person=person)
    return (
        read.filter(handoff__created_at__lte=handoff.created_at)
        .order_by("-handoff__created_at", "-at")
        .first()
    )


def changes_between(before: Body, after: Body) -> tuple[Change, ...]:
    """The lines whose value differs, in the order of the newer brief; lines that went away come last."""
    old, new = brief.lines_of(before), brief.lines_of(after)
    keys = dict.fromkeys((*new, *old))
    return tuple(
        Change(key, old.get(key), new.get(key))
        for key in keys
        if _value(old.get(key)) != _value(new.get(key))
    )


def _value(line: Mapping[str, Any] | None) -> Any:
    return line["value"] if line else None


def handoff_checklist(lead: Lead, at: datetime) -> tuple[ItemStanding, ...]:
    """CH-1 … CH-6, answered by the SAL and handoff gates as they stand at ``at``."""
    book, facts = in_force(), dossier_for_handoff(lead)
    findings = (*decide("sal", facts, book, at).findings, *decide("handoff", facts, book, at).findings)
    return standings("handoff", book, findings)
