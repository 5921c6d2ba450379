"""The opportunity's own fields, edited later: the same names and shapes as at its conversion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from tasuki.desk.forms.field import Field
from tasuki.desk.forms.shapes import as_json, fields_of, typed_tree
from tasuki.rules.dossier import OpportunityFacts

WORDS = ("product", "use_case", "product_line")
PROSE = (
    "follow_up_plan", "decision_criteria", "competitive_landscape", "risks", "qualification_notes",
)  # fmt: skip
GATED = ("amount", "amount_basis", "close_on", "close_date_basis")
EDITED = (*WORDS, *GATED, *PROSE)


def opportunity_fields(facts: OpportunityFacts, *, pending: bool) -> tuple[Field, ...]:
    """The fields that an edit may change; while an approval is pending, only those it does not look at (AP-6)."""
    names = (*WORDS, *PROSE) if pending else EDITED
    return fields_of(OpportunityFacts, facts, "opportunity", only=names)


def changes_json(post: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    """What was typed; a text left empty empties its field."""
    typed = typed_tree(post, "opportunity")
    emptied: dict[str, Any] = {name: "" for name in (*WORDS, *PROSE) if name in typed}
    return {**emptied, **as_json(OpportunityFacts, typed, zone)}
