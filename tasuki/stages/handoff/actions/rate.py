from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Invalid
from tasuki.playbooks.queries import by_stamp
from tasuki.records import moves
from tasuki.rules.brief import handoff_quality
from tasuki.rules.playbook import Playbook, Question
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.queries import locked_handoff

WORST, BEST = 1, 5


@transaction.atomic
def rate(
    key: UUID, *, rating: int, by: Actor, at: datetime, feedback: str = "", asked_again: Sequence[str] = ()
) -> Handoff:
    """The AE's feedback after the call (SL-7): 1–5, and the questions (their keys) that had to be asked again.

    Sets the handoff's quality (HB-4). A second rating replaces the first; the journal keeps both. Raises Forbidden,
    NotFound, NotPossibleNow (not accepted), Invalid.
    """
    lead, handoff = locked_handoff(key)
    ask(by, "handoff.rate", handoff.ae_id, teams=(handoff.ae.team_id if handoff.ae else None,))
    move = moves.move("handoff", "rate", handoff.state)
    questions = questions_in_the_brief(by_stamp(handoff.playbook))
    again = tuple(dict.fromkeys(asked_again))
    _check(rating, again, questions)
    quality = handoff_quality(rating, float(handoff.completeness or 0), len(again), len(questions))
    handoff.rating = rating
    handoff.feedback = feedback.strip()
    handoff.asked_again = list(again)
    handoff.quality = Decimal(str(round(quality, 4)))
    handoff.rated_at = at
    handoff.save(update_fields=["rating", "feedback", "asked_again", "quality", "rated_at"])
    data = {
        "rating": rating,
        "quality": str(handoff.quality),
        "asked_again": handoff.asked_again,
        "sdr": str(handoff.sdr_id) if handoff.sdr_id else None,
    }
    words = {"feedback": handoff.feedback} if handoff.feedback else {}
    append(
        Entry(
            move.event,
            at,
            by,
            "handoff",
            handoff.pk,
            lead_id=lead.pk,
            playbook=handoff.playbook,
            data=data,
            words=words,
        ),
        at_hand=[lead],
    )
    return handoff


def questions_in_the_brief(book: Playbook) -> tuple[Question, ...]:
    """The questions whose answers the SDR hands over (C-9)."""
    return tuple(one for one in book.question if one.asked_by == "sdr" and one.before == "handoff")


def _check(rating: int, again: tuple[str, ...], questions: tuple[Question, ...]) -> None:
    problems: list[Problem] = []
    if not WORST <= rating <= BEST:
        text = N_("A rating lies between %(worst)s and %(best)s, not %(rating)s.")
        limits = {"worst": WORST, "best": BEST, "rating": rating}
        problems.append(Problem("/rating", "HB-4", Sentence(text, limits)))
    known = [question.key for question in questions]
    for index, name in enumerate(again):
        if name not in known:
            text = N_("The brief has no question “%(name)s”; it has: %(known)s.")
            values = {"name": name, "known": tuple(known)}
            problems.append(Problem(f"/asked_again/{index}", "HB-4", Sentence(text, values)))
    if problems:
        raise Invalid(problems)
