from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import NotFound, NotPossibleNow
from tasuki.playbooks.actions.holding import require_draft
from tasuki.playbooks.actions.sign import SIDES
from tasuki.playbooks.models import NOTED, PlaybookVersion
from tasuki.playbooks.queries import book_of
from tasuki.playbooks.telling.people import person_called
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence, Text

ONLY_A_DRAFT = N_("%(playbook)s is %(state)s: only a draft can be published.")


@transaction.atomic
def publish(
    version_id: UUID, *, by: Actor, at: datetime, announcement: Text | None = None
) -> PlaybookVersion:
    """Put a draft that both sides have signed in force; the version before retires in the same moment.

    ``announcement`` is what everybody reads on their first page, beside what has changed. Raises `Forbidden`,
    `NotFound`, and `NotPossibleNow` which names the sides that have not signed.
    """
    ask_any(by, "playbook.publish")
    # All rows, in one order: two publishers wait for each other, and the second sees what the first has done.
    versions = list(PlaybookVersion.objects.select_for_update().order_by("pk").defer("toml"))
    version = next((one for one in versions if one.pk == version_id), None)
    if version is None:
        raise NotFound("playbook", version_id)
    require_draft(version, ONLY_A_DRAFT)
    book = book_of(version)
    signed: dict[str, UUID | None] = dict(version.sign_offs.values_list("side", "person_id"))
    _require_both(version, signed)
    before = next((one for one in versions if one.state == "in_force"), None)
    if before is not None:
        before.state, before.retired_at = "retired", at
        before.save(update_fields=["state", "retired_at"])
    said = announcement or Text()
    version.state, version.in_force_at, version.replaces = "in_force", at, before
    version.announcement = {"en": said.en.strip(), "ja": said.ja.strip()}
    version.note_placeholders(book)
    version.save(update_fields=["state", "in_force_at", "replaces", "announcement", *NOTED])
    signers = {side: person and str(person) for side, person in signed.items()}
    append(
        Entry(
            "playbook.published", at, by, "playbook", version.pk, playbook=str(version),
            data={"replaces": str(before) if before else None, "signed_by": signers},
            words={"announcement": version.announcement} if any(version.announcement.values()) else {},
        )
    )  # fmt: skip
    return version


def _require_both(version: PlaybookVersion, signed: Mapping[str, UUID | None]) -> None:
    missing = [side for side in SIDES if side not in signed]
    if not missing:
        return
    nobody = N_("Nobody has signed for %(side)s yet.")
    problems = [
        Problem(f"/sign_offs/{side}", "PB-1", Sentence(nobody, {"side": person_called(side)}))
        for side in missing
    ]
    title = N_("%(playbook)s comes into force when marketing and sales have both signed it.")
    raise NotPossibleNow(Sentence(title, {"playbook": str(version)}), problems)
