"""Put something before marketing's and sales' leaders together (SL-26): once per cause, however often it is found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid
from tasuki.playbooks.queries import in_force
from tasuki.rules import clock as rules
from tasuki.rules.concern import ASKED, PROMISE_BROKEN
from tasuki.rules.escalation import REVOPS, fallback
from tasuki.rules.placeholders import says_something
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.sla.company import colleagues
from tasuki.sla.models import JointReview, ReviewGround
from tasuki.sla.terms import agreement_of, calendar_of

OPENED = "review.opened"
USUALLY_WITHIN = timedelta(days=7)
"""Where the agreement promises no day for it."""


def open_review(
    cause: str,
    about: str,
    *,
    by: Actor,
    at: datetime,
    clock: UUID | None = None,
    numbers: Mapping[str, Any] | None = None,
) -> JointReview:
    """The open review of this cause, opened now if there is none; what was found becomes a ground of it.

    For the product's own findings, inside the caller's transaction. RevOps sees to it until somebody else is named.
    """
    book = in_force()
    owner = fallback(REVOPS, colleagues((), at).values())
    asked = JointReview(
        id=new_id(at), cause=cause, about=about, owner_id=owner, meet_on=_meeting_day(book, at), opened_at=at,
        opened_by_id=by.person_id, playbook=book.stamp,
    )  # fmt: skip
    JointReview.objects.bulk_create([asked], ignore_conflicts=True)
    review = JointReview.objects.get(cause=cause, about=about, decided_at=None)
    ReviewGround.objects.bulk_create(
        [ReviewGround(id=new_id(at), review=review, clock_id=clock, numbers=dict(numbers or {}), at=at)],
        ignore_conflicts=True,
    )
    if review.pk == asked.pk:
        append(opened(review, by, at))
    return review


@transaction.atomic
def ask_for(
    question: str, *, by: Actor, at: datetime, owner: str = "", meet_on: date | None = None
) -> JointReview:
    """Somebody asks the leaders to decide something together; they see to it themselves unless they name an owner.

    Raises Forbidden, and Invalid for a question that says nothing, an unknown owner or a day that has passed.
    """
    ask_any(by, "review.edit")
    book = in_force()
    problems = [] if says_something(question.strip(), book) else [_says_nothing()]
    named = owner_named(owner, problems) if owner else None
    day = meet_on or _meeting_day(book, at)
    refuse_past_day(day, book, at, problems)
    if problems:
        raise Invalid(problems)
    review = JointReview.objects.create(
        id=new_id(at), cause=ASKED, about="", question=question.strip(), meet_on=day,
        owner_id=named.pk if named else by.person_id, opened_at=at, opened_by_id=by.person_id, playbook=book.stamp,
    )  # fmt: skip
    append(opened(review, by, at))
    return review


def ask_for_review(entry: Entry) -> None:
    """A broken promise has climbed the whole ladder: all clocks of one promise are one matter for the leaders."""
    noticed_at = datetime.fromisoformat(entry.data["noticed_at"])
    open_review(PROMISE_BROKEN, str(entry.data["sla"]), by=entry.by, at=noticed_at, clock=entry.subject_id)


def opened(review: JointReview, by: Actor, at: datetime) -> Entry:
    words = {"question": review.question} if review.question else {}
    return Entry(
        OPENED, at, by, "review", review.pk, playbook=review.playbook, data=known(review), words=words
    )


def known(review: JointReview) -> dict[str, Any]:
    return {
        "cause": review.cause,
        "about": review.about,
        "owner": str(review.owner_id) if review.owner_id else None,
        "meet_on": review.meet_on.isoformat(),
    }


def owner_named(handle: str, problems: list[Problem]) -> Person | None:
    found: Person | None = Person.objects.active().filter(handle=handle).first()
    if found is None:
        nobody = Sentence(N_("Nobody active is called “%(handle)s”."), {"handle": handle})
        problems.append(Problem("/owner", "unknown", nobody))
    return found


def refuse_past_day(day: date, book: Playbook, at: datetime, problems: list[Problem]) -> None:
    if day < at.astimezone(ZoneInfo(book.playbook.zone)).date():
        past = Sentence(N_("The day %(day)s has passed."), {"day": day})
        problems.append(Problem("/meet_on", "past", past, Sentence(N_("Choose today or a later day."))))


def _says_nothing() -> Problem:
    missing = Sentence(N_("Say what the leaders have to decide."))
    return Problem("/question", "missing", missing, Sentence(N_("Write the question in a sentence.")))


def _meeting_day(book: Playbook, at: datetime) -> date:
    """The day by which the agreement promises that they meet."""
    zone = ZoneInfo(book.playbook.zone)
    heard = agreement_of(book).by_code.get(OPENED)
    if heard is None or not heard.starts:
        return (at + USUALLY_WITHIN).astimezone(zone).date()
    terms = heard.starts[0].terms
    due_at = rules.start(terms, at, calendar_of(book, terms.calendar, at)).due_at
    return due_at.astimezone(zone).date()
