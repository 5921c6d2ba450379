"""From a row to the dossier: the handoff, with what the SDR wrote for the brief."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tasuki.rules.dossier import Dossier, Handoff
from tasuki.rules.reading import read


def handoff_from(row: Mapping[str, Any] | None) -> Handoff:
    """The handoff; its completeness counts as given once it was submitted, before that the rules compute it."""
    if row is None:
        return Handoff()
    decided = row["state"] != "draft"
    return read(
        Handoff,
        {
            **row["notes"],
            "state": row["state"],
            "brief_completeness": float(row["completeness"])
            if decided and row["completeness"] is not None
            else None,
            "ae": row.get("ae_handle") or "",
            "ae_notified_at": row["ae_notified_at"],
            "submitted_at": row["submitted_at"],
        },
    )


def with_notes(dossier: Dossier, notes: Mapping[str, Any]) -> Dossier:
    """The dossier with these notes of the SDR's in place of those it has."""
    return replace(dossier, handoff=replace(dossier.handoff, **notes))
