from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.append import Entry, append
from tasuki.playbooks.actions.holding import locked_draft
from tasuki.playbooks.models import PlaybookVersion
from tasuki.rules.wording import N_

ONLY_A_DRAFT = N_(
    "%(playbook)s is %(state)s: only a draft can be withdrawn. What is in force retires when another version follows."
)


@transaction.atomic
def retire(version_id: UUID, *, by: Actor, at: datetime, reason: str = "") -> PlaybookVersion:
    """Withdraw a draft that nobody wants any more; it stays to be read, and its number is not given again.

    Raises `Forbidden`, `NotFound`, `NotPossibleNow`.
    """
    ask_any(by, "playbook.draft")
    version = locked_draft(version_id, ONLY_A_DRAFT)
    version.state, version.retired_at = "retired", at
    version.save(update_fields=["state", "retired_at"])
    words = {"reason": reason.strip()} if reason.strip() else {}
    append(Entry("playbook.withdrawn", at, by, "playbook", version.pk, playbook=str(version), words=words))
    return version
