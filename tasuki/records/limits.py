"""What a column can hold, said about the field before the database says it about the statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, Model, PositiveIntegerField

from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence

MOST = 2_147_483_647


def limit_problems(model: type[Model], values: Mapping[str, Any], pointer: str = "") -> list[Problem]:
    """A problem for every text that is too long and every number that is out of range; ``values`` by field name."""
    problems = []
    for field in model._meta.concrete_fields:
        value = values.get(field.name)
        if (
            isinstance(field, CharField)
            and isinstance(value, str)
            and len(value) > (field.max_length or MOST)
        ):
            text = Sentence(N_("This may have at most %(limit)s characters."), {"limit": field.max_length})
            problems.append(Problem(f"{pointer}/{field.name}", "too_long", text))
        if isinstance(field, PositiveIntegerField) and isinstance(value, int) and not 0 <= value <= MOST:
            text = Sentence(N_("This must be a number from 0 to %(most)s."), {"most": MOST})
            problems.append(Problem(f"{pointer}/{field.name}", "out_of_range", text))
    return problems
