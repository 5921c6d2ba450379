"""The API at /api/v1: every part of the product brings its router, and this page mounts it.

How to write an endpoint (in ``tasuki/stages/<stage>/api.py``)::

    router = Router(tags=["leads"])

    class Acceptance(Body):                                   # what the caller sends: unknown fields are refused
        rationale: str = Field("", examples=["Fits the ICP."])

    @router.post("/{uuid:lead_id}/accept", response=Decision) # response= is what OpenAPI says comes back
    def accept_lead(request: Call, lead_id: UUID, payload: Acceptance) -> HttpResponse:
        \"\"\"What it does, for the interactive docs.\"\"\"
        decision = actions.accept(lead_id, by=request.auth, at=request.at, rationale=payload.rationale)
        language = language_of(request)
        return answer(decision.spoken(language, translator(language)))

- ``request.auth`` is the actor (``by=``), ``request.at`` the moment (``at=``). Parse, call ONE action or query, answer.
- Raise nothing here and catch nothing: every `tasuki.platform.refusals` refusal becomes problem+json by itself, and
  401, 403, 404, 409, 412, 422 and 429 are declared for every operation.
- The function's name is the operationId: a verb and a noun, unique in the whole API.
- A list takes ``paging: Query[Paging]``, calls ``page_of(rows, paging, *columns, order=("-captured_at", "-id"))`` and
  answers ``{"items": …, "next_cursor": …}``; its ``response=`` is ``page_schema(ItemOut)``. Filters are a Schema too.
- A record with a version: ``answer(shown, version=row.version)`` sets the ETag; a change passes
  ``expected_version(request)`` to its action, which calls ``require_version`` with the row locked (412).
- Money is ``money(amount, currency)``; times are datetimes (UTC with Z comes by itself), ids UUIDs.

Then add one line to ROUTERS.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

import tasuki
from tasuki.config.readiness import ready
from tasuki.platform import health as process
from tasuki.platform.http.api import ProblemAPI

# Prefix → dotted path of the router, in the order of the process. A new part of the API is a line here.
ROUTERS: tuple[tuple[str, str], ...] = (
    ("/people", "tasuki.platform.people.api.people.router"),
    ("/teams", "tasuki.platform.people.api.teams.router"),
    ("/absences", "tasuki.platform.people.api.absences.router"),
    ("/tokens", "tasuki.platform.access.api.router"),
    ("/events", "tasuki.platform.journal.api.router"),
    ("/notices", "tasuki.notices.api.router"),
    ("/webhooks", "tasuki.integrations.webhooks.api.router"),
    ("/playbooks", "tasuki.playbooks.api.router"),
    ("/leads", "tasuki.stages.intake.api.leads.router"),
    ("/imports", "tasuki.stages.intake.api.imports.router"),
    ("/registrations", "tasuki.stages.registration.api.router"),
    ("/partners", "tasuki.stages.registration.api.partner_router"),
    ("/leads", "tasuki.stages.routing.api.leads"),
    ("/assignments", "tasuki.stages.routing.api.router"),
    ("/routing", "tasuki.stages.routing.api.table"),
    ("/leads", "tasuki.stages.handoff.api.gates.router"),
    ("/leads", "tasuki.stages.qualification.api.leads.router"),
    ("/touchpoints", "tasuki.stages.qualification.api.touchpoints.router"),
    ("/meetings", "tasuki.stages.meetings.api.router"),
    ("/handoffs", "tasuki.stages.handoff.api.handoffs.router"),
    ("/discoveries", "tasuki.stages.discovery.api.router"),
    ("/leads", "tasuki.stages.conversion.api.converting.router"),
    ("/conversions", "tasuki.stages.conversion.api.conversions.router"),
    ("/approvals", "tasuki.stages.conversion.api.approvals.router"),
    ("/opportunities", "tasuki.stages.pipeline.api.opportunities.router"),
    ("/opportunities", "tasuki.stages.pipeline.api.contacts.router"),
    ("/opportunities", "tasuki.stages.pipeline.api.steps.router"),
    ("/tasks", "tasuki.stages.pipeline.api.tasks.router"),
    ("/accounts", "tasuki.records.api.accounts.router"),
    ("/accounts", "tasuki.records.api.plans.of_account"),
    ("/plans", "tasuki.records.api.plans.router"),
    ("/contacts", "tasuki.records.api.contacts.router"),
    ("/campaigns", "tasuki.records.api.campaigns.router"),
    ("/clocks", "tasuki.sla.api.clocks.router"),
    ("/reviews", "tasuki.sla.api.reviews.router"),
    ("/feedback", "tasuki.sla.api.feedback.router"),
    ("/accounts", "tasuki.desk.api.accounts.router"),
    ("", "tasuki.desk.api.exports.router"),
    ("/reports", "tasuki.insight.api.router"),
    ("/reports", "tasuki.desk.api.papers.router"),
    ("/editions", "tasuki.insight.editions.api.router"),
    ("/replays", "tasuki.calibration.api.router"),
    ("/disputes", "tasuki.calibration.disputes.api.router"),
)

api = ProblemAPI(
    title="Tasuki",
    version=tasuki.__version__,
    urls_namespace="api",
    description=(
        "From a marketing lead to a sales opportunity, through gates that both sides have agreed on.\n\n"
        "Sign in with a bearer token. Every refusal is problem+json (RFC 9457): a 409 carries `findings`, a 422 "
        "carries `errors`, with all reasons at once, in the language of Accept-Language (ja, en)."
    ),
)


class Report(Schema):
    status: str
    checks: dict[str, str] = {}


@api.get("/health", auth=None, tags=["operation"], response=Report)
def health(request: HttpRequest) -> HttpResponse:
    """The process is up."""
    return process.health(request)


@api.get("/ready", auth=None, tags=["operation"], response={200: Report, 503: Report})
def readiness(request: HttpRequest) -> Any:
    """The database answers, its schema is this version's, and a playbook is in force."""
    return ready(request)


for _prefix, _router in ROUTERS:
    api.add_router(_prefix, _router)
