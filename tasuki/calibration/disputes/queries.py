"""Disputes and learning cases as people may see them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tasuki.calibration.disputes.models import Dispute, LearningCase
from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.journal.models import Event
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.models import PlaybookVersion
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.dispute import DISPUTABLE, ENDINGS, DisputeState, Part, WayBack, parts_of, way_back

OFFERED = 20


def disputes(by: Actor, state: str = "", lead_id: UUID | None = None) -> QuerySet[Dispute]:
    """The disputes, the newest first: one's own, and those about leads that one may see. Raises Forbidden."""
    ask_any(by, "dispute.read")
    rows = Dispute.objects.select_related("lead", "opened_by", "decided_by", "ruler", "ruled_by", "draft")
    if by.reach("lead.read") != "all":
        seen = visible(Dispute.objects.all(), by, "lead.read", *(f"lead__{name}" for name in LEAD_OWNERS))
        rows = rows.filter(Q(opened_by=by.person_id) | Q(pk__in=seen.values("pk")))
    if state:
        rows = rows.filter(state=state)
    if lead_id is not None:
        rows = rows.filter(lead=lead_id)
    return rows.order_by("-opened_at", "-id")


def to_rule_on(by: Actor) -> QuerySet[Dispute]:
    """The open ones in which this person has no part, the newest first (DS-1). Raises Forbidden."""
    me = by.person_id
    part = Q(opened_by=me) | Q(decided_by=me) | Q(lead__owner=me) | Q(lead__ae=me)
    owed = Event.objects.filter(seq=OuterRef("event"), subject="clock", data__owner=str(me))
    return disputes(by, DisputeState.OPEN).exclude(part).exclude(Exists(owed))


def disputes_of(lead_id: UUID, most: int) -> list[Dispute]:
    """The newest disputes about a lead that is shown."""
    return list(Dispute.objects.filter(lead=lead_id).order_by("-opened_at", "-id")[:most])


def dispute_for(by: Actor, dispute_id: UUID) -> Dispute:
    """Raises Forbidden, NotFound."""
    found = disputes(by).filter(pk=dispute_id).first()
    if found is None:
        raise NotFound("dispute", dispute_id)
    return found


def disputable(lead_id: UUID) -> list[Event]:
    """The latest decisions about a lead that may be called wrong and have not been."""
    rows = decisions_about(lead_id)
    taken = Dispute.objects.filter(lead=lead_id).exclude(state="withdrawn").values("event")
    found = rows.exclude(seq__in=taken).select_related("payload").order_by("-at", "-seq")[:OFFERED]
    answered = {one.at for one in rows if one.subject == "handoff"}
    return [one for one in found if one.subject != "lead" or one.at not in answered]


def disputable_by(by: Actor, lead_id: UUID) -> list[Event]:
    """Those of them that somebody else has made."""
    return [one for one in disputable(lead_id) if by.person_id is None or one.actor_id != by.person_id]


def decisions_about(lead_id: UUID) -> QuerySet[Event]:
    """What was decided about a lead here, and may be called wrong; imported history was decided elsewhere."""
    return Event.objects.filter(lead_id=lead_id, code__in=DISPUTABLE).exclude(origin="import")


def as_answered(decided: Event) -> Event:
    """The decision itself: what an AE's answer to a handoff does to the lead is no decision of its own."""
    if decided.subject != "lead":
        return decided
    answers = Event.objects.filter(
        lead_id=decided.lead_id, at=decided.at, subject="handoff", code__in=DISPUTABLE
    )
    return answers.first() or decided


def way_back_of(row: Dispute) -> WayBack:
    """How its lead comes back where this is overturned; empty where another decision has put the lead where it is."""
    endings = Event.objects.filter(lead_id=row.lead_id, code__in=ENDINGS)
    if row.code.startswith("handoff."):
        endings = endings.exclude(subject="lead", at=row.decided_at)
    last = endings.order_by("-seq").values_list("seq", flat=True).first()
    return way_back(row.code, row.lead.state) if last == row.event else ""


def parts_in(row: Dispute, event: Event | None, by: Actor) -> tuple[Part, ...]:
    """What makes this person a part of the dispute; nothing: they may rule, as far as that goes (DS-1)."""
    return () if by.person_id is None else parts_of(by.person_id, who_has_part(row, event))


def who_has_part(row: Dispute, event: Event | None) -> Mapping[Part, frozenset[UUID]]:
    people: dict[Part, tuple[UUID | None, ...]] = {
        "opened": (row.opened_by_id,),
        "decided": (row.decided_by_id,),
        "works": (row.lead.owner_id, row.lead.ae_id),
        "owed": (_owed_by(event),),
    }
    return {part: frozenset(one for one in named if one) for part, named in people.items()}


def event_of(row: Dispute) -> Event | None:
    """The decision as the journal has it, with its words; None where the journal begins later."""
    return Event.objects.select_related("payload").filter(pk=row.event).first()


def rulings_behind(version: PlaybookVersion, by: Actor) -> tuple[Dispute, ...]:
    """The rulings that this version takes up, as far as this person may see them, the first first."""
    if by.reach("dispute.read") is None:
        return ()
    return tuple(disputes(by).filter(draft=version).order_by("ended_at", "id"))


def learning_cases(by: Actor) -> QuerySet[LearningCase]:
    """What was published, the newest first: for everybody who works here. Raises Forbidden."""
    ask_any(by, "dispute.read")
    rows = LearningCase.objects.exclude(published_at=None).select_related("dispute")
    return rows.order_by("-published_at", "-dispute")


def _owed_by(event: Event | None) -> UUID | None:
    owner = event.data.get("owner") if event is not None and event.subject == "clock" else None
    return UUID(str(owner)) if owner else None
