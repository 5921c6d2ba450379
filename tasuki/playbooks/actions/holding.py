"""The version that an action is about: locked, and in the state that the action needs."""

from __future__ import annotations

from uuid import UUID

from tasuki.platform.http.etag import require_version
from tasuki.platform.refusals import NotFound, NotPossibleNow
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.telling.versions import state_told
from tasuki.rules.wording import Sentence


def locked_draft(version_id: UUID, only: str, seen: int | None = None) -> PlaybookVersion:
    """A draft, locked; ``only`` says what can be done to nothing else, ``seen`` is the revision that the caller saw.

    Raises `NotFound`, `NotPossibleNow`, `Outdated`.
    """
    version = PlaybookVersion.objects.select_for_update().filter(pk=version_id).first()
    if version is None:
        raise NotFound("playbook", version_id)
    require_draft(version, only)
    require_version(seen, version.revision)
    return version


def require_draft(version: PlaybookVersion, only: str) -> None:
    """``only`` is a sentence with the places ``playbook`` and ``state``. Raises `NotPossibleNow`."""
    if version.state != "draft":
        values = {"playbook": str(version), "state": state_told(version.state)}
        raise NotPossibleNow(Sentence(only, values))
