"""The playbook in force, and any version that a decision was made under."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import receiver

from tasuki.platform.access.actor import Actor
from tasuki.platform.once import forget_what_was_looked_up, once
from tasuki.platform.refusals import NotFound
from tasuki.platform.sql import run
from tasuki.playbooks.models import PlaybookVersion
from tasuki.rules.playbook import Playbook, read_playbook

UNREAD_ANNOUNCEMENT = """
SELECT version.id FROM playbooks_playbookversion version, people_person person
WHERE person.id = %(person)s AND version.state = 'in_force' AND version.replaces_id IS NOT NULL
  AND version.in_force_at >= person.created_at
  AND NOT EXISTS (
    SELECT FROM playbooks_announcementread seen WHERE seen.version_id = version.id AND seen.person_id = person.id)
"""


IN_FORCE = "playbook in force"
"""What `in_force` is looked up as."""


def in_force() -> Playbook:
    """The agreement that decisions are made under now. Raises `NotFound` on a database that was never set up."""
    return once(IN_FORCE, _in_force)


def _in_force() -> Playbook:
    rows = run("SELECT id FROM playbooks_playbookversion WHERE state = 'in_force'")
    if not rows:
        raise NotFound("playbook in force", "—")
    return playbook_of(rows[0][0])


def calendars_in_force() -> tuple[str, ...]:
    """The keys of the agreed calendars; none on a database that was never set up."""
    try:
        return tuple(one.key for one in in_force().calendar)
    except NotFound:
        return ()


@receiver(post_save, sender=PlaybookVersion)
def _forget(**_: object) -> None:
    forget_what_was_looked_up()


def by_stamp(stamp: str) -> Playbook:
    """The version that a decision names (“article@1”). Raises `NotFound`."""
    version = PlaybookVersion.objects.filter(_named(stamp)).values_list("pk", flat=True).first()
    if version is None:
        raise NotFound("playbook", stamp)
    return playbook_of(version)


def version_stamped(stamp: str) -> PlaybookVersion:
    """The row of a version, by its stamp, its id, or ``in_force``. Raises `NotFound`."""
    version = PlaybookVersion.objects.filter(_named(stamp)).first()
    if version is None:
        raise NotFound("playbook", stamp)
    return version


def book_of(version: PlaybookVersion) -> Playbook:
    """What this version says. A draft may change at any time, so that it is read anew."""
    return _read(version) if version.state == "draft" else playbook_of(version.pk)


def _named(stamp: str) -> Q:
    if stamp == "in_force":
        return Q(state="in_force")
    name, _, number = stamp.partition("@")
    if number.isdecimal():
        return Q(name=name, number=int(number))
    try:
        return Q(pk=UUID(stamp))
    except ValueError:
        return Q(pk__in=())


def playbook_of(version: UUID) -> Playbook:
    """The parsed playbook of one version; one that came into force never changes, so that it is parsed once.

    A draft is read anew each time.
    """
    try:
        return _settled(version)
    except _StillADraft as draft:
        return _read(draft.version)


@lru_cache(maxsize=32)
def _settled(version: UUID) -> Playbook:
    row = PlaybookVersion.objects.get(pk=version)
    if row.state == "draft":
        raise _StillADraft(row)
    return _read(row)


def _read(row: PlaybookVersion) -> Playbook:
    return read_playbook(row.toml, file=str(row))


class _StillADraft(Exception):
    """What is raised is not kept: tomorrow the draft may say something else."""

    def __init__(self, version: PlaybookVersion) -> None:
        self.version = version
        super().__init__(str(version))


def announcement_for(by: Actor) -> PlaybookVersion | None:
    """The version that this person should hear of: in force, in place of another, and not read about yet.

    Who came after it was put in force finds it as it is.
    """
    found = run(UNREAD_ANNOUNCEMENT, {"person": by.person_id})
    return PlaybookVersion.objects.select_related("replaces").get(pk=found[0][0]) if found else None
