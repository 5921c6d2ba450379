"""Disputes and learning cases as the API and the command line tell them."""

from __future__ import annotations

from typing import Any

from tasuki.calibration.disputes.models import Dispute, LearningCase

_SAME = (
    "id", "state", "lead_id", "event", "playbook", "side", "claim", "evidence", "opened_at", "cause", "ruling",
    "rationale", "rule_change", "way_back", "ended_at",
)  # fmt: skip
_PEOPLE = ("decided_by", "opened_by", "ruler", "ruled_by")
_WRITTEN = ("title_ja", "text_ja", "title_en", "text_en", "published_at")


def dispute_shape(row: Dispute) -> dict[str, Any]:
    """People by their handles, the decision by its event code."""
    people = {name: person.handle if (person := getattr(row, name)) else None for name in _PEOPLE}
    decision = {"decision": row.code, "decided_at": row.decided_at}
    draft = {"draft": str(row.draft) if row.draft else None}
    return {**{name: getattr(row, name) for name in _SAME}, **decision, **people, **draft}


def case_shape(row: LearningCase) -> dict[str, Any]:
    """Nothing of the lead or of the people: what it was about, how it was ruled, and what others can learn."""
    about = {"decision": row.dispute.code, "cause": row.dispute.cause, "ruling": row.dispute.ruling}
    return {"id": row.pk, **about, **{name: getattr(row, name) for name in _WRITTEN}}
