"""Every request has a name that its answer, its problem and the log share."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tasuki.platform.ids import new_id

_ACCEPTABLE = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")
_PLACE = "HTTP_X_REQUEST_ID"


class RequestIdMiddleware:
    """Keeps the caller's ``X-Request-Id`` where it is harmless in a log, else makes one; the answer carries it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.META.get(_PLACE, "")
        request.META[_PLACE] = given if _ACCEPTABLE.fullmatch(given) else str(new_id())
        response = self.get_response(request)
        response["X-Request-Id"] = request_id_of(request)
        return response


def request_id_of(request: HttpRequest) -> str:
    return str(request.META.get(_PLACE, ""))
