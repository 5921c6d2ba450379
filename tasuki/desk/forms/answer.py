"""What was typed into a criterion's form: the answer, and the evidence that came with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from tasuki.desk.forms.shapes import as_json, fields_of, typed_tree
from tasuki.rules.dossier import Answers, Evidence
from tasuki.rules.reading import shape_of

ON_ITS_OWN = ("level", "evidence")


def answer_json(criterion: str, post: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    """The answer as typed; a field left empty is cleared. The level is a number."""
    typed = typed_tree(post, f"answers/{criterion}")
    level = typed.pop("level", "0")
    shape = shape_of(Answers)
    if criterion in shape and criterion != "custom":
        schema = shape[criterion][1]
        offered = {
            field.name.split("/")[2]
            for field in fields_of(schema, None, f"answers/{criterion}", without=ON_ITS_OWN)
        }
        made = as_json(schema, typed, zone)
        body: dict[str, Any] = {name: made.get(name) for name in sorted(offered)}
    else:
        body = {name: text.strip() or None for name, text in typed.items()}
    return {**body, "level": int(level) if str(level).isdigit() else level}


def evidence_json(post: Mapping[str, str], zone: ZoneInfo) -> list[dict[str, Any]]:
    """New evidence, if its reference or note was filled in; the lead gives it its number."""
    made = as_json(Evidence, typed_tree(post, "new_evidence"), zone)
    if not made.get("ref") and not made.get("note"):
        return []
    return [made]
