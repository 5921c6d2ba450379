"""What a schema found wrong with the input, as problems with a JSON pointer and a sentence in two languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tasuki.rules.problem import Problem, not_among, of_another_kind
from tasuki.rules.wording import N_, Sentence

# pydantic's kind of error → the kind of value that was expected there.
_EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "whole_number",
    "int_parsing": "whole_number",
    "int_from_float": "whole_number",
    "float_type": "number",
    "float_parsing": "number",
    "decimal_type": "decimal",
    "decimal_parsing": "decimal",
    "bool_type": "truth",
    "bool_parsing": "truth",
    "date_type": "date",
    "date_parsing": "date",
    "date_from_datetime_parsing": "date",
    "datetime_type": "moment",
    "datetime_parsing": "moment",
    "datetime_from_date_parsing": "moment",
    "timezone_aware": "moment",
    "uuid_type": "id",
    "uuid_parsing": "id",
    "list_type": "list",
    "frozen_set_type": "list",
    "dict_type": "table",
    "model_attributes_type": "table",
    "model_type": "table",
}
# pydantic's kind of error → (our code, sentence). A kind that is in no table keeps pydantic's own English words.
_KINDS: Mapping[str, tuple[str, str]] = {
    "missing": ("missing", N_("This field is required.")),
    "extra_forbidden": ("unknown_field", N_("No such field.")),
    "string_too_short": ("too_short", N_("This needs at least %(limit)s characters.")),
    "string_too_long": ("too_long", N_("This may have at most %(limit)s characters.")),
    "too_short": ("too_short", N_("This list needs at least %(limit)s entries.")),
    "too_long": ("too_long", N_("This list may have at most %(limit)s entries.")),
    "greater_than_equal": ("out_of_range", N_("Must be %(limit)s or more.")),
    "greater_than": ("out_of_range", N_("Must be more than %(limit)s.")),
    "less_than_equal": ("out_of_range", N_("Must be %(limit)s or less.")),
    "less_than": ("out_of_range", N_("Must be less than %(limit)s.")),
}
_BETWEEN = re.compile(r", | or ")
_LIMITS = ("min_length", "max_length", "ge", "gt", "le", "lt")


def problems_of(errors: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """The API framework's list of errors (``type``, ``loc``, ``msg``, ``ctx``, ``input``) as problems."""
    return [_problem(error) for error in errors]


def _problem(error: Mapping[str, Any]) -> Problem:
    pointer, kind, found = pointer_of(error["loc"]), error["type"], error.get("input")
    context = error.get("ctx") or {}
    if kind in _EXPECTED:
        return of_another_kind(pointer, _EXPECTED[kind], found)
    if kind in ("literal_error", "enum"):
        allowed = [one.strip("'") for one in _BETWEEN.split(context.get("expected", ""))]
        return not_among(pointer, found, allowed)
    if kind not in _KINDS:
        return Problem(pointer, kind, Sentence(N_("%(error)s"), {"error": error["msg"]}))
    code, template = _KINDS[kind]
    limit = next((context[name] for name in _LIMITS if name in context), "")
    return Problem(pointer, code, Sentence(template, {"limit": limit}))


def pointer_of(place: Sequence[str | int]) -> str:
    """The JSON pointer of a place such as ``("body", "lead", "person", "email")``: the two names in front are ours.

    Query, path and header parameters keep their own name: ``("query", "limit")`` is ``/limit``.
    """
    source, *steps = place
    if source in ("body", "form", "file"):
        steps = steps[1:]
    elif len(steps) > 1:
        steps = steps[-1:]
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
