"""The API framework, set up for this product: problems for every no, ids for every operation, JSON by orjson."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from tasuki.platform.http.authentication import Bearer, SignedInBrowser
from tasuki.platform.http.docs import Docs
from tasuki.platform.http.json import OrjsonParser, OrjsonRenderer
from tasuki.platform.http.parameters import knowing_its_parameters
from tasuki.platform.http.problems import CONTENT_TYPE, answer_exception, plain
from tasuki.platform.http.schemas import Problem
from tasuki.platform.http.throttle import Ceiling

View = Callable[..., HttpResponseBase]
DECLARED = (400, 401, 403, 404, 409, 412, 422, 429)
_REF = "#/components/schemas/{model}"


class ProblemAPI(NinjaAPI):
    """A NinjaAPI whose every operation may be refused in the declared ways, always as problem+json."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            auth=[Bearer(), SignedInBrowser()],
            throttle=[Ceiling()],
            renderer=OrjsonRenderer(),
            parser=OrjsonParser(),
            docs=Docs(),
            **options,
        )
        self.add_decorator(knowing_its_parameters, mode="view")

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return answer_exception(request, exc)

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """The framework's errors with the values that it takes out of them: a person is told what was found."""
        error = super().validation_error_from_error_contexts(error_contexts)
        found = (one for context in error_contexts for one in context.pydantic_validation_error.errors())
        for told, one in zip(error.errors, found, strict=True):
            told["input"] = one["input"]
        return error

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The endpoint's own name: ``list_people``."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        return declare_problems(super().get_openapi_schema(**options))

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = _with_problem_for_405(pattern.callback)
        return patterns, app, namespace


def declare_problems(document: OpenAPISchema) -> OpenAPISchema:
    """Add the ways in which any operation may be refused to every operation of an OpenAPI document."""
    problem = Problem.model_json_schema(ref_template=_REF, mode="serialization")
    document["components"]["schemas"] |= {**problem.pop("$defs", {}), "Problem": problem}
    content = {CONTENT_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}}
    for operations in document["paths"].values():
        for operation in operations.values():
            for status in DECLARED if operation.get("security") else (429,):
                operation["responses"].setdefault(
                    status, {"description": HTTPStatus(status).phrase, "content": content}
                )
    return document


def _with_problem_for_405(view: View) -> View:
    @wraps(view)
    def answering(request: HttpRequest, *places: Any, **names: Any) -> HttpResponseBase:
        response = view(request, *places, **names)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return plain(request, response.status_code, {"Allow": response.get("Allow", "")})
        return response

    return answering
