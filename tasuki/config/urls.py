"""Every address: the API, health, and the pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tasuki.config.api import api
from tasuki.config.readiness import ready
from tasuki.platform.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("health", health, name="health"),
    path("ready", ready, name="ready"),
    path("", include("tasuki.desk.urls")),
]

handler400 = "tasuki.platform.http.problems.bad_request"
handler403 = "tasuki.platform.http.problems.permission_denied"
handler404 = "tasuki.platform.http.problems.page_not_found"
handler500 = "tasuki.platform.http.problems.server_error"
