"""What a schema found wrong with the input, as problems with a JSON pointer and a sentence in two languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence

# pydantic's kind of error → (our code, sentence). A kind that is not here keeps pydantic's own English words.
_KINDS: Mapping[str, tuple[str, str]] = {
    "missing": ("missing", N_("This field is required.")),
    "extra_forbidden": ("unknown_field", N_("No such field.")),
    "string_type": ("wrong_type", N_("Expected text, found %(found)s.")),
    "int_type": ("wrong_type", N_("Expected a whole number, found %(found)s.")),
    "int_parsing": ("wrong_type", N_("Expected a whole number, found %(found)s.")),
    "int_from_float": ("wrong_type", N_("Expected a whole number, found %(found)s.")),
    "float_type": ("wrong_type", N_("Expected a number, found %(found)s.")),
    "float_parsing": ("wrong_type", N_("Expected a number, found %(found)s.")),
    "decimal_type": ("wrong_type", N_("Expected a decimal number such as 1000.00, found %(found)s.")),
    "decimal_parsing": ("wrong_type", N_("Expected a decimal number such as 1000.00, found %(found)s.")),
    "bool_type": ("wrong_type", N_("Expected true or false, found %(found)s.")),
    "bool_parsing": ("wrong_type", N_("Expected true or false, found %(found)s.")),
    "date_type": ("wrong_type", N_("Expected a date such as 2026-11-20, found %(found)s.")),
    "date_parsing": ("wrong_type", N_("Expected a date such as 2026-11-20, found %(found)s.")),
    "date_from_datetime_parsing": ("wrong_type", N_("Expected a date such as 2026-11-20, found %(found)s.")),
    "datetime_type": (
        "wrong_type",
        N_("Expected a moment with its zone such as 2026-11-20T06:00:00Z, found %(found)s."),
    ),
    "datetime_parsing": (
        "wrong_type",
        N_("Expected a moment with its zone such as 2026-11-20T06:00:00Z, found %(found)s."),
    ),
    "datetime_from_date_parsing": (
        "wrong_type",
        N_("Expected a moment with its zone such as 2026-11-20T06:00:00Z, found %(found)s."),
    ),
    "timezone_aware": (
        "wrong_type",
        N_("Expected a moment with its zone such as 2026-11-20T06:00:00Z, found %(found)s."),
    ),
    "uuid_type": ("wrong_type", N_("Expected an id, found %(found)s.")),
    "uuid_parsing": ("wrong_type", N_("Expected an id, found %(found)s.")),
    "list_type": ("not_a_list", N_("Expected a list, found %(found)s.")),
    "frozen_set_type": ("not_a_list", N_("Expected a list, found %(found)s.")),
    "dict_type": ("not_a_table", N_("Expected a table of fields, found %(found)s.")),
    "model_attributes_type": ("not_a_table", N_("Expected a table of fields, found %(found)s.")),
    "model_type": ("not_a_table", N_("Expected a table of fields, found %(found)s.")),
    "literal_error": ("not_allowed", N_("%(found)s is not one of the allowed values: %(allowed)s.")),
    "enum": ("not_allowed", N_("%(found)s is not one of the allowed values: %(allowed)s.")),
    "string_too_short": ("too_short", N_("This needs at least %(limit)s characters.")),
    "string_too_long": ("too_long", N_("This may have at most %(limit)s characters.")),
    "too_short": ("too_short", N_("This list needs at least %(limit)s entries.")),
    "too_long": ("too_long", N_("This list may have at most %(limit)s entries.")),
    "greater_than_equal": ("out_of_range", N_("Must be %(limit)s or more.")),
    "greater_than": ("out_of_range", N_("Must be more than %(limit)s.")),
    "less_than_equal": ("out_of_range", N_("Must be %(limit)s or less.")),
    "less_than": ("out_of_range", N_("Must be less than %(limit)s.")),
}
_LIMITS = ("min_length", "max_length", "ge", "gt", "le", "lt")


def problems_of(errors: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """The API framework's list of errors (``type``, ``loc``, ``msg``, ``ctx``, ``input``) as problems."""
    return [_problem(error) for error in errors]


def _problem(error: Mapping[str, Any]) -> Problem:
    pointer = pointer_of(error["loc"])
    known = _KINDS.get(error["type"])
    if known is None:
        return Problem(pointer, error["type"], Sentence(N_("%(error)s"), {"error": error["msg"]}))
    code, template = known
    context = error.get("ctx") or {}
    values = {
        "found": _shown(error.get("input")),
        "allowed": context.get("expected", ""),
        "limit": next((context[name] for name in _LIMITS if name in context), ""),
    }
    return Problem(pointer, code, Sentence(template, values))


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


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) < 60 else type(value).__name__
