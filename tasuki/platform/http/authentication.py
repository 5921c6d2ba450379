"""The two ways into the API: a bearer token, or the session of a signed-in browser with its CSRF token."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from tasuki.platform.access.actor import Actor
from tasuki.platform.access.tokens import actor_for
from tasuki.platform.http.call import Call
from tasuki.platform.people.models import Person
from tasuki.platform.time.now import now


class Bearer(HttpBearer):
    """``Authorization: Bearer tsk_…``"""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        call = cast(Call, request)
        call.at = now()
        return actor_for(token, call.at)


class SignedInBrowser(APIKeyCookie):
    """The session cookie; a change also needs the ``X-CSRFToken`` header."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        if not request.user.is_authenticated:
            return None
        return cast("Actor | None", super().__call__(request))

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor:
        call = cast(Call, request)
        call.at = now()
        return Actor.of(cast(Person, request.user), "web")
