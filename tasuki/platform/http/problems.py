"""Every no as RFC 9457 problem+json: a stable code, the reasons, and what to do, in the caller's language.

A gate's no carries ``findings`` with their decision, every other one ``errors``: all that is wrong, at once.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.views import defaults
from ninja.errors import HttpError, ValidationError

from tasuki.platform.http.input_errors import problems_of
from tasuki.platform.http.json import to_json
from tasuki.platform.http.request_id import request_id_of
from tasuki.platform.language import language_of, translator
from tasuki.platform.postgresql.storable import is_of_the_input
from tasuki.platform.refusals import GateRefused, Invalid, Refusal, invalid
from tasuki.rules.problem import NOT_STORABLE
from tasuki.rules.reading import Unreadable
from tasuki.rules.wording import N_

CONTENT_TYPE = "application/problem+json"
API = "/api/"
log = logging.getLogger("tasuki.http")

# Refusals that Django and the API framework utter themselves: status → (code, sentence).
PLAIN: Mapping[int, tuple[str, str]] = {
    400: ("not_readable", N_("The request cannot be read: send well-formed JSON.")),
    401: ("not_signed_in", N_("Sign in, or send a valid bearer token.")),
    403: ("forbidden", N_("This is refused: the session's CSRF token is missing or wrong.")),
    404: ("not_found", N_("There is nothing at this address.")),
    405: ("method_not_allowed", N_("This address does not know that method.")),
    413: ("too_large", N_("The request is larger than this address takes.")),
    415: ("not_readable", N_("The request cannot be read: send well-formed JSON.")),
    429: ("too_many_requests", N_("Too many requests: wait as long as Retry-After says.")),
    500: ("fault", N_("Something broke on our side. The request id finds it in the log.")),
}


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The problem of a refusal: a gate's ``findings`` come with its decision, every other no has its ``errors``."""
    language = language_of(request)
    translate = translator(language)
    reasons = [problem.message for problem in refusal.reasons]
    more: dict[str, object] = {}
    if isinstance(refusal, GateRefused):
        reasons = [finding.because for finding in refusal.decision.troubles]
        more |= refusal.decision.spoken(language, translate)
    elif refusal.status == HTTPStatus.CONFLICT:
        more["findings"] = []
    if refusal.reasons:
        more["errors"] = [problem.spoken(language, translate) for problem in refusal.reasons]
    title = refusal.title.spoken(language, translate)
    detail = " ".join(reason.spoken(language, translate) for reason in reasons) or title
    return _respond(request, refusal.status, refusal.code, title, detail, more)


def plain(request: HttpRequest, status: int, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The problem of a bare HTTP status."""
    code, sentence = PLAIN.get(status) or ("refused", HTTPStatus(status).phrase)
    text = translator(language_of(request))(sentence)
    return _respond(request, status, code, text, text, {}, headers)


def _respond(
    request: HttpRequest,
    status: int,
    code: str,
    title: str,
    detail: str,
    more: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    body = {
        "type": f"urn:tasuki:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "instance": request.path,
        "request_id": request_id_of(request),
        **more,
    }
    answer = HttpResponse(
        to_json(body), status=status, content_type=CONTENT_TYPE, headers=dict(headers or {})
    )
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def answer_exception(request: HttpRequest, error: Exception) -> HttpResponse:
    """The problem of anything that was raised while an API address was served; a fault of ours is logged and told."""
    if isinstance(error, Refusal):
        return refused(request, error)
    if isinstance(error, ValidationError):
        return refused(request, Invalid(problems_of(error.errors)))
    if isinstance(error, Unreadable):
        return refused(request, Invalid(error.problems))
    if isinstance(error, DataError) and is_of_the_input(error):
        # A NUL in a text, a number beyond its column: schemas need not repeat every limit of the database.
        log.warning("request %s sent what the database cannot hold: %s", request_id_of(request), error)
        return refused(request, invalid("", NOT_STORABLE, "not_storable"))
    if isinstance(error, HttpError):
        return plain(request, error.status_code)
    status = _status_of(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error(
            "request %s failed: %s %s", request_id_of(request), request.method, request.path, exc_info=error
        )
        got_request_exception.send(sender=answer_exception, request=request)
    return plain(request, status)


def _status_of(error: Exception) -> int:
    if isinstance(error, Http404):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, PermissionDenied):
        return HTTPStatus.FORBIDDEN
    if isinstance(error, RequestDataTooBig):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if isinstance(error, SuspiciousOperation):
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.INTERNAL_SERVER_ERROR


def wants_problem(request: HttpRequest) -> bool:
    """Whether the caller is a program: everything under /api/, and whoever asks for JSON rather than a page."""
    accepted = request.headers.get("Accept", "")
    return request.path.startswith(API) or ("json" in accepted and "html" not in accepted)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    if wants_problem(request):
        return plain(request, _status_of(exception) if isinstance(exception, SuspiciousOperation) else 400)
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return plain(request, 403) if wants_problem(request) else defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return plain(request, 404) if wants_problem(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return plain(request, 500) if wants_problem(request) else defaults.server_error(request)
