from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.append import Entry, append
from tasuki.playbooks.actions.draft import next_number, taken
from tasuki.playbooks.actions.holding import locked_draft
from tasuki.playbooks.checking import Agreed, agreed
from tasuki.playbooks.models import PlaybookVersion
from tasuki.rules.wording import N_

ONLY_A_DRAFT = N_("%(playbook)s is %(state)s: only a draft can be changed.")


@transaction.atomic
def change(
    version_id: UUID, toml: str, *, by: Actor, at: datetime, note: str | None = None, seen: int | None = None
) -> PlaybookVersion:
    """A draft says something else from now on. Who had signed it had signed something else: their yes lapses.

    ``seen`` is the revision that the writer began with. Raises `Forbidden`, `NotFound`, `NotPossibleNow`, `Outdated`,
    and `Invalid` with every problem at its table and key.
    """
    ask_any(by, "playbook.draft")
    version = locked_draft(version_id, ONLY_A_DRAFT, seen)
    return rewritten(version, agreed(toml), by=by, at=at, note=note)


def rewritten(
    version: PlaybookVersion, found: Agreed, *, by: Actor, at: datetime, note: str | None = None
) -> PlaybookVersion:
    """Write a locked draft anew; a text that stays the same changes nothing but the note, and no yes lapses."""
    head = found.book.playbook
    _require_free_name(version, head.name, head.version)
    lapsed: list[str] = []
    if found.toml != version.toml:
        lapsed = sorted(version.sign_offs.values_list("side", flat=True))
        version.sign_offs.all().delete()
        version.toml = found.toml
        version.name, version.number = head.name, head.version
        version.changed_by_id, version.changed_at = by.person_id, at
    elif note is None or note == version.note:
        return version
    version.revision += 1
    version.note = version.note if note is None else note
    version.save()
    append(
        Entry(
            "playbook.changed",
            at,
            by,
            "playbook",
            version.pk,
            playbook=str(version),
            data={"revision": version.revision, "lapsed": lapsed},
        )
    )
    return version


def _require_free_name(version: PlaybookVersion, name: str, number: int) -> None:
    if (name, number) == (version.name, version.number):
        return
    free = next_number(name)
    if number < free:
        raise taken(number, free)
