"""Running clocks name the person who owes the promise, open reviews the one who sees to them."""

from __future__ import annotations

from django.db.models import Q

from tasuki.platform.people.responsibilities import register, rows_naming
from tasuki.rules.wording import N_
from tasuki.sla.models import Clock, JointReview

register(
    rows_naming("clocks", N_("%(count)s running clocks."), Clock, "owner", Q(stopped_at=None)),
    rows_naming("reviews", N_("%(count)s open joint reviews."), JointReview, "owner", Q(decided_at=None)),
)
