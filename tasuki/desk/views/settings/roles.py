"""Roles and permissions: the matrix."""

from __future__ import annotations

from django.http import HttpResponse

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.settings.roles import roles_page
from tasuki.desk.views.settings.frame import settings_page


@page
def roles(request: Visit) -> HttpResponse:
    return settings_page(request, "roles", "roles", page=roles_page(by=request.actor))
