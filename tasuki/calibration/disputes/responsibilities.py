"""Open disputes name whoever is asked to rule."""

from __future__ import annotations

from django.db.models import QuerySet

from tasuki.calibration.disputes.actions.open import neutral
from tasuki.calibration.disputes.models import Dispute
from tasuki.calibration.disputes.queries import event_of, who_has_part
from tasuki.platform.people.models import Person
from tasuki.platform.people.responsibilities import HandOver, Responsibility, register
from tasuki.rules.dispute import DisputeState
from tasuki.rules.escalation import REVOPS
from tasuki.rules.wording import N_
from tasuki.sla.hearing import hand_to


def _asked(person: Person) -> QuerySet[Dispute]:
    return Dispute.objects.filter(ruler=person, state=DisputeState.OPEN)


def _hand_over(change: HandOver) -> None:
    """The heir rules, or whoever has no part in it where the heir has one; with all of them in it, the heir is asked.

    Its clock goes along.
    """
    for row in _asked(change.leaver).select_related("lead").order_by("pk"):
        event, heir = event_of(row), change.heir.pk
        has_part = heir in frozenset().union(*who_has_part(row, event).values())
        ruler = (neutral(row, event, change.at, change.leaver.pk) if has_part else None) or heir
        _asked(change.leaver).filter(pk=row.pk).update(ruler=ruler)
        hand_to(row.pk, REVOPS, ruler, at=change.at)


register(
    Responsibility(
        "disputes",
        N_("Disputes to rule on: %(count)s."),
        lambda person: _asked(person).count(),
        _hand_over,
        frozenset({"revops", "admin"}),
    )
)
