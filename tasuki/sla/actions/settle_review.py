"""What the leaders do with a joint review: somebody sees to it on a day, and they decide."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Invalid, NotFound, NotPossibleNow
from tasuki.playbooks.queries import in_force
from tasuki.rules.placeholders import says_something
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.sla.actions.hand_on import give
from tasuki.sla.actions.open_review import known, owner_named, refuse_past_day
from tasuki.sla.models import Clock, JointReview


@transaction.atomic
def plan_review(
    review_id: UUID, *, by: Actor, at: datetime, owner: str | None = None, meet_on: date | None = None
) -> JointReview:
    """Another owner (a handle) or another day; what is left out stays. The promise to decide goes with the owner.

    Raises Forbidden, NotFound, NotPossibleNow (it is decided), Invalid.
    """
    review = _locked(review_id, by)
    problems: list[Problem] = []
    named = owner_named(owner, problems) if owner is not None else None
    if meet_on is not None and meet_on != review.meet_on:
        refuse_past_day(meet_on, in_force(), at, problems)
    if problems:
        raise Invalid(problems)
    review.owner_id = named.pk if named else review.owner_id
    review.meet_on = meet_on or review.meet_on
    review.save(update_fields=["owner", "meet_on"])
    if named:
        give(Clock.objects.filter(subject_id=review.pk, stopped_at=None), named.pk, by=by, at=at)
    append(Entry("review.planned", at, by, "review", review.pk, playbook=review.playbook, data=known(review)))
    return review


@transaction.atomic
def decide_review(review_id: UUID, decision: str, *, by: Actor, at: datetime) -> JointReview:
    """What marketing and sales decided, in words. It stands; a new cause opens a new review.

    Raises Forbidden, NotFound, NotPossibleNow (it is decided already), Invalid (the decision says nothing).
    """
    review = _locked(review_id, by)
    if not says_something(decision.strip(), in_force()):
        missing = Sentence(N_("Write down what was decided."))
        fix = Sentence(N_("Say what changes, who does it and until when."))
        raise Invalid([Problem("/decision", "missing", missing, fix)])
    review.decision, review.decided_by_id, review.decided_at = decision.strip(), by.person_id, at
    review.save(update_fields=["decision", "decided_by", "decided_at"])
    append(
        Entry(
            "review.decided", at, by, "review", review.pk, playbook=review.playbook, data=known(review),
            words={"decision": review.decision},
        )
    )  # fmt: skip
    return review


def _locked(review_id: UUID, by: Actor) -> JointReview:
    ask_any(by, "review.edit")
    review = JointReview.objects.select_for_update().filter(pk=review_id).first()
    if review is None:
        raise NotFound("review", review_id)
    if review.decided_at is not None:
        raise NotPossibleNow(
            Sentence(N_("This review is decided.")), fix=Sentence(N_("Ask for another one."))
        )
    return review
