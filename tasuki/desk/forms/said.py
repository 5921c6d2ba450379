"""What was typed below one question: its own field and nothing else of the criterion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from tasuki.desk.forms.shapes import as_json, typed_tree
from tasuki.rules.dossier import Answers
from tasuki.rules.reading import shape_of


def said_json(criterion: str, post: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    """The answer's fields as far as they were typed; what is not there stays as it is on the record."""
    typed = typed_tree(post, f"answers/{criterion}")
    typed.pop("level", None)
    shape = shape_of(Answers)
    level = post.get("level", "1")
    made = (
        as_json(shape[criterion][1], typed, zone)
        if criterion in shape and criterion != "custom"
        else {name: text.strip() for name, text in typed.items() if text.strip()}
    )
    return {**made, "level": int(level) if level.isdigit() else level}
