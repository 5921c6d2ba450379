"""Protections end: what nobody closed in time is open territory again (DG-2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.append import Entry, append
from tasuki.rules.registration import RegistrationState
from tasuki.stages.registration.models import Registration

BATCH = 200


def expire_due(at: datetime) -> int:
    """Registrations whose protection ended by ``at``; returns how many. Found by their index, each told once."""
    ended = 0
    while found := _expire(at):
        ended += found
    return ended


@transaction.atomic
def _expire(at: datetime) -> int:
    due = Registration.objects.select_for_update(skip_locked=True, of=("self",)).select_related("partner")
    rows = list(
        due.filter(state=RegistrationState.APPROVED, protected_until__lte=at).order_by(
            "protected_until", "pk"
        )[:BATCH]
    )
    Registration.objects.filter(pk__in=[row.pk for row in rows]).update(state=RegistrationState.EXPIRED)
    append(
        *(
            Entry("registration.expired", at, SYSTEM, "registration", row.pk,
                  data={"partner": row.partner.code, "number": row.called})
            for row in rows
        )
    )  # fmt: skip
    return len(rows)
