"""Who gets in, and what every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client, RequestFactory

from tasuki.platform.access import tokens
from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.http.api import DECLARED
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.http.throttle import Ceiling
from tasuki.platform.people.models import Person

Api = Callable[..., ApiClient]


@pytest.mark.django_db
def test_nobody_gets_in_without_a_token() -> None:
    answer = ApiClient().get("/people")
    assert answer.status == 401
    assert answer.problem["code"] == "not_signed_in"
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.django_db
def test_a_change_without_a_token_is_told_to_sign_in_rather_than_about_csrf() -> None:
    assert ApiClient().post("/people", {}).status == 401


def test_an_unknown_token_opens_nothing(db: None) -> None:
    assert ApiClient("tsk_made_up").get("/people").problem["code"] == "not_signed_in"


def test_an_expired_token_opens_nothing(aoi: Person, at: datetime) -> None:
    made_at, until = datetime(2000, 12, 31, tzinfo=at.tzinfo), datetime(2001, 1, 1, tzinfo=at.tzinfo)
    _, secret = tokens.create(aoi, by=SYSTEM, at=made_at, scopes=frozenset({"all"}), expires_at=until)
    assert ApiClient(secret).get("/people").status == 401


def test_a_token_for_reading_reads_and_changes_nothing(kei: Person, api: Api) -> None:
    reader = api(kei, "read")
    assert reader.get("/people").status == 200
    refusal = reader.post("/people", {"handle": "new", "name": "New", "roles": ["sdr"]})
    assert refusal.status == 403
    assert "person.edit" in refusal.problem["detail"]
    assert not Person.objects.filter(handle="new").exists()


def test_a_signed_in_browser_reads_with_its_session_and_changes_only_with_its_csrf_token(kei: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(kei, "tasuki.platform.people.sign_in.HandleOrEmail")
    assert browser.get("/api/v1/people/me").json()["handle"] == "kei"
    body = {"handle": "new", "name": "New", "roles": ["sdr"]}
    refused = browser.post("/api/v1/people", body, content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    page = browser.get("/api/v1/docs")
    assert page.status_code == 200
    token = browser.cookies["csrftoken"].value
    allowed = browser.post(
        "/api/v1/people", body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert allowed.status_code == 201


def test_every_answer_carries_the_policies_and_a_request_id(db: None) -> None:
    answer = Client().get("/health", headers={"X-Request-Id": "from-the-proxy-1"})
    assert answer["X-Request-Id"] == "from-the-proxy-1"
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "img-src 'self' data:" in policy
    assert "script-src 'self'" in policy
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_a_request_id_that_could_break_a_log_line_is_replaced(db: None) -> None:
    answer = Client().get("/health", headers={"X-Request-Id": "a\tb" + "x" * 500})
    assert "\t" not in answer["X-Request-Id"]
    assert len(answer["X-Request-Id"]) == 36


def test_the_interactive_docs_ask_nobody_outside(db: None) -> None:
    page = Client().get("/api/v1/docs").content.decode()
    assert "swagger-ui" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<style" not in page
    assert "<script>" not in page


def test_a_process_is_up_and_ready_only_with_a_playbook_in_force(db: None) -> None:
    assert Client().get("/health").json() == {"status": "up"}
    before = Client().get("/ready")
    assert before.status_code == 503
    assert before.json()["checks"]["database"] == "ok"
    assert "playbook" in before.json()["checks"]["playbook"]


def test_a_process_with_the_agreement_in_force_is_ready(agreement: None) -> None:
    answer = ApiClient().get("/ready")
    assert answer.json == {
        "status": "ready",
        "checks": {"database": "ok", "migrations": "ok", "playbook": "ok"},
    }


def test_a_token_beyond_its_ceiling_waits_as_long_as_retry_after_says(
    aoi: Person, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASUKI_RATE", "2")
    caller = api(aoi)
    statuses = [caller.get("/people/me").status for _ in range(4)]
    last = caller.get("/people/me")
    assert statuses[:2] == [200, 200]
    assert 429 in statuses[2:]
    assert last.problem["code"] == "too_many_requests"
    assert 1 <= int(last["Retry-After"]) <= 60


def test_the_ceiling_counts_each_caller_alone_and_starts_again_every_minute() -> None:
    clock = [0.0]
    ceiling = Ceiling(limit=1, seconds=lambda: clock[0])
    aoi, ren = (
        RequestFactory().get("/", headers={"Authorization": f"Bearer {name}"}) for name in ("aoi", "ren")
    )
    assert [ceiling.allow_request(aoi), ceiling.allow_request(aoi), ceiling.allow_request(ren)] == [
        True,
        False,
        True,
    ]
    clock[0] = 61.0
    assert ceiling.allow_request(aoi)
    assert ceiling.wait() == pytest.approx(timedelta(seconds=59).total_seconds())


def test_a_ceiling_of_nought_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASUKI_RATE", "0")
    ceiling = Ceiling()
    request = RequestFactory().get("/")
    assert all(ceiling.allow_request(request) for _ in range(5))


def test_every_operation_declares_how_it_may_be_refused_and_has_a_name_of_its_own(db: None) -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        if operation.get("security"):
            assert {str(status) for status in DECLARED} <= operation["responses"].keys(), operation[
                "operationId"
            ]
            problem = operation["responses"]["409"]["content"]["application/problem+json"]["schema"]["$ref"]
            assert problem == "#/components/schemas/Problem"


def test_every_reference_in_the_openapi_document_leads_somewhere(db: None) -> None:
    document = Client().get("/api/v1/openapi.json").json()

    def references(node: object) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [found for value in node.values() for found in references(value)]
        return [found for item in node for found in references(item)] if isinstance(node, list) else []

    schemas = document["components"]["schemas"]
    found = references(document)
    assert found
    assert [one for one in found if one.rsplit("/", 1)[-1] not in schemas] == []
