"""Every no is problem+json: with all reasons at once, in the caller's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.test import RequestFactory

from tasuki.platform.http.etag import expected_version, require_version
from tasuki.platform.http.problems import answer_exception
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import (
    Clash,
    Forbidden,
    GateRefused,
    Invalid,
    NotFound,
    NotPossibleNow,
    NotSignedIn,
    Outdated,
    Refusal,
)
from tasuki.rules.decision import Decision, Enforcement, Finding, Standing, Verdict
from tasuki.rules.reading import Problem
from tasuki.rules.wording import Sentence, Text

Api = Callable[..., ApiClient]
WORDS = {
    "The %(gate)s gate is not open: see the findings.": "%(gate)s のゲートは開いていません。所見をご覧ください。",
    "Nobody has named %(who)s.": "%(who)sが特定されていません。",
    "Ask who decides.": "決裁者を尋ねてください。",
    "This field is required.": "この項目は必須です。",
    "The input is not right: see the errors.": "入力に誤りがあります。errors をご覧ください。",
    "Fill it in.": "入力してください。",
    "There is nothing at this address.": "この場所には何もありません。",
    "Somebody changed it.": "ほかの人が変更しました。",
}
PROBLEM = Problem("/person/email", "missing", Sentence("This field is required."))
CHANGED = Sentence("Somebody changed it.")
REFUSALS: list[tuple[Refusal, int, str]] = [
    (NotSignedIn(CHANGED), 401, "not_signed_in"),
    (Forbidden("lead.convert", ["ae"]), 403, "forbidden"),
    (NotFound("lead", "x"), 404, "not_found"),
    (NotPossibleNow(CHANGED), 409, "not_possible_now"),
    (Clash(CHANGED), 409, "clash"),
    (Outdated(CHANGED), 412, "outdated"),
    (Invalid([PROBLEM]), 422, "invalid"),
]


@pytest.fixture
def japanese(tmp_path: Path, settings: Any) -> None:
    """A catalogue of our own, compiled as set-up compiles the product's."""
    catalogue = Catalog(locale="ja")
    for english, translated in WORDS.items():
        catalogue.add(english, translated)
    place = tmp_path / "ja" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LOCALE_PATHS = [tmp_path]


def told(error: Exception, language: str = "en") -> tuple[int, dict[str, Any]]:
    request = RequestFactory().get(
        "/api/v1/leads", headers={"Accept-Language": language, "X-Request-Id": "r-1"}
    )
    response = answer_exception(request, error)
    assert response["Content-Type"] == "application/problem+json"
    body = orjson.loads(response.content)
    assert (body["status"], body["request_id"], body["instance"]) == (
        response.status_code,
        "r-1",
        "/api/v1/leads",
    )
    return response.status_code, body


@pytest.mark.parametrize(
    ("refusal", "status", "code"), REFUSALS, ids=lambda value: getattr(value, "code", None)
)
def test_every_refusal_is_a_problem_with_a_stable_code(refusal: Refusal, status: int, code: str) -> None:
    found, body = told(refusal)
    assert (found, body["code"], body["type"]) == (status, code, f"urn:tasuki:problem:{code}")
    assert ("findings" in body) == (status == 409)
    assert all(error["fix"] for error in body["errors"]), body["errors"]


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_refusal_speaks_the_callers_language(language: str) -> None:
    for refusal, _, _ in REFUSALS:
        if refusal.title == CHANGED:
            expected = WORDS[CHANGED.template] if language == "ja" else CHANGED.template
            assert told(refusal, language)[1]["title"] == expected


