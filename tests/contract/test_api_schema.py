"""The API keeps what its OpenAPI document promises, whatever it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tasuki.calibration.disputes.models import Dispute
from tasuki.config.wsgi import application
from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.stages.handoff.models import BriefVersion, Handoff
from tasuki.stages.handoff.queries import brief_of
from tasuki.stages.registration.actions import add_partner
from tests.contract.conftest import CONVERT, Clock

EXAMPLES = 10
PROMISED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# They end the caller or take files; their own tests try them.
ELSEWHERE = {"revoke_token", "deactivate_person", "create_import"}
GENTLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
Known = Mapping[str, str]


@contextmanager
def nothing_kept() -> Iterator[None]:
    """One call on the test's own connection, which stays open behind it and forgets what was written."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.fixture
def token(kei: Person, api: Callable[..., ApiClient]) -> dict[str, str]:
    return api(kei).headers


@pytest.fixture
def known(ready: Callable[..., Lead], ren: Person, api: Callable[..., ApiClient], clock: Clock) -> Known:
    """One of each record, so that the calls get past “there is no such …”."""
    open_lead, converted = (
        ready(),
        ready(email="b@example.com", company_name="別会社", company_domain="b.example.com"),
    )
    large = {**CONVERT["opportunity"], "amount": {"amount": "90000000", "currency": "JPY"}}
    client = api(ren)
    made = client.post(f"/leads/{converted.pk}/convert", {**CONVERT, "opportunity": large}).json
    batch = client.post("/conversions/batches", {"items": [{"lead_id": str(open_lead.pk)}]}).json
    handoff = Handoff.objects.get(lead=open_lead)
    body = brief_of(open_lead, clock.at)
    BriefVersion.objects.create(handoff=handoff, number=2, body=body, completeness=1, at=clock.at)
    task = client.get("/tasks").json["items"][0]["id"]
    plan = client.post(f"/accounts/{made['account_id']}/plans", {}).json
    deal = client.get(f"/opportunities/{made['opportunity_id']}").json
    add_partner("hokuto", {"name": "北斗SI"}, by=SYSTEM, at=clock.at)
    given = {"partner": "hokuto", "company_name": "有限会社ミドリ", "evidence": "見積書"}
    registration = client.post("/registrations", given).json
    disputed = Dispute.objects.create(
        lead=open_lead,
        event=1,
        code="lead.recycled",
        decided_at=clock.at,
        side="sales",
        claim="誤り",
        opened_at=clock.at,
    )
    return {
        "dispute_id": str(disputed.pk),
        "registration_id": registration["id"],
        "lead_id": str(open_lead.pk),
        "handoff_id": str(handoff.pk),
        "meeting_id": client.get("/meetings", lead=str(open_lead.pk)).json["items"][0]["id"],
        "conversion_id": made["conversion_id"],
        "opportunity_id": made["opportunity_id"],
        "approval_id": made["approval_id"],
        "account_id": made["account_id"],
        "contact_id": made["contact_id"],
        "batch_id": batch["id"],
        "task_id": task,
        "plan_id": plan["id"],
        "role_id": deal["contacts"][0]["id"],
        "step_id": deal["next_steps"][0]["id"],
    }


@pytest.mark.timeout(180)
def test_every_answer_is_one_that_the_document_declares(token: dict[str, str], known: Known) -> None:
    document = Client().get("/api/v1/openapi.json").json()
    with nothing_kept():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    tried = 0
    for operation in (result.ok() for result in schema.get_all_operations()):
        if operation.definition.raw["operationId"] not in ELSEWHERE:
            _try(operation, token, known)
            tried += 1
    assert tried == sum(len(methods) for methods in document["paths"].values()) - len(ELSEWHERE)


def _try(operation: Any, token: Mapping[str, str], known: Known) -> None:
    @GENTLY
    @given(case=operation.as_strategy())
    def answers_as_declared(case: Any) -> None:
        _put_known_ids(case, known)
        with nothing_kept():
            response = case.call(headers=dict(token))
        case.validate_response(response, checks=PROMISED)

    answers_as_declared()


def _put_known_ids(case: Any, known: Known) -> None:
    for name in case.path_parameters or {}:
        if name in known:
            case.path_parameters[name] = known[name]
    if isinstance(case.body, dict) and "lead_id" in case.body:
        case.body["lead_id"] = known["lead_id"]
