"""How many deals a stage may hold at once: a row of the hygiene table, asked for where the stage is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field
from tasuki.rules.playbook import Playbook
from tasuki.stages.pipeline.hygiene import WIP

NAME = "work_limit"
TABLE = "hygiene"


def row_id(stage: str) -> str:
    return f"{WIP}-{stage}"


def work_limit_field(stage: str, book: Playbook, typed: str | None) -> Field:
    """The limit of this stage; empty for none of its own."""
    own = next((row.threshold for row in book.hygiene if row.id == row_id(stage)), None)
    value = typed if typed is not None else ("" if own is None else f"{own:f}")
    help_ = gettext("Beyond it the board warns; empty: no limit of its own.")
    return Field(NAME, gettext("Most deals here at once"), "number", value, help=help_)


def work_limit_row(stage: Mapping[str, Any], limit: str) -> dict[str, Any]:
    """The row of the hygiene table that says it."""
    label = stage.get("label", "")
    both = label if isinstance(label, Mapping) else {"en": label, "ja": label}
    said = {
        "en": f"Most deals in “{both.get('en') or both.get('ja')}” at once",
        "ja": f"「{both.get('ja') or both.get('en')}」の同時進行の上限",
    }
    return {"id": row_id(str(stage["key"])), "label": said, "threshold": limit}