@pytest.mark.usefixtures("japanese")
def test_a_closed_gate_lists_every_finding_with_rule_pointer_and_fix_in_japanese() -> None:
    who = Text("the decision maker", "決裁者")
    findings = tuple(
        Finding(
            rule=rule,
            standing=Standing.UNKNOWN,
            enforcement=Enforcement.BLOCK,
            because=Sentence("Nobody has named %(who)s.", {"who": who}),
            pointer="/answers/authority/decision_maker",
            criterion="authority",
            fix=Sentence("Ask who decides."),
        )
        for rule in ("C-2", "O-5")
    )
    at = datetime(2026, 11, 20, 6, tzinfo=UTC)
    status, body = told(
        GateRefused(Decision("opportunity", Verdict.REFUSED, "article@1", at, findings)), "ja-JP,en;q=0.5"
    )
    assert status == 409
    assert [finding["rule"] for finding in body["findings"]] == ["C-2", "O-5"]
    assert body["findings"][0] == {
        "rule": "C-2",
        "criterion": "authority",
        "standing": "unknown",
        "enforcement": "block",
        "because": "決裁者が特定されていません。",
        "evidence": [],
        "pointer": "/answers/authority/decision_maker",
        "fix": "決裁者を尋ねてください。",
    }
    assert (body["gate"], body["verdict"], body["playbook"], body["at"]) == (
        "opportunity", "refused", "article@1", "2026-11-20T06:00:00Z",
    )  # fmt: skip
    assert body["title"] == "opportunity のゲートは開いていません。所見をご覧ください。"


@pytest.mark.usefixtures("japanese")
def test_an_error_names_its_field_its_pointer_and_its_code() -> None:
    _, body = told(Invalid([PROBLEM]), "ja")
    assert body["errors"] == [
        {
            "code": "missing",
            "message": "この項目は必須です。",
            "field": "person.email",
            "pointer": "/person/email",
            "rule_id": None,
            "fix": "入力してください。",
        }
    ]


@pytest.mark.parametrize(
    ("refusal", "fix"),
    [
        (Outdated(CHANGED), "Load the record again"),
        (Forbidden("lead.convert", ["ae", "manager"]), "Ask somebody who may: AE, manager."),
        (NotFound("lead", "x"), "Check the id"),
        (NotPossibleNow(CHANGED, fix=Sentence("Accept it first.")), "Accept it first."),
    ],
)
def test_a_refusal_without_fields_says_what_to_do_all_the_same(refusal: Refusal, fix: str) -> None:
    (error,) = told(refusal)[1]["errors"]
    assert (error["pointer"], error["code"]) == ("", refusal.code)
    assert error["message"] == refusal.title.spoken("en")
    assert error["fix"].startswith(fix)


def test_a_refusal_names_records_and_gates_in_the_callers_language() -> None:
    assert told(NotFound("lead", "x"), "ja")[1]["title"] == "表示できるリード「x」はありません。"
    assert told(NotFound("next step", "x"), "ja")[1]["title"] == "表示できる次のアクション「x」はありません。"
    closed = Decision("handoff", Verdict.REFUSED, "article@1", datetime(2026, 11, 20, 6, tzinfo=UTC), ())
    assert "引き継ぎ" in told(GateRefused(closed), "ja")[1]["title"]


def test_an_error_whose_code_is_a_rule_names_the_rule() -> None:
    _, body = told(Invalid([Problem("/rationale", "AR-3", Sentence("Say more."))]))
    assert body["errors"][0]["rule_id"] == "AR-3"


@pytest.mark.parametrize(
    ("error", "status"),
    [(Http404(), 404), (RequestDataTooBig(), 413), (RuntimeError("a fault of ours"), 500)],
)
def test_what_django_itself_refuses_is_a_problem_too(error: Exception, status: int) -> None:
    found, body = told(error)
    assert found == status
    assert "a fault of ours" not in str(body)


def test_all_that_is_wrong_with_the_input_comes_back_at_once(kei: Person, api: Api) -> None:
    answer = api(kei).post(
        "/people", {"handle": "", "roles": ["wizard"], "capacity": "many", "shoe_size": 42}
    )
    assert answer.status == 422
    found = {error["pointer"]: error["code"] for error in answer.problem["errors"]}
    assert found == {
        "/handle": "too_short",
        "/name": "missing",
        "/roles/0": "not_allowed",
        "/capacity": "wrong_type",
        "/shoe_size": "unknown_field",
    }


