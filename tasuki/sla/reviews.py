"""Joint leadership reviews and sales' weekly feedback, as people may see them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.refusals import NotFound
from tasuki.sla.models import Clock, JointReview, ReviewGround, WeeklyFeedback
from tasuki.sla.queries import OWNERS

GROUNDS_SHOWN = 50


def reviews_for(by: Actor, state: str = "") -> QuerySet[JointReview]:
    """The reviews, the newest first; ``state`` open or decided. Raises Forbidden."""
    ask_any(by, "review.read")
    rows = JointReview.objects.select_related("owner", "opened_by", "decided_by")
    if state:
        rows = rows.filter(decided_at__isnull=state == "open")
    return rows.order_by("-opened_at", "-pk")


def review_for(by: Actor, review_id: UUID) -> JointReview:
    """Raises Forbidden, NotFound."""
    found = reviews_for(by).filter(pk=review_id).first()
    if found is None:
        raise NotFound("review", review_id)
    return found


def grounds_of(review: JointReview, by: Actor) -> list[ReviewGround]:
    """What led to a review, the latest first: numbers, and the clocks that this person may see."""
    seen = visible(Clock.objects.all(), by, "clock.read", *OWNERS)
    rows = ReviewGround.objects.filter(review=review).select_related("clock__lead", "clock__owner")
    rows = rows.filter(Q(clock=None) | Q(clock__in=seen.values("pk")))
    return list(rows.order_by("-at", "-pk")[:GROUNDS_SHOWN])


def feedback_for(by: Actor, weeks: tuple[date, ...] = ()) -> QuerySet[WeeklyFeedback]:
    """What was asked and said about sources, the latest week first. Raises Forbidden."""
    ask_any(by, "feedback.read")
    rows = WeeklyFeedback.objects.select_related("by")
    if weeks:
        rows = rows.filter(week_on__in=weeks)
    return rows.order_by("-week_on", "source")


def due_moments(rows: list[WeeklyFeedback]) -> dict[UUID, datetime]:
    """Until when each feedback that is still owed was promised."""
    owed = [row.pk for row in rows if row.given_at is None]
    clocks = Clock.objects.filter(subject_id__in=owed, stopped_at=None)
    return dict(clocks.values_list("subject_id", "due_at"))
