"""The interactive docs, from the framework's own files: no CDN, and nothing of the desk's pages is needed."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from ninja import NinjaAPI, Swagger


class Docs(Swagger):
    """Swagger UI that sends the session's CSRF token along, so that a signed-in person can try every call."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **places: Any) -> HttpResponse:
        settings = {**self.settings, "url": self.get_openapi_url(api, places)}
        context = {
            "swagger_settings": json.dumps(settings),
            "api": api,
            "add_csrf": True,
            "csrf_token": get_token(request),
        }
        return HttpResponse(render_to_string(self.template, context))
