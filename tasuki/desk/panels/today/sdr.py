"""The SDR's day: contact, accept, book, hand over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from tasuki.desk.panels.today.decisions import Queue, Section, section_of
from tasuki.platform.access.actor import Actor
from tasuki.records.models import Lead
from tasuki.sla.models import Clock
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.meetings.models import Meeting

AT_WORK = ("mql", "sal", "sql")


def sections(by: Actor, at: datetime) -> Iterator[Section]:
    for queue in _queues(Lead.objects.filter(owner=by.person_id)):
        yield section_of(replace(queue, role="sdr"), by, at)


def _queues(mine: QuerySet[Lead]) -> Iterator[Queue]:
    yield Queue(
        gettext("Leads to contact"), gettext("Log the contact"), _uncontacted(mine), "SL-2", "lead",
        gettext("Leads of yours that nobody has called or written to yet appear here, the most urgent on top."),
        "state=mql&owner=me", key="c", place="touch", unfolds="today_contact",
    )  # fmt: skip
    yield Queue(
        gettext("Leads to accept"), gettext("Accept"), mine.filter(state__in=("captured", "mql")), "SL-3", "lead",
        gettext("New leads that are yours appear here; accept them, or send them back with a reason."),
        "state=mql&owner=me", key="a", place="move-accept", unfolds="today_accept",
    )  # fmt: skip
    yield Queue(
        gettext("Meetings to book"), gettext("Book"), _without_meeting(mine.filter(state__in=("sal", "sql"))),
        "SL-4", "lead", gettext("Accepted leads without a discovery meeting appear here."), "state=sal&owner=me",
        key="b", place="meetings",
    )  # fmt: skip
    yield Queue(
        gettext("Handoffs to submit"), gettext("Open the brief"), _not_handed_over(mine.filter(state="sql")),
        "SL-5", "handoff", gettext("Qualified leads whose brief is not with an AE yet appear here."),
        "state=sql&owner=me", key="s",
    )  # fmt: skip


def _uncontacted(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """Nobody has reached out since the lead was given to its owner: the promise of a first contact still runs."""
    promised = Clock.objects.filter(lead=OuterRef("pk"), sla="SL-2", stopped_at=None)
    return leads.filter(Exists(promised), state__in=AT_WORK)


def _without_meeting(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    booked = Meeting.objects.filter(lead=OuterRef("pk"), kind="discovery", state__in=("booked", "held"))
    return leads.filter(~Exists(booked))


def _not_handed_over(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    return leads.filter(~Exists(Handoff.objects.filter(lead=OuterRef("pk"), state="submitted")))
