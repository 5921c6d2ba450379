"""Handoffs on their way name the SDR who writes them and the AE who has to answer."""

from __future__ import annotations

from django.db.models import Q

from tasuki.platform.people.responsibilities import register, rows_naming
from tasuki.rules.wording import N_
from tasuki.stages.handoff.models import Handoff

_ON_THE_WAY = Q(state__in=("draft", "submitted"))

register(
    rows_naming(
        "handoffs_as_sdr", N_("Handoffs on their way, as the SDR: %(count)s."), Handoff, "sdr", _ON_THE_WAY
    ),
    rows_naming(
        "handoffs_as_ae", N_("Handoffs on their way, as the AE: %(count)s."), Handoff, "ae", _ON_THE_WAY
    ),
)
