"""The discovery page: CH-7 to CH-13 as they stand, the calls so far, and the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.panels.moves import may
from tasuki.desk.refused import Refused
from tasuki.desk.words import DISCOVERY_OUTCOMES, word
from tasuki.platform.access.actor import Actor
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import lead_for
from tasuki.rules.decision import Standing
from tasuki.rules.playbook import Playbook
from tasuki.sla.queries import ClockView, clocks_of
from tasuki.stages.discovery.models import Discovery
from tasuki.stages.discovery.queries import checklist, discoveries_visible_to
from tasuki.stages.handoff.checklist import ItemStanding
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.meetings.queries import next_discovery

PROMISES = ("SL-6", "SL-8")


@dataclass(frozen=True, slots=True)
class DiscoveryPage:
    lead: Lead
    book: Playbook
    checklist: tuple[ItemStanding, ...]
    held: tuple[Discovery, ...]
    meeting: Meeting | None
    clocks: tuple[ClockView, ...]
    fields: tuple[Field, ...]
    can_record: bool

    @property
    def ticked(self) -> int:
        """How many points of the checklist are met."""
        return sum(one.standing is Standing.MET for one in self.checklist)


def discovery_page(
    lead_id: UUID, *, by: Actor, at: datetime, refused: Refused | None, typed: Mapping[str, str] | None
) -> DiscoveryPage:
    lead = lead_for(by, lead_id)
    meeting = next_discovery(lead.pk)
    return DiscoveryPage(
        lead=lead,
        book=in_force(),
        checklist=checklist(lead, at),
        held=tuple(discoveries_visible_to(by).filter(lead=lead)),
        meeting=meeting,
        clocks=tuple(clock for clock in clocks_of(lead.pk, at=at) if clock.sla in PROMISES),
        fields=told(retyped(_fields(lead, meeting, at), typed), refused),
        can_record=lead.state == "discovery" and may(by, "discovery.record", lead),
    )


def _fields(lead: Lead, meeting: Meeting | None, at: datetime) -> tuple[Field, ...]:
    held_at = meeting.booked_for if meeting and meeting.booked_for <= at else at
    shown = timezone.localtime(held_at).strftime("%Y-%m-%dT%H:%M")
    people = "\n".join(meeting.attendees) if meeting else lead.name
    outcomes = [(code, word(code, DISCOVERY_OUTCOMES)) for code in DISCOVERY_OUTCOMES]
    attended = [("yes", gettext("yes")), ("no", gettext("no"))]
    return (
        Field("held_at", gettext("Held at"), "moment", shown, required=True),
        Field("outcome", gettext("Outcome"), "choice", "qualified", options(outcomes, "qualified", None)),
        Field("sdr_attended", gettext("Was the SDR there for the first 15 minutes?"), "choice", "",
              options(attended, "", gettext("not known"))),
        Field("attendees", gettext("Who took part"), "lines", people, help=gettext("One per line.")),
        Field("notes", gettext("Notes"), "area"),
    )  # fmt: skip
