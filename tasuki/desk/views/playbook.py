"""The agreement as a document that anyone understands."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.agreement import agreement_page
from tasuki.platform.access.actor import ask_any


@page
def playbook(request: Visit) -> HttpResponse:
    ask_any(request.actor, "playbook.read")
    shown = agreement_page()
    return render(request, "desk/agreement.html", {"page": shown, "book": shown.book})