def test_what_is_wrong_and_what_to_do_are_two_sentences(kei: Person, api: Api) -> None:
    body = {"handle": "yui", "name": "Yui", "roles": ["wizard"], "capacity": "many"}
    errors = {error["pointer"]: error for error in api(kei).post("/people", body).problem["errors"]}
    assert errors["/roles/0"]["message"] == "'wizard' is not one of the allowed values."
    assert errors["/roles/0"]["fix"].startswith("Choose one of: sdr, ae, manager")
    assert errors["/capacity"]["message"] == "Expected a whole number, found 'many'."
    assert errors["/capacity"]["fix"] == "Write a whole number such as 30."


def test_a_bad_query_parameter_is_named(kei: Person, api: Api) -> None:
    answer = api(kei).get("/people", limit=1000)
    assert [(error["pointer"], error["code"]) for error in answer.problem["errors"]] == [
        ("/limit", "out_of_range")
    ]


def test_a_query_parameter_that_is_not_there_is_named_and_lets_nothing_through(kei: Person, api: Api) -> None:
    answer = api(kei).get("/leads", stat="mql")
    (error,) = answer.problem["errors"]
    assert (answer.status, error["pointer"], error["code"]) == (422, "/stat", "unknown_field")
    assert error["fix"].startswith("Did you mean “state”? Known here: ")


def test_a_cursor_that_is_not_ours_is_refused(kei: Person, api: Api) -> None:
    for cursor in ("%%%", "bm9wZQ", "W10", "WzFd" * 3):
        assert api(kei).get("/people", cursor=cursor).status == 422, cursor
        assert api(kei).get("/events", cursor=cursor).status == 422, cursor


def test_json_that_cannot_be_read_is_a_problem(kei: Person, api: Api) -> None:
    answer = api(kei).post("/people", b'{"handle": ')
    assert (answer.status, answer.problem["code"]) == (400, "not_readable")


def test_a_body_that_is_too_large_is_a_problem(kei: Person, api: Api, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert api(kei).post("/people", {"name": "x" * 200}).problem["code"] == "too_large"


@pytest.mark.usefixtures("japanese")
def test_an_address_that_does_not_exist_is_a_problem_in_the_callers_language(kei: Person, api: Api) -> None:
    assert api(kei, language="ja").get("/nowhere").problem["detail"] == "この場所には何もありません。"
    assert api(kei).get("/nowhere").problem["detail"] == "There is nothing at this address."
    assert api(kei, language="ja").get("/nowhere")["Content-Language"] == "ja"


def test_a_method_that_an_address_does_not_know_names_those_it_knows(kei: Person, api: Api) -> None:
    answer = api(kei).delete("/people")
    assert answer.problem["code"] == "method_not_allowed"
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_a_page_that_does_not_exist_stays_a_page(db: None) -> None:
    response = ApiClient().client.get("/nowhere", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("header", "expected"), [("", None), ("*", None), ('"7"', 7), ('W/"7"', 7), ('"abc"', -1), ("7", -1)]
)
def test_if_match_names_a_version(header: str, expected: int | None) -> None:
    request = RequestFactory().get("/", headers={"If-Match": header} if header else {})
    assert expected_version(request) == expected


def test_a_change_to_a_version_that_nobody_has_seen_is_refused() -> None:
    require_version(None, 7)
    require_version(7, 7)
    with pytest.raises(Outdated):
        require_version(6, 7)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/people", {"handle": "nul", "name": "a\x00b", "roles": ["sdr"]}),
        ("/tokens", {"name": "a\x00b", "scopes": ["read"]}),
        ("/tokens", {"person": "a\x00b", "scopes": ["read"]}),
    ],
)
def test_text_that_the_database_cannot_hold_is_the_callers_mistake(
    kei: Person, api: Api, path: str, body: dict[str, object]
) -> None:
    answer = api(kei).post(path, body)
    assert (answer.status, answer.problem["errors"][0]["code"]) == (422, "not_storable")
