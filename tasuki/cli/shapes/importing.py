"""An import as programs and people read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasuki.cli.session import Session
from tasuki.cli.tables import pairs, table
from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.rejected import problems_of
from tasuki.stages.intake.importing.rejects import spoken
from tasuki.stages.intake.importing.states import state_called
from tasuki.stages.intake.models import Import, Rejected, SavedMapping

KINDS: Mapping[str, str] = {
    "leads": N_("leads"),
    "accounts": N_("accounts"),
    "contacts": N_("contacts"),
    "opportunities": N_("opportunities"),
    "campaigns": N_("campaigns"),
    "activities": N_("activities"),
}


def import_shape(one: Import) -> dict[str, Any]:
    return {
        "id": one.pk,
        "kind": one.kind,
        "file_name": one.file_name,
        "state": one.state,
        "by": one.by.handle if one.by else None,
        "started_at": one.started_at,
        "finished_at": one.finished_at,
        "reverted_at": one.reverted_at,
        "rows": one.rows,
        "created": one.created,
        "updated": one.updated,
        "skipped": one.skipped,
        "rejected": one.rejected,
        "seconds": one.seconds,
        "encoding": one.encoding,
        "duplicates": one.duplicates,
        "mapping": one.mapping,
        "unmapped": one.unmapped,
        "choices": one.choices,
    }


def mapping_shape(one: SavedMapping) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "kind": one.kind,
        "mapping": one.asked,
        "by": one.by.handle if one.by else None,
        "saved_at": one.saved_at,
    }


def rejects_shape(one: Import, session: Session, most: int) -> list[dict[str, Any]]:
    """The first ``most`` rows that stayed outside, each with its reason in the reader's language."""
    return [
        {"line": row.line, "cells": row.cells, "reason": spoken(problems_of(row), session.speak)}
        for row in Rejected.objects.filter(imported=one).order_by("line", "id")[:most]
    ]


def imports_table(found: Sequence[Import], session: Session) -> list[str]:
    """One line each; the id in full, because that is what show and revert take."""
    headings = (
        N_("Id"), N_("When"), N_("What"), N_("File"), N_("Imported by"), N_("Rows"), N_("Created"), N_("Updated"),
        N_("Skipped"), N_("Rejected"), N_("State"),
    )  # fmt: skip
    rows = [
        (
            one.pk, session.clock(one.started_at), session.say(KINDS[one.kind]), one.file_name,
            one.by.handle if one.by else None, one.rows, one.created, one.updated, one.skipped, one.rejected,
            session.speak(state_called(one.state)),
        )
        for one in found
    ]  # fmt: skip
    return table([session.say(heading) for heading in headings], rows)


def import_lines(one: Import, session: Session) -> list[str]:
    facts = [
        (N_("Id"), one.pk),
        (N_("What"), session.say(KINDS[one.kind])),
        (N_("File"), one.file_name),
        (N_("State"), session.speak(state_called(one.state))),
        (N_("Imported by"), one.by.name if one.by else None),
        (N_("Started"), session.clock(one.started_at)),
        (N_("Reverted"), session.clock(one.reverted_at) if one.reverted_at else None),
        (N_("Encoding"), one.encoding),
        (N_("Rows"), one.rows),
        (N_("Created"), one.created),
        (N_("Updated"), one.updated),
        (N_("Skipped"), one.skipped),
        (N_("Rejected"), one.rejected),
        (N_("Columns kept under their own names"), list(one.unmapped)),
    ]
    columns = [f"  {header} → {field}" for header, field in one.mapping.items()]
    return [
        *pairs([(session.say(label), value) for label, value in facts]),
        *([session.say(N_("Columns and the fields that they become:"))] if columns else []),
        *columns,
    ]
