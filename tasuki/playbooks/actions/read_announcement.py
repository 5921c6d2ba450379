from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.models import AnnouncementRead, PlaybookVersion


def read_announcement(version_id: UUID, *, by: Actor, at: datetime) -> None:
    """A person has read that this version came into force. Twice is once; no event tells of it.

    Raises `Forbidden`, `NotFound`.
    """
    ask_any(by, "playbook.read")
    if not PlaybookVersion.objects.filter(pk=version_id, in_force_at__isnull=False).exists():
        raise NotFound("playbook", version_id)
    if by.person_id is not None:
        AnnouncementRead.objects.get_or_create(
            version_id=version_id, person_id=by.person_id, defaults={"at": at}
        )
