"""One's inbox for programs."""

from __future__ import annotations

from datetime import datetime

from tasuki.notices.tests.conftest import Tell
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person


def test_a_program_reads_its_persons_notices_and_nobody_elses(
    aoi: Person, ren: Person, happen: Tell, at: datetime
) -> None:
    happen("handoff.submitted", by=aoi)
    happen("handoff.submitted", by=aoi)
    api = ApiClient.of(ren, at, language="ja")
    first = api.get("/notices", limit=1).json
    (item,) = first["items"]
    assert (item["about"], item["code"], item["read_at"]) == ("青空物流 山田 花子", "handoff.submitted", None)
    assert api.get("/notices", limit=1, cursor=first["next_cursor"]).json["next_cursor"] is None
    assert api.get("/notices/unread").json == {"count": 2}
    assert api.post(f"/notices/{item['id']}/read").json["read_at"] is not None
    assert len(api.get("/notices", unread=True).json["items"]) == 1
    assert api.post(f"/notices/{item['id']}/unread").json["read_at"] is None
    assert api.post("/notices/read").json == {"count": 2}
    assert ApiClient.of(aoi, at).post(f"/notices/{item['id']}/read").status == 404
    assert ApiClient.of(aoi, at).get("/notices").json["items"] == []


def test_preferences_are_changed_over_the_api_and_what_is_left_out_stays(aoi: Person, at: datetime) -> None:
    api = ApiClient.of(aoi, at)
    changed = api.patch(
        "/notices/preferences",
        {"ways": {"assigned": {"in_app": "off"}}, "quiet_from": "20:00", "quiet_until": "07:00"},
    ).json
    assert (changed["ways"]["assigned"]["in_app"], changed["quiet_until"]) == ("off", "07:00")
    later = api.patch("/notices/preferences", {"digest_on": 4}).json
    assert (later["digest_on"], later["quiet_from"]) == (4, "20:00")
    wrong = api.patch("/notices/preferences", {"ways": {"nothing": {"in_app": "off"}}})
    assert (wrong.status, wrong.problem["errors"][0]["pointer"]) == (422, "/ways/nothing/in_app")
    assert api.get("/notices/preferences").json == later
