"""Teams are formed, people are away: every change by somebody who may, and in the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.journal.models import Event
from tasuki.platform.people import actions
from tasuki.platform.people.models import Absence, Person, Team
from tasuki.platform.people.queries import stand_ins
from tasuki.platform.refusals import Forbidden, Invalid, NotFound, NotPossibleNow

Api = Callable[..., ApiClient]
As = Callable[[Person], Actor]


def told(refusal: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {problem.pointer: problem.code for problem in refusal.value.problems}


def test_revops_adds_a_team_renames_it_and_gives_it_a_lead(kei: Person, mio: Person, api: Api) -> None:
    made = api(kei).post("/teams", {"name": "西日本"})
    assert (made.status, made.json["lead"]) == (201, None)
    changed = api(kei).patch(f"/teams/{made.json['id']}", {"name": "関西", "lead": "mio"})
    assert (changed.json["name"], changed.json["lead"]) == ("関西", "mio")
    assert {"関西", "東日本"} <= {item["name"] for item in api(kei).get("/teams").json["items"]}
    assert [event.code for event in Event.objects.filter(subject="team").order_by("seq")] == [
        "team.added", "team.edited",
    ]  # fmt: skip
    api(kei).patch(f"/teams/{made.json['id']}", {"name": "関西"})
    assert Event.objects.filter(code="team.edited").count() == 1


def test_a_team_has_a_name_of_its_own_and_a_lead_who_is_here(
    kei: Person, team: Team, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.add_team(" 東日本 ", by=as_(kei), at=at, lead="nobody")
    assert told(refusal) == {"/name": "taken", "/lead": "unknown"}
    with pytest.raises(Invalid) as refusal:
        actions.edit_team(team.pk, {"name": " "}, by=as_(kei), at=at)
    assert told(refusal) == {"/name": "missing"}


def test_an_sdr_forms_no_teams(aoi: Person, team: Team, as_: As, at: datetime) -> None:
    with pytest.raises(Forbidden):
        actions.add_team("西日本", by=as_(aoi), at=at)
    with pytest.raises(Forbidden):
        actions.edit_team(team.pk, {"name": "西日本"}, by=as_(aoi), at=at)


def test_people_enter_their_own_absences_and_managers_those_of_their_team(
    aoi: Person, mio: Person, stranger: Person, api: Api
) -> None:
    day = {"from_at": "2060-12-28T00:00:00Z", "until_at": "2061-01-04T00:00:00Z"}
    assert api(aoi).post("/absences", day).status == 201
    assert api(aoi).post("/absences", {**day, "person": "mio"}).status == 403
    assert api(mio).post("/absences", {**day, "person": "stranger"}).status == 403
    assert api(mio).post("/absences", {**day, "person": "ren"}).status == 404
    assert [item["person"] for item in api(mio).get("/absences").json["items"]] == ["aoi"]
    assert api(stranger).get("/absences").json["items"] == []


def test_an_absence_ends_after_it_begins_and_nobody_is_away_twice(aoi: Person, as_: As, at: datetime) -> None:
    hour = timedelta(hours=1)
    with pytest.raises(Invalid) as refusal:
        actions.add_absence(aoi.pk, at, at, by=as_(aoi), at=at, note="x" * 201)
    assert told(refusal) == {"/until_at": "order", "/note": "too_long"}
    with pytest.raises(Invalid) as refusal:
        actions.add_absence(aoi.pk, at - 2 * hour, at - hour, by=as_(aoi), at=at)
    assert told(refusal) == {"/until_at": "past"}
    actions.add_absence(aoi.pk, at, at + 8 * hour, by=as_(aoi), at=at)
    with pytest.raises(Invalid) as refusal:
        actions.add_absence(aoi.pk, at + hour, at + 9 * hour, by=as_(aoi), at=at)
    assert told(refusal) == {"/from_at": "taken"}
    actions.add_absence(aoi.pk, at + 8 * hour, at + 9 * hour, by=as_(aoi), at=at)


def test_whoever_is_back_early_is_present_from_then_on_and_plans_are_taken_back(
    aoi: Person, as_: As, at: datetime
) -> None:
    day = timedelta(days=1)
    now = actions.add_absence(aoi.pk, at - day, at + day, by=as_(aoi), at=at, note="夏休み")
    later = actions.add_absence(aoi.pk, at + 3 * day, at + 4 * day, by=as_(aoi), at=at)
    assert not Person.objects.present_at(at).filter(pk=aoi.pk).exists()
    actions.end_absence(now.pk, by=as_(aoi), at=at)
    actions.end_absence(later.pk, by=as_(aoi), at=at)
    assert Person.objects.present_at(at).filter(pk=aoi.pk).exists()
    assert list(Absence.objects.values_list("until_at", flat=True)) == [at]
    with pytest.raises(NotPossibleNow):
        actions.end_absence(now.pk, by=as_(aoi), at=at)
    events = Event.objects.filter(subject="absence")
    assert events.count() == 4
    assert "夏休み" not in str([event.data for event in events])


def test_nobody_ends_an_absence_that_they_may_not_see_or_change(
    aoi: Person, ren: Person, stranger: Person, as_: As, at: datetime
) -> None:
    away = actions.add_absence(aoi.pk, at, at + timedelta(days=1), by=as_(aoi), at=at)
    with pytest.raises(NotFound):
        actions.end_absence(away.pk, by=as_(stranger), at=at)
    with pytest.raises(Forbidden):
        actions.end_absence(away.pk, by=as_(ren), at=at)


def test_a_backup_stands_in_unless_they_are_away_themselves(
    aoi: Person, ren: Person, as_: As, at: datetime
) -> None:
    day = timedelta(days=1)
    aoi.backup = ren
    aoi.save()
    first = actions.add_absence(aoi.pk, at, at + day, by=as_(aoi), at=at)
    second = actions.add_absence(aoi.pk, at + 2 * day, at + 3 * day, by=as_(aoi), at=at)
    theirs = actions.add_absence(ren.pk, at + 2 * day, at + 9 * day, by=as_(ren), at=at)
    rows = list(Absence.objects.select_related("person__backup"))
    assert stand_ins(rows) == {first.pk: ren, second.pk: None, theirs.pk: None}


def test_a_person_chooses_their_own_language_and_zone_and_nobody_elses(
    aoi: Person, ren: Person, as_: As, at: datetime
) -> None:
    actions.prefer(aoi.pk, language="en", zone="Europe/Berlin", by=as_(aoi), at=at)
    aoi.refresh_from_db()
    assert (aoi.language, aoi.zone) == ("en", "Europe/Berlin")
    with pytest.raises(Forbidden):
        actions.prefer(aoi.pk, language="ja", zone="Asia/Tokyo", by=as_(ren), at=at)
    with pytest.raises(Invalid) as refusal:
        actions.prefer(aoi.pk, language="fr", zone="Mars/Olympus", by=as_(aoi), at=at)
    assert told(refusal) == {"/language": "not_allowed", "/zone": "unknown"}


def test_a_person_is_given_a_calendar_that_was_agreed(aoi: Person, kei: Person, api: Api) -> None:
    assert api(kei).patch("/people/aoi", {"calendar": "us_office"}).json["calendar"] == "us_office"
    refused = api(kei).patch("/people/aoi", {"calendar": "moon"})
    assert [error["pointer"] for error in refused.problem["errors"]] == ["/calendar"]
    assert api(kei).patch("/people/aoi", {"calendar": ""}).json["calendar"] == ""


def test_only_an_admin_changes_the_address_that_an_admin_is_written_to(
    kei: Person, admin: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        actions.edit(admin.pk, {"email": "kei@example.co.jp"}, by=as_(kei), at=at)
    actions.edit(admin.pk, {"email": "admin@example.co.jp"}, by=as_(admin), at=at)


def test_a_handle_without_letters_is_refused_at_every_door(kei: Person, as_: As, at: datetime) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.add("a b/c", by=as_(kei), at=at, name=" ", roles=["sdr"])
    assert told(refusal) == {"/handle": "bad_handle", "/name": "missing"}
