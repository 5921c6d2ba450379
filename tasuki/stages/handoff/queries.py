"""The dossier for a handoff, the brief assembled from it, what changed since it was read, and the SDR's checklist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tasuki.platform.access.actor import Actor, visible
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotFound
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
BEFORE_THE_HANDOFF = ("captured", "mql", "sal", "sql", "recycled")
_FOR_THE_DOSSIER = ("notes", "state", "completeness", "ae_notified_at", "submitted_at")


def dossier_for_handoff(lead: Lead) -> Dossier:
    """Everything that the handoff gate and the brief look at: the qualification, the meetings and the SDR's notes."""
    return replace(dossier_of(lead), meetings=meetings_of(lead.pk), handoff=handoff_facts(lead))


def handoff_facts(lead: Lead) -> dossier.Handoff:
    """The handoff on its way or accepted; of one that is over only its notes, which the next brief begins with."""
    rows = Handoff.objects.filter(lead=lead).order_by("-created_at", "-id")
    row = rows.values(*_FOR_THE_DOSSIER, ae_handle=F("ae__handle")).first()
    if row is not None and is_over(row["state"], lead):
        return handoff_from({**row, **_NOT_BEGUN})
    return handoff_from(row)


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
    return Handoff.objects.filter(lead=lead_id).order_by("-created_at", "-id").first()


def handoffs_visible_to(by: Actor) -> QuerySet[Handoff]:
    """The handoffs that ``by`` may see, the newest first."""
    rows = visible(Handoff.objects.all(), by, "handoff.read", "sdr", "ae")
    return rows.select_related("lead", "sdr", "ae").order_by("-created_at", "-id")


def handoff_for(by: Actor, key: UUID) -> Handoff:
    """The handoff with this id, or the newest one of the lead with this id, if ``by`` may see it.

    Raises `NotFound` either way otherwise.
    """
    found = handoffs_visible_to(by).filter(Q(pk=key) | Q(lead=key)).first()
    if found is None:
        raise NotFound("handoff", key)
    return found


def handoff_and_lead_ids(key: UUID) -> tuple[UUID, UUID]:
    """The ids of the handoff with this id, or of the newest one of the lead with this id, and of its lead.

    Raises `NotFound`.
    """
    rows = Handoff.objects.filter(Q(pk=key) | Q(lead=key)).order_by("-created_at", "-id")
    found = rows.values_list("pk", "lead_id").first()
    if found is None:
        raise NotFound("handoff", key)
    return found


def locked_handoff(key: UUID) -> tuple[Lead, Handoff]:
    """The handoff with this id, or the newest one of the lead with this id, and its lead: both locked, the lead first.

    Raises `NotFound`.
    """
    lead = locked_lead(handoff_and_lead_ids(key)[1])
    # Asked again under the lock: while we waited, the lead may have got a newer handoff.
    handoff_id = handoff_and_lead_ids(key)[0]
    rows = Handoff.objects.select_for_update(of=("self",)).select_related("ae", "sdr")
    return lead, rows.get(pk=handoff_id)


def brief_of(lead: Lead, at: datetime) -> Body:
    """The brief as the record gives it at ``at``, under the playbook in force."""
    book = in_force()
    return brief.assemble(dossier_for_handoff(lead), book, day_of(at, book))


def latest_version(handoff: Handoff) -> BriefVersion | None:
    """The brief as the AE has it now; None before it was submitted."""
    return handoff.briefs.order_by("-number").first()


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the brief that differs; ``before`` or ``after`` is None where the line was not there."""

    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What happened to the brief since a person last read it. ``read`` is None where they never did."""

    read: int | None
    now: int
    changes: tuple[Change, ...]


def diff_since_read(handoff: Handoff, person: Person | UUID) -> Difference:
    """The lines that differ between the version the person last read and the latest (HB-8).

    Somebody who has never read it has everything before them, and no changes. Raises `NotFound` before the submit.
    """
    latest = latest_version(handoff)
    if latest is None:
        raise NotFound("brief", handoff.pk)
    person_id = person.pk if isinstance(person, Person) else person
    read = (
        BriefRead.objects.filter(handoff=handoff, person=person_id).values_list("number", flat=True).first()
    )
    if read is None or read == latest.number:
        return Difference(read, latest.number, ())
    seen = handoff.briefs.get(number=read)
    return Difference(read, latest.number, changes_between(seen.body, latest.body))


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
