"""Booked meetings name the AE who holds them and the SDR who introduces them."""

from __future__ import annotations

from django.db.models import Q

from tasuki.platform.people.responsibilities import register, rows_naming
from tasuki.rules.wording import N_
from tasuki.stages.meetings.models import Meeting

_BOOKED = Q(state="booked")

register(
    rows_naming("meetings_as_ae", N_("Booked meetings, as the AE: %(count)s."), Meeting, "ae", _BOOKED),
    rows_naming("meetings_as_sdr", N_("Booked meetings, as the SDR: %(count)s."), Meeting, "sdr", _BOOKED),
)
