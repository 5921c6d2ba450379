"""A person chooses the language and the zone in which they read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.actions.checks import bad_language, bad_zone
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid, NotFound


@transaction.atomic
def prefer(person_id: UUID, *, language: str, zone: str, by: Actor, at: datetime) -> Person:
    """Their own language and zone, which need nobody's permission. Raises `Forbidden`, `NotFound`, `Invalid`."""
    ask(by, "preference.edit", person_id)
    found = Person.objects.select_for_update(of=("self",)).filter(pk=person_id, is_active=True)
    person: Person | None = found.first()
    if person is None:
        raise NotFound("person", person_id)
    problems = [*bad_language(language), *bad_zone(zone)]
    if problems:
        raise Invalid(problems)
    wanted = {"language": language, "zone": zone}
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    if changed:
        person.language, person.zone = language, zone
        person.save(update_fields=changed)
        data = {"changed": changed, "roles": person.roles}
        append(Entry("person.edited", at, by, "person", person.pk, data=data))
    return person
