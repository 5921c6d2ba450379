"""The questions that the process asks before something follows. Their first lines are the labels of the diagram."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from tasuki.platform.journal.append import Entry
from tasuki.records.models import Lead
from tasuki.rules.lifecycle import LeadState, MeetingState
from tasuki.stages.meetings.models import Meeting

AMONG_OURSELVES = "sync"


def is_native(entry: Entry) -> bool:
    """it is no imported history"""
    return entry.origin != "import"


def is_still_captured(entry: Entry) -> bool:
    """the lead waits for marketing"""
    return entry.by.door != "import" and _its_lead(entry).filter(state=LeadState.CAPTURED).exists()


def has_no_sdr(entry: Entry) -> bool:
    """nobody active is its SDR"""
    return _its_lead(entry).filter(Q(owner=None) | Q(owner__is_active=False)).exists()


def has_its_sdr(entry: Entry) -> bool:
    """an active SDR has it already"""
    return not has_no_sdr(entry)


def has_no_ae(entry: Entry) -> bool:
    """nobody active is its AE"""
    return _its_lead(entry).filter(Q(ae=None) | Q(ae__is_active=False)).exists()


def is_with_the_buyer(entry: Entry) -> bool:
    """the buyer was there"""
    return entry.data.get("kind") != AMONG_OURSELVES


def is_not_marked(entry: Entry) -> bool:
    """its meeting is not marked as held"""
    return entry.data.get("meeting") is not None and (
        Meeting.objects.filter(pk=UUID(entry.data["meeting"])).exclude(state=MeetingState.HELD).exists()
    )


def was_not_booked(entry: Entry) -> bool:
    """nobody had booked it"""
    return entry.data.get("meeting") is None


def _its_lead(entry: Entry) -> QuerySet[Lead]:
    return Lead.objects.filter(pk__in=[entry.lead_id] if entry.lead_id else [])
