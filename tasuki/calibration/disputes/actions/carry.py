"""What a ruling wants changed goes into a draft of the agreement, and is seen there (DS-1)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.calibration.disputes.actions.open import entry
from tasuki.calibration.disputes.models import Dispute
from tasuki.calibration.disputes.queries import dispute_for
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.append import append
from tasuki.platform.refusals import NotPossibleNow
from tasuki.playbooks import actions as playbooks
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import version_stamped
from tasuki.rules.dispute import DisputeState
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence


@transaction.atomic
def carry(dispute_id: UUID, draft: str = "", *, by: Actor, at: datetime) -> Dispute:
    """Begin a draft with the ruling's text as its note, or add the text to the note of the draft named.

    The text says what should change; whoever works on the draft changes it. Raises Forbidden, NotFound, NotPossibleNow
    (nothing is ruled, the ruling wants nothing changed, another draft has it already, or that is no draft).
    """
    ask_any(by, "playbook.draft")
    dispute_for(by, dispute_id)
    row = Dispute.objects.select_for_update(of=("self",)).select_related("draft").get(pk=dispute_id)
    _refuse_nothing_to_carry(row)
    row.draft = _with_the_text(row.rule_change, draft, by, at)
    row.save(update_fields=["draft"])
    append(entry("dispute.carried", row, by, at, {"event": row.event, "draft": str(row.draft)}, {}))
    return row


def _with_the_text(text: str, draft: str, by: Actor, at: datetime) -> PlaybookVersion:
    if not draft:
        return playbooks.begin("in_force", by=by, at=at, note=text)
    version = PlaybookVersion.objects.select_for_update().get(pk=version_stamped(draft).pk)
    note = f"{version.note}\n\n{text}".strip()
    return playbooks.change(version.pk, version.toml, by=by, at=at, note=note)


def _refuse_nothing_to_carry(row: Dispute) -> None:
    if row.state != DisputeState.RULED:
        text, fix = Sentence(N_("Nobody has ruled on this dispute.")), Sentence(N_("Rule on it first."))
        raise NotPossibleNow(text, [Problem("/state", "DS-1", text, fix)])
    if not row.rule_change:
        text = Sentence(N_("The ruling wants nothing changed in the agreement."))
        raise NotPossibleNow(
            text,
            [Problem("/rule_change", "DS-1", text, Sentence(N_("Begin a draft with a note of your own.")))],
        )
    if row.draft is not None and not row.draft.is_withdrawn:
        text = Sentence(N_("It stands in %(draft)s already."), {"draft": str(row.draft)})
        raise NotPossibleNow(text, [Problem("/draft", "DS-1", text, Sentence(N_("Go on in that version.")))])
