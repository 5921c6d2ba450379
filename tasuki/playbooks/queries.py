"""The playbook in force, and any version that a decision was made under."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from tasuki.platform.refusals import NotFound
from tasuki.platform.sql import run
from tasuki.playbooks.models import PlaybookVersion
from tasuki.rules.playbook import Playbook, read_playbook


def in_force() -> Playbook:
    """The agreement that decisions are made under now. Raises `NotFound` on a database that was never set up."""
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


def by_stamp(stamp: str) -> Playbook:
    """The version that a decision names (“article@1”). Raises `NotFound`."""
    name, _, number = stamp.partition("@")
    rows = PlaybookVersion.objects.filter(name=name, number=int(number) if number.isdigit() else 0)
    version = rows.values_list("pk", flat=True).first()
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
    if version.state == "draft":
        return read_playbook(version.toml, file=str(version))
    return playbook_of(version.pk)


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


@lru_cache(maxsize=32)
def playbook_of(version: UUID) -> Playbook:
    """The parsed playbook of one version; a published version never changes, so that it is parsed once per process."""
    row = PlaybookVersion.objects.get(pk=version)
    return read_playbook(row.toml, file=f"{row.name}@{row.number}")
