"""Every page of the settings stands beside their menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.settings.menu import menu


def settings_page(request: Visit, here: str, template: str, **context: Any) -> HttpResponse:
    """A page of the settings; ``here`` is the address' name of the menu's entry that it belongs to."""
    shown = {"menu": menu(request.actor, here), "at": request.at, **context}
    return render(request, f"desk/settings/{template}.html", shown)


@page
def settings(request: Visit) -> HttpResponse:
    """What there is to set, and what each is for."""
    return settings_page(request, "settings", "index")
