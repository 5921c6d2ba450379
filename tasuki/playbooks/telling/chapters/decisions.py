"""Who else has to agree."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.playbooks.telling.chapter import Chapter, Entry, Table, cell, entry, filled
from tasuki.playbooks.telling.conditions import when_told
from tasuki.playbooks.telling.people import person_called
from tasuki.rules.playbook import Approval, Playbook
from tasuki.rules.wording import N_, Sentence

BUILTIN: Mapping[str, str] = {
    "above_p90": N_(
        "The amount is above what nine in ten deals of the segment come to; while there is little history, above the "
        "fixed threshold."
    ),
    "outlier": N_("The amount is far from what is usual in the segment (O-7)."),
    "premature_converter": N_(
        "Earlier conversions of the same person were premature more often than the team's."
    ),
    "override": N_("Criteria are waived."),
    "override_above_threshold": N_("Criteria are waived, and the amount is above the approval threshold."),
}
REVIEWS: Mapping[str, str] = {
    "off": N_("nobody's"),
    "overrides": N_("where criteria are waived"),
    "flagged": N_("of people whose conversions were often premature"),
    "overrides_and_flagged": N_(
        "where criteria are waived, and of people whose conversions were often premature"
    ),
    "all": N_("everybody's"),
}


def decisions(book: Playbook) -> Chapter:
    introduction = N_(
        "Until they have agreed, the opportunity is pending and outside the forecast. Below these lines the own "
        "rationale is enough."
    )
    headings = (Sentence(N_("Item")), Sentence(N_("Condition")), Sentence(N_("Who approves")))
    reviewed = Sentence(
        N_("Early-stage opportunities that are reviewed: %(which)s."),
        {"which": Sentence(REVIEWS[book.limits.early_stage_review])},
    )
    table = Table(None, headings, tuple(_approval(one, book) for one in book.approval), (reviewed,))
    return Chapter(
        "approvals", Sentence(N_("Who else has to agree")), Sentence(introduction), filled((table,))
    )


def _approval(approval: Approval, book: Playbook) -> Entry:
    built_in = Sentence(BUILTIN[approval.builtin]) if approval.builtin else None
    when = cell(built_in, when_told(approval.when, book))
    return entry(approval.key, approval.label, when, person_called(approval.approver))
