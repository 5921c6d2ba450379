"""Somebody is away: routing passes over them, and whoever stands in is asked instead (SL-21)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask, visible
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Absence, Person
from tasuki.platform.refusals import Invalid, NotFound, NotPossibleNow
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

LONGEST_NOTE = 200


@transaction.atomic
def add_absence(
    person_id: UUID, from_at: datetime, until_at: datetime, *, by: Actor, at: datetime, note: str = ""
) -> Absence:
    """The person is away from the one moment until the other (UTC). Raises `Forbidden`, `NotFound`, `Invalid`."""
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id, is_active=True).first()
    if person is None:
        raise NotFound("person", person_id)
    ask(by, "absence.edit", person.pk, teams=(person.team_id,))
    problems = list(_problems(person, from_at, until_at, note, at))
    if problems:
        raise Invalid(problems)
    absence = Absence.objects.create(person=person, from_at=from_at, until_at=until_at, note=note.strip())
    append(_told("absence.added", absence, by, at))
    return absence


@transaction.atomic
def end_absence(absence_id: UUID, *, by: Actor, at: datetime) -> Absence:
    """They are back: an absence that has begun ends now, one that has not is taken back (and is gone).

    Raises `Forbidden`, `NotFound`, `NotPossibleNow` (it is over already).
    """
    rows = Absence.objects.select_for_update(of=("self",)).select_related("person")
    absence = visible(rows, by, "absence.read", "person").filter(pk=absence_id).first()
    if absence is None:
        raise NotFound("absence", absence_id)
    ask(by, "absence.edit", absence.person_id, teams=(absence.person.team_id,))
    if absence.until_at <= at:
        title = Sentence(N_("This absence is over already."))
        raise NotPossibleNow(title, fix=Sentence(N_("Enter a new absence if they are away again.")))
    if absence.from_at < at:
        absence.until_at = at
        absence.save(update_fields=["until_at"])
        append(_told("absence.ended", absence, by, at))
        return absence
    append(_told("absence.ended", absence, by, at))
    Absence.objects.filter(pk=absence.pk).delete()
    return absence


def _problems(
    person: Person, from_at: datetime, until_at: datetime, note: str, at: datetime
) -> Iterator[Problem]:
    if until_at <= from_at:
        text = Sentence(N_("An absence ends after it begins."))
        yield Problem("/until_at", "order", text, Sentence(N_("Enter a later end.")))
    elif until_at <= at:
        yield Problem("/until_at", "past", Sentence(N_("This absence would be over already.")))
    elif person.absences.filter(from_at__lt=until_at, until_at__gt=from_at).exists():
        text = Sentence(N_("%(name)s is away then already."), {"name": person.name})
        yield Problem(
            "/from_at", "taken", text, Sentence(N_("End the other absence first, or choose other days."))
        )
    if len(note.strip()) > LONGEST_NOTE:
        most = Sentence(N_("At most %(most)s characters."), {"most": LONGEST_NOTE})
        yield Problem("/note", "too_long", most)


def _told(code: str, absence: Absence, by: Actor, at: datetime) -> Entry:
    data = {"person": str(absence.person_id), "from_at": absence.from_at, "until_at": absence.until_at}
    return Entry(code, at, by, "absence", absence.pk, data=data)
