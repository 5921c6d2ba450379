"""Who covers what for routing, one value at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, cast

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.people.actions.edit import Changes, edit
from tasuki.platform.people.models import Person
from tasuki.platform.people.queries import person_called
from tasuki.platform.refusals import invalid
from tasuki.rules.wording import N_

Covering = Literal["territories", "segments", "industries", "skills"]


@transaction.atomic
def give_coverage(who: str, of: Covering, value: str, *, by: Actor, at: datetime) -> Person:
    """Somebody covers one territory, segment, industry or skill more; what they cover already stays.

    Raises Forbidden, NotFound, NotPossibleNow (they have left) and Invalid (nothing was named).
    """
    ask_any(by, "person.edit")
    named = value.strip()
    if not named:
        raise invalid("/value", N_("Say what they cover."), "missing")
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_called(who).pk)
    changes = {of: [*getattr(person, of), named]}
    return edit(person.pk, cast(Changes, changes), by=by, at=at)
