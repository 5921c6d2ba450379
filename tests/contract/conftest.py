"""The cast at the API, with a clock that the test moves."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person
from tasuki.stages.conversion.tests import conftest as conversion

STAGES = Path(__file__).parents[2] / "tasuki" / "stages"
LEAD: dict[str, Any] = json.loads((STAGES / "intake/api/examples/lead.json").read_text("utf-8"))
ANSWERS: dict[str, Any] = json.loads((STAGES / "qualification/api/examples/answers.json").read_text("utf-8"))
CONVERT: dict[str, Any] = json.loads((STAGES / "conversion/api/examples/convert.json").read_text("utf-8"))
NOTES = {
    "recommended_next_step": "経営企画の佐藤様を交えたデモ",
    "sdr_assessment": "四月の新工場に間に合わせたい。予算の道筋も見えている",
    "likelihood": "high",
    "red_flags": "none",
    "red_flags_checked_how": "懸念を尋ね、既存ERPの改修時期以外はないとの回答",
    "response_pattern": "当日中に返信",
    "engagement_level": "high",
}


class Clock:
    """What time it is at the API's door."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


@pytest.fixture
def clock(at: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Friday 20 November 2026, 15:00 in Tokyo, until the test says otherwise."""
    wall = Clock(at)
    monkeypatch.setattr("tasuki.platform.http.authentication.now", wall)
    return wall


@pytest.fixture
def api(clock: Clock) -> Callable[..., ApiClient]:
    """``api(aoi)``: Aoi at the API; ``api(aoi, "read", language="ja")`` with less scope and in Japanese."""
    return lambda person, *scopes, language="en": ApiClient.of(person, clock.at, *scopes, language=language)


@pytest.fixture
def captured(
    api: Callable[..., ApiClient], kei: Person, aoi: Person, sora: Person, clock: Clock
) -> Callable[..., dict[str, Any]]:
    """Capture the lead of contract/lead.json, in Aoi's hands; keyword arguments change its parts."""
    assert api(sora).post("/campaigns", {"code": LEAD["campaign"], "name": "Q4 webinar"}).status == 201

    def capture(**parts: Any) -> dict[str, Any]:
        answer = api(aoi).post("/leads", {**LEAD, **parts})
        assert answer.status == 201, answer.json
        lead: dict[str, Any] = answer.json
        if lead["owner"] is None or lead["owner"]["handle"] != "aoi":
            given = api(kei).post(
                f"/leads/{lead['id']}/assign", {"person": "aoi", "reason": "She knows them."}
            )
            assert given.status == 200, given.json
        shown: dict[str, Any] = api(aoi).get(f"/leads/{lead['id']}").json
        return shown

    return capture


ready = conversion.ready
