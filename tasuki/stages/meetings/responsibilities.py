"""Booked meetings name the AE who holds them and the SDR who introduces them."""

from __future__ import annotations

from django.db.models import Q

from tasuki.platform.people.responsibilities import register, rows_naming
from tasuki.rules.wording import N_
from tasuki.stages.meetings.models import Meeting

_BOOKED = Q(state="booked")

register(
    rows_naming("meetings_as_ae", N_("%(count)s booked meetings, as the AE."), Meeting, "ae", _BOOKED),
    rows_naming("meetings_as_sdr", N_("%(count)s booked meetings, as the SDR."), Meeting, "sdr", _BOOKED),
)
