"""Why a lead has its owner: as a page, and as a sheet to take away."""

from __future__ import annotations

import csv
import io
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.lead_routing import lead_routing
from tasuki.desk.words import spoken
from tasuki.records.queries import lead_for
from tasuki.stages.routing.lines import HEADINGS, lines_of
from tasuki.stages.routing.queries import trace_of


@require_GET
@page
def of_lead(request: Visit, lead_id: UUID) -> HttpResponse:
    shown = lead_routing(lead_id, by=request.actor)
    return render(request, "desk/lead_routing.html", {"page": shown, "lead": shown.lead})


@require_GET
@page
def sheet_of_lead(request: Visit, lead_id: UUID) -> HttpResponse:
    lead = lead_for(request.actor, lead_id)
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow([gettext(one) for one in HEADINGS])
    rows.writerows(lines_of(trace_of(lead.pk), spoken))
    return HttpResponse(
        written.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="routing-{lead.pk}.csv"'},
    )
