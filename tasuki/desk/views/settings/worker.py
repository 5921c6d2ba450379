"""The page for operators."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, back, page
from tasuki.desk.panels.settings.worker import worker_page
from tasuki.desk.views.settings.frame import settings_page
from tasuki.notices import actions
from tasuki.platform.jobs import retry as jobs


@page
def worker(request: Visit) -> HttpResponse:
    return settings_page(request, "worker", "worker", page=worker_page(by=request.actor, at=request.at))


@require_POST
@page
def retry(request: Visit, job_id: int) -> HttpResponse:
    jobs.retry(job_id, by=request.actor, at=request.at)
    return back(request, "worker", said=gettext("The job waits again."))


@require_POST
@page
def send_again(request: Visit, delivery_id: UUID) -> HttpResponse:
    actions.send_again(delivery_id, by=request.actor, at=request.at)
    return back(request, "worker", said=gettext("The letter leaves once more."))
