from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tasuki.platform.access.actor import SYSTEM
from tasuki.playbooks.queries import in_force
from tasuki.rules.concern import Concern, concerns
from tasuki.sla.actions.open_review import open_review
from tasuki.sla.models import JointReview
from tasuki.sla.weeks import begin_of, decided_in, whole_weeks


def find_concerns(at: datetime) -> int:
    """Open a review for each quality concern that has lasted (SL-26); returns how many were opened.

    A cause that is open already, or that was decided on within the weeks looked at, is left alone: what the leaders
    decided has to show first.
    """
    book = in_force()
    mondays = whole_weeks(book.limits.concern_weeks, at, book)
    decided = set(
        JointReview.objects.filter(decided_at__gte=begin_of(mondays[0], book)).values_list("cause", "about")
    )
    is_open = set(JointReview.objects.filter(decided_at=None).values_list("cause", "about"))
    found = [
        one
        for one in concerns(decided_in(mondays, book), mondays, book)
        if (one.cause, one.about) not in decided | is_open
    ]
    for one in found:
        _open(one, at)
    return len(found)


@transaction.atomic
def _open(concern: Concern, at: datetime) -> None:
    numbers = {"agreed": concern.agreed, "weeks": list(concern.numbers)}
    open_review(concern.cause, concern.about, by=SYSTEM, at=at, numbers=numbers)
