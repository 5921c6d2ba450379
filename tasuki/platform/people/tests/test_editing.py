"""A person changes: by somebody who may, with everything that is wrong told at once, and in the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.journal.models import Event
from tasuki.platform.people import actions
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, NotPossibleNow

Api = Callable[..., ApiClient]
As = Callable[[Person], Actor]


def test_only_what_is_sent_changes(kei: Person, aoi: Person, mio: Person, api: Api) -> None:
    answer = api(kei).patch("/people/aoi", {"roles": ["sdr", "ae"], "territories": ["関東"], "backup": "mio"})
    assert answer.status == 200
    assert (answer.json["roles"], answer.json["territories"]) == (["sdr", "ae"], ["関東"])
    assert (answer.json["name"], answer.json["backup"]) == (aoi.name, "mio")
    assert api(kei).get("/people/aoi").json == answer.json
    assert api(kei).patch("/people/aoi", {"backup": ""}).json["backup"] is None


def test_a_change_stands_in_the_journal_without_personal_values_and_no_change_does_not(
    kei: Person, aoi: Person, as_: As, at: datetime
) -> None:
    actions.edit(aoi.pk, {"name": "青木 碧", "language": "en"}, by=as_(kei), at=at)
    actions.edit(aoi.pk, {"name": "青木 碧"}, by=as_(kei), at=at)
    (event,) = Event.objects.filter(code="person.edited")
    assert event.data == {"changed": ["language", "name"], "roles": ["sdr"]}


def test_everything_wrong_with_a_change_is_told_at_once(kei: Person, aoi: Person, api: Api) -> None:
    wrong = {"zone": "Mars/Olympus", "manager": "nobody", "backup": "aoi", "email": "not an address"}
    answer = api(kei).patch("/people/aoi", wrong)
    assert answer.status == 422
    assert {error["pointer"] for error in answer.problem["errors"]} == {
        "/zone",
        "/manager",
        "/backup",
        "/email",
    }
    assert all(error["fix"] for error in answer.problem["errors"])


def test_nobody_reports_to_somebody_who_reports_to_them(
    kei: Person, mio: Person, aoi: Person, as_: As, at: datetime, api: Api
) -> None:
    actions.edit(aoi.pk, {"manager": "mio"}, by=as_(kei), at=at)
    answer = api(kei).patch("/people/mio", {"manager": "aoi"})
    assert [error["pointer"] for error in answer.problem["errors"]] == ["/manager"]


def test_only_an_admin_gives_or_takes_the_admins_role_and_the_last_one_keeps_it(
    admin: Person, kei: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        actions.edit(kei.pk, {"roles": ["revops", "admin"]}, by=as_(kei), at=at)
    with pytest.raises(NotPossibleNow, match="only admin"):
        actions.edit(admin.pk, {"roles": ["revops"]}, by=as_(admin), at=at)
    actions.edit(kei.pk, {"roles": ["revops", "admin"]}, by=as_(admin), at=at)
    with pytest.raises(Forbidden):
        actions.edit(admin.pk, {"roles": ["revops"]}, by=as_(Person(handle="x", roles=["revops"])), at=at)
    assert actions.edit(admin.pk, {"roles": ["revops"]}, by=as_(admin), at=at).roles == ["revops"]


def test_who_has_left_changes_no_more_and_an_sdr_changes_nobody(
    kei: Person, aoi: Person, ren: Person, as_: As, at: datetime, api: Api
) -> None:
    assert api(ren).patch("/people/aoi", {"name": "Aoi"}).status == 403
    actions.deactivate(aoi.pk, by=as_(kei), at=at)
    assert api(kei).patch("/people/aoi", {"name": "Aoi"}).problem["code"] == "not_possible_now"
