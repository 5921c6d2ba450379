"""From rows to the dossier: answers, evidence and questions, from ``.values()`` or from JSON alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tasuki.rules.dossier import Answers, Asked, Evidence
from tasuki.rules.reading import read, shape_of

Row = Mapping[str, Any]


def answers_from(rows: Iterable[Row]) -> Answers:
    """The answers by criterion; a criterion that only this company has goes under ``custom``."""
    known = shape_of(Answers)
    article: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for row in rows:
        criterion = row["criterion"]
        body = {**row["body"], "level": row["level"], "evidence": list(row["evidence"])}
        if criterion in known:
            article[criterion] = read(known[criterion][1], body, f"/answers/{criterion}")
        else:
            own[criterion] = body
    return Answers(**article, custom=own)


def evidence_from(rows: Iterable[Row]) -> tuple[Evidence, ...]:
    return tuple(
        read(
            Evidence, {"id": row["key"], **{name: row[name] for name in ("kind", "at", "by", "ref", "note")}}
        )
        for row in rows
    )


def asked_from(rows: Iterable[Row]) -> tuple[Asked, ...]:
    return tuple(
        read(Asked, {"question": row["question"], "at": row["at"], "note": row["note"]}) for row in rows
    )
