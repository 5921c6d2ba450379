"""An operation that has query parameters refuses others: a mistyped filter would let everything through."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import wraps
from types import MethodType
from typing import Any, cast

from django.http import HttpRequest
from ninja.operation import Operation

from tasuki.platform.refusals import Invalid
from tasuki.rules.problem import no_such_field


def knowing_its_parameters(run: MethodType) -> MethodType:
    """Have an operation, whose ``run`` this is, refuse what it does not have, once it knows who asks.

    One whose schema allows more (``extra="allow"``) sees to the rest with `refuse_others`.
    """
    operation = cast("Operation", run.__self__)
    asked = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    known = [name for model in asked for name in model.__ninja_flatten_map__]
    if known and not any(_allows_more(model) for model in asked):
        operation.view_func = _refusing_others(operation.view_func, known)
    return run


def refuse_others(found: Iterable[str], known: Iterable[str]) -> None:
    """Raises `Invalid` for each name that is not known, with the one that was probably meant."""
    names = list(dict.fromkeys(known))
    problems = [
        no_such_field(f"/{name}", name, names, next(iter(get_close_matches(name, names, n=1)), ""))
        for name in found
        if name not in names
    ]
    if problems:
        raise Invalid(problems)


def _refusing_others(view: Callable[..., Any], known: Iterable[str]) -> Callable[..., Any]:
    @wraps(view)
    def asked(request: HttpRequest, **values: Any) -> Any:
        refuse_others(request.GET, known)
        return view(request, **values)

    return asked


def _allows_more(model: Any) -> bool:
    schemas = (field.annotation for field in model.model_fields.values())
    return any(getattr(schema, "model_config", {}).get("extra") == "allow" for schema in schemas)
