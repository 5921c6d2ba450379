from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tasuki.cli.session import Session
from tasuki.cli.tables import table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.playbooks.comparing import Difference
    from tasuki.playbooks.models import PlaybookVersion


def version_shape(version: PlaybookVersion) -> dict[str, Any]:
    return {
        "id": version.pk,
        "stamp": str(version),
        "name": version.name,
        "number": version.number,
        "state": version.state,
        "revision": version.revision,
        "note": version.note,
        "drafted_at": version.drafted_at,
        "in_force_at": version.in_force_at,
        "retired_at": version.retired_at,
        "announcement": version.announcement,
        "sign_offs": [
            {"side": yes.side, "name": yes.name, "comment": yes.comment, "at": yes.at}
            for yes in version.sign_offs.all()
        ],
    }


def difference_shape(one: Difference, session: Session) -> dict[str, object]:
    """One thing that two playbooks say differently, in words and as the file names it."""
    return {
        "kind": one.kind,
        "path": one.path,
        "said": session.speak(one.said),
        "before": _plain(one.before),
        "after": _plain(one.after),
    }


def _plain(value: object) -> object:
    """Dates and times of a file as text; the rest as it is."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def book_shape(book: Playbook, session: Session) -> dict[str, Any]:
    language = session.language
    return {
        "stamp": book.stamp,
        "zone": book.playbook.zone,
        "gates": [
            {
                "key": gate.key,
                "label": gate.label.spoken(language),
                "mode": gate.mode,
                "require": [{"criterion": one.criterion, "level": one.level} for one in gate.require],
                "variants": [variant.label.spoken(language) for variant in gate.variants],
            }
            for gate in book.gate
        ],
        "criteria": [
            {"key": one.key, "rule": one.id, "label": one.label.spoken(language)} for one in book.criterion
        ],
        "promises": [
            {"id": one.id, "label": one.label.spoken(language), "within": one.within, "owner": one.owner}
            for one in book.sla
            if one.within
        ],
        "reasons": [
            {
                "code": one.code,
                "label": one.label.spoken(language),
                "used_for": list(one.used_for),
                "asks_for": list(one.asks_for),
            }
            for one in book.reason
        ],
        "stages": [
            {"key": one.key, "label": one.label.spoken(language), "kind": one.kind} for one in book.stage
        ],
        "questions": [
            {
                "key": one.key,
                "criterion": one.criterion,
                "field": one.field,
                "text": one.text.spoken(language),
            }
            for one in book.question
        ],
        "sources": [one.key for one in book.source],
    }


def book_lines(told: dict[str, Any], session: Session) -> list[str]:
    gates = [
        (one["key"], one["label"], [f"{need['criterion']} ≥ {need['level']}" for need in one["require"]])
        for one in told["gates"]
    ]
    promises = [(one["id"], one["label"], one["within"], one["owner"]) for one in told["promises"]]
    reasons = [(one["code"], one["label"], one["used_for"], one["asks_for"]) for one in told["reasons"]]
    stages = [(one["key"], one["label"], one["kind"]) for one in told["stages"]]

    def block(headings: tuple[str, ...], rows: list[Any]) -> list[str]:
        return ["", *table([session.say(text) for text in headings], rows)] if rows else []

    return [
        f"{told['stamp']} ({told['zone']})",
        *block((N_("Gate"), N_("Name"), N_("Criteria")), gates),
        *block((N_("Promise"), N_("Name"), N_("Within"), N_("Owner")), promises),
        *block((N_("Reason"), N_("Name"), N_("Used for"), N_("Asks for")), reasons),
        *block((N_("Stage"), N_("Name"), N_("Kind")), stages),
    ]
