"""The SDR's day: contact, accept, book, hand over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext

from tasuki.desk.panels.today.decisions import Queue, Section, Waiting, section_of
from tasuki.desk.words import reason_word
from tasuki.platform.access.actor import Actor
from tasuki.playbooks.queries import in_force
from tasuki.stages.handoff.models import Handoff

MINE = "lead.owner_id = %(me)s"
# Nobody has reached out since the lead was given to its owner: the promise of a first contact still runs.
UNCONTACTED = f"""{MINE} AND lead.state IN ('mql', 'sal', 'sql') AND EXISTS (
  SELECT FROM sla_clock first_contact
  WHERE first_contact.lead_id = lead.id AND first_contact.sla = 'SL-2' AND first_contact.stopped_at IS NULL)"""
TO_ACCEPT = f"{MINE} AND lead.state IN ('captured', 'mql')"
WITHOUT_MEETING = f"""{MINE} AND lead.state IN ('sal', 'sql') AND NOT EXISTS (
  SELECT FROM meetings_meeting meeting
  WHERE meeting.lead_id = lead.id AND meeting.kind = 'discovery' AND meeting.state IN ('booked', 'held'))"""
NOT_HANDED_OVER = f"""{MINE} AND lead.state = 'sql' AND NOT EXISTS (
  SELECT FROM handoff_handoff handoff WHERE handoff.lead_id = lead.id AND handoff.state = 'submitted')"""


def sections(by: Actor, at: datetime) -> Iterator[Section]:
    for queue in _queues(by):
        yield section_of(replace(queue, role="sdr"), by, at)


def _queues(by: Actor) -> Iterator[Queue]:
    yield Queue(
        gettext("Leads to contact"), gettext("Log the contact"), UNCONTACTED, "SL-2", "lead",
        gettext("Leads of yours that nobody has called or written to yet appear here, the most urgent on top."),
        "state=mql&owner=me", key="c", place="touch", unfolds="today_contact",
    )  # fmt: skip
    yield Queue(
        gettext("Leads to accept"), gettext("Accept"), TO_ACCEPT, "SL-3", "lead",
        gettext("New leads that are yours appear here; accept them, or send them back with a reason."),
        "state=mql&owner=me", key="a", place="move-accept", unfolds="today_accept",
    )  # fmt: skip
    yield Queue(
        gettext("Meetings to book"), gettext("Book"), WITHOUT_MEETING, "SL-4", "lead",
        gettext("Accepted leads without a discovery meeting appear here."), "state=sal&owner=me",
        key="b", place="meetings",
    )  # fmt: skip
    yield Queue(
        gettext("Handoffs to submit"), gettext("Open the brief"), NOT_HANDED_OVER, "SL-5", "handoff",
        gettext("Qualified leads whose brief is not with an AE yet appear here."), "state=sql&owner=me", key="s",
        note=_sent_back(by),
    )  # fmt: skip


def _sent_back(by: Actor) -> Callable[[Waiting], str]:
    """Why the AE has rejected a lead that waits to be handed over again; what was said of an earlier round is over."""
    rejected = Handoff.objects.filter(
        lead__owner=by.person_id,
        lead__state="sql",
        state="rejected",
        decided_at__gte=F("lead__state_since"),
    )
    reasons = dict(rejected.order_by("decided_at").values_list("lead", "reason"))

    def note(lead: Waiting) -> str:
        if lead.id not in reasons:
            return ""
        return gettext("The AE rejected it: %(reason)s") % {
            "reason": reason_word(reasons[lead.id], in_force())
        }

    return note
