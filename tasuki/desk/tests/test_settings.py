"""The settings: people, teams, absences, tokens, calendars, as those who look after them use the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.grants import GRANTS
from tasuki.platform.access.models import Token
from tasuki.platform.people.models import Absence, Person, Team
from tasuki.playbooks import actions as playbooks
from tasuki.records.models import Lead

Visit = Callable[..., Visitor]


def test_everybody_sees_the_settings_that_they_may_use(aoi: Person, kei: Person, visit: Visit) -> None:
    page = visit(aoi, "en").read("/settings")
    assert "Preferences" in page
    assert "API tokens" in page
    for path in ("people", "teams", "absences", "territories", "calendars", "tokens", "roles"):
        visit(aoi).read(f"/settings/{path}")
    assert "Add a person" not in visit(aoi, "en").read("/settings/people")
    assert "Add a person" in visit(kei, "en").read("/settings/people")


def test_revops_adds_a_person_and_gives_routing_what_it_needs(kei: Person, mio: Person, visit: Visit) -> None:
    desk = visit(kei)
    desk.fill(
        "/settings/people/new", "/settings/people/new",
        handle="yui", name="結城 結衣", roles=["sdr", "ae"], team="東日本", manager="mio",
    )  # fmt: skip
    yui = Person.objects.get(handle="yui")
    assert (yui.roles, yui.manager, yui.language) == (["sdr", "ae"], mio, "ja")
    page = "/settings/people/yui"
    desk.fill(
        page, page, roles=["ae"], capacity="30", weight="2", backup="mio", calendar="us_office",
        territories="関東\n東北", skills="en",
    )  # fmt: skip
    yui.refresh_from_db()
    assert (yui.roles, yui.capacity, yui.weight, yui.backup) == (["ae"], 30, 2, mio)
    assert (yui.territories, yui.skills, yui.calendar) == (["関東", "東北"], ["en"], "us_office")
    desk.fill(page, page, roles=["ae"], capacity="", territories="")
    yui.refresh_from_db()
    assert (yui.capacity, yui.territories, yui.weight) == (None, [], 2)


def test_a_refused_person_says_why_at_each_field_and_keeps_what_was_typed(kei: Person, visit: Visit) -> None:
    desk = visit(kei, "en")
    page = desk.fill(
        "/settings/people/new", "/settings/people/new", status=422,
        handle="a b", name="Yui", zone="Mars/Olympus", email="not an address",
    )  # fmt: skip
    assert 'value="a b"' in page
    for field in ("handle", "zone", "roles", "email"):
        assert re.search(f'id="{field}-problem"', page), field
    page = "/settings/people/kei"
    shown = desk.fill(page, page, status=422, roles=["revops"], capacity="many")
    assert 'value="many"' in shown
    assert "Write digits only, such as 30." in shown


def test_a_person_who_may_not_change_people_reads_the_facts(aoi: Person, ren: Person, visit: Visit) -> None:
    page = visit(aoi, "en").read("/settings/people/ren")
    assert ren.name in page
    assert "Deactivate" not in page
    assert visit(aoi).client.post("/settings/people/ren", {"name": "x"}).status_code == 403
    assert visit(aoi).client.post("/settings/people/ren/deactivate").status_code == 403


def test_what_hangs_on_a_leaver_is_shown_and_handed_on_there(
    aoi: Person, ren: Person, stranger: Person, kei: Person, visit: Visit, at: datetime
) -> None:
    moments = dict.fromkeys(("captured_at", "state_since", "created_at"), at)
    Lead.objects.create(name="高橋 美咲", owner=aoi, state="sal", **moments)
    Person.objects.filter(pk=ren.pk).update(backup=aoi)
    desk, page, leave = visit(kei, "en"), "/settings/people/aoi", "/settings/people/aoi/deactivate"
    assert "Open leads, as their SDR: 1." in desk.read(page)
    refused = desk.fill(page, leave, status=409, heirs__backup_of="ren")
    assert "Name who takes it over" in refused
    aoi.refresh_from_db()
    assert aoi.is_active
    told = desk.fill(page, leave, handed_to="stranger", heirs__backup_of="kei")
    assert "has left" in told
    aoi.refresh_from_db()
    ren.refresh_from_db()
    assert (aoi.is_active, Lead.objects.get().owner, ren.backup) == (False, stranger, kei)
    assert "Deactivate" not in desk.read(page)
    assert "青木 葵" not in desk.read("/settings/people")
    assert "青木 葵" in desk.read("/settings/people?state=left")


def test_the_people_are_found_by_name_role_team_and_whether_they_are_away(
    aoi: Person, ren: Person, sora: Person, kei: Person, visit: Visit, at: datetime
) -> None:
    Absence.objects.create(person=aoi, from_at=at, until_at=at + timedelta(days=2))
    desk = visit(kei, "en")
    assert "away" in desk.read("/settings/people?role=sdr")
    for query, here, gone in (
        ("q=青木", "aoi", "ren"),
        ("role=ae", "ren", "aoi"),
        ("team=東日本", "ren", "sora"),
    ):
        page = desk.read(f"/settings/people?{query}")
        assert f"/settings/people/{here}" in page
        assert f"/settings/people/{gone}" not in page


def test_a_team_is_added_renamed_and_lead(kei: Person, mio: Person, team: Team, visit: Visit) -> None:
    desk = visit(kei, "en")
    desk.fill("/settings/teams", "/settings/teams", name="西日本", lead="mio")
    west = Team.objects.get(name="西日本")
    assert west.lead_by == mio
    refused = desk.fill("/settings/teams", f"/settings/teams/{west.pk}", status=422, name="東日本")
    assert f'id="team-{west.pk}-name-problem"' in refused
    desk.fill("/settings/teams", f"/settings/teams/{west.pk}", name="関西", lead="")
    assert Team.objects.filter(name="関西", lead_by=None).exists()


def test_aoi_says_when_she_is_away_in_her_own_time_and_comes_back(
    aoi: Person, ren: Person, visit: Visit, at: datetime
) -> None:
    Person.objects.filter(pk=aoi.pk).update(backup=ren)
    desk = visit(aoi, "en")
    desk.fill(
        "/settings/absences", "/settings/absences", from_at="2026-11-20T09:00", until_at="2026-11-27T09:00",
        note="family",
    )  # fmt: skip
    away = Absence.objects.get()
    assert away.from_at == datetime.fromisoformat("2026-11-20T00:00:00+00:00")
    page = desk.read("/settings/absences")
    assert "family" in page
    assert ren.name in page
    assert "family" not in visit(ren, "en").read("/settings/absences")
    refused = desk.fill("/settings/absences", "/settings/absences", status=422, from_at="", until_at="x")
    assert "Enter a day and a time." in refused
    desk.fill("/settings/absences", f"/settings/absences/{away.pk}/end")
    away.refresh_from_db()
    assert away.until_at == at
    assert ren.name not in desk.read("/settings/absences").partition("<table")[2]
    assert ren.name in desk.read("/settings/absences?over=1")


def test_a_token_is_shown_once_used_and_revoked(aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    page = desk.fill("/settings/tokens", "/settings/tokens", name="nightly export", scopes="read lead.*")
    (secret,) = re.findall(r"tsk_[\w-]+", page)
    token = Token.objects.get()
    assert token.scopes == ["lead.*", "read"]
    again = desk.read("/settings/tokens")
    assert "nightly export" in again
    assert secret not in again
    desk.fill("/settings/tokens", f"/settings/tokens/{token.pk}/revoke")
    assert "nightly export" not in desk.read("/settings/tokens")
    assert "revoked" in desk.read("/settings/tokens?ended=1")


def test_a_token_for_somebody_else_or_for_nothing_known_is_refused(aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    refused = desk.fill("/settings/tokens", "/settings/tokens", status=422, scopes="lead.fly")
    assert 'id="scopes-problem"' in refused
    desk.fill("/settings/tokens", "/settings/tokens", status=403, person="mio")
    assert not Token.objects.exists()


def test_the_calendars_tell_the_coming_years_holidays_and_when_something_falls_due(
    aoi: Person, visit: Visit
) -> None:
    desk = visit(aoi)
    page = desk.read("/settings/calendars")
    assert "勤労感謝の日" in page
    falls = desk.read("/settings/calendars?n=1&unit=business_days&from=2026-11-20T15:00&calendar=office")
    assert "2026年11月24日(火) 15:00" in falls  # the 23rd is a holiday
    hours = desk.read("/settings/calendars?n=4&unit=business_hours&from=2026-11-20T16:00&calendar=office")
    assert "2026年11月24日(火) 11:00" in hours
    for wrong in ("n=many", "n=5000", "n=1&calendar=moon", "n=1&from=soon", "n=1&from=9999-01-01T00:00"):
        assert "field-problem" in desk.read(f"/settings/calendars?{wrong}", status=422)


def test_the_territories_show_who_covers_what_and_where_nobody_does(
    aoi: Person, ren: Person, kei: Person, visit: Visit, at: datetime
) -> None:
    Person.objects.filter(pk=aoi.pk).update(territories=["関東"])
    Person.objects.filter(pk=ren.pk).update(territories=["関東"])
    moments = dict.fromkeys(("captured_at", "state_since", "created_at"), at)
    Lead.objects.create(name="高橋 美咲", region="九州", **moments)
    page = visit(kei, "en").read("/settings/territories")
    assert page.index("九州") < page.index("関東")
    assert "1 has a gap." in page
    Person.objects.filter(pk=aoi.pk).update(segments=["enterprise"])
    assert "enterprise" in visit(kei, "en").read("/settings/territories?of=segments").lower()


def test_a_territory_is_given_to_somebody_where_its_gap_is_seen(
    aoi: Person, kei: Person, visit: Visit
) -> None:
    Person.objects.filter(pk=aoi.pk).update(territories=["関東"])
    desk = visit(kei, "en")
    form = "/settings/territories?of=territories"
    assert "covers it now" in desk.fill(form, form, value="東北", person="aoi")
    aoi.refresh_from_db()
    assert aoi.territories == ["関東", "東北"]
    assert "Say what they cover." in desk.fill(form, form, status=422, value=" ", person="aoi")
    assert "Give it to somebody" not in visit(aoi, "en").read(form)


def test_hours_and_routes_lead_to_the_draft_that_changes_them(
    mio: Person, aoi: Person, visit: Visit, at: datetime
) -> None:
    desk = visit(mio, "en")
    assert "Begin a draft to change it" in desk.read("/settings/calendars")
    playbooks.begin("in_force", by=Actor.of(mio, "web"), at=at, note="")
    page = desk.read("/settings/calendars")
    assert "Change it in the draft article@2" in page
    assert "/playbook/versions/article@2/tables/calendar" in page
    assert "Change it in the draft" in desk.read("/settings/territories")
    assert "draft" not in visit(aoi, "en").read("/settings/calendars")


def test_the_matrix_has_every_permission_in_words(aoi: Person, visit: Visit) -> None:
    page = visit(aoi, "en").read("/settings/roles")
    assert all(f">{permission}</code>" in page for permission in GRANTS)


def test_a_person_chooses_language_and_zone_and_the_pages_follow_at_once(aoi: Person, visit: Visit) -> None:
    desk = visit(aoi)
    page = desk.fill("/settings/preferences", "/settings/preferences", language="en", zone="Europe/Berlin")
    assert "Your preferences are kept." in page
    refused = desk.fill("/settings/preferences", "/settings/preferences", status=422, zone="Mars")
    assert 'id="zone-problem"' in refused
    aoi.refresh_from_db()
    assert (aoi.language, aoi.zone) == ("en", "Europe/Berlin")
