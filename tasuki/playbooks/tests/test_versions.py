"""A new version of the agreement is drafted, signed by both sides, published; the old one retires (PB-1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotPossibleNow
from tasuki.playbooks import actions
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.presets import preset_toml
from tasuki.playbooks.queries import in_force

NEXT = preset_toml("article").replace("version = 1", "version = 2", 1)


@pytest.fixture
def api(at: datetime) -> Callable[..., ApiClient]:
    return lambda person, *scopes, language="en": ApiClient.of(person, at, *scopes, language=language)


Api = Callable[..., ApiClient]
As = Callable[[Person], Actor]


def test_a_draft_comes_into_force_when_both_sides_have_signed(
    kei: Person, sora: Person, mio: Person, api: Api
) -> None:
    made = api(kei).post("/playbooks", {"toml": NEXT, "note": "Shorter SLA."})
    assert (made.status, made.json["stamp"], made.json["state"]) == (201, "article@2", "draft")
    assert api(sora).post("/playbooks/article@2/sign-off", {"side": "marketing"}).status == 200
    assert api(mio).post("/playbooks/article@2/sign-off", {"side": "sales"}).status == 200
    published = api(kei).post("/playbooks/article@2/publish")
    assert (published.status, published.json["state"]) == (200, "in_force")
    assert [yes["name"] for yes in published.json["sign_offs"]] == [sora.name, mio.name]
    assert in_force().stamp == "article@2"
    assert api(kei).get("/playbooks/article@1").json["state"] == "retired"
    event = Event.objects.get(code="playbook.published")
    assert (event.playbook, event.data["replaces"]) == ("article@2", "article@1")
    assert event.data["signed_by"] == {"marketing": str(sora.pk), "sales": str(mio.pk)}


def test_a_draft_that_one_side_has_not_signed_is_not_published_and_the_side_is_named(
    kei: Person, sora: Person, api: Api
) -> None:
    api(kei).post("/playbooks", {"toml": NEXT})
    both = api(kei).post("/playbooks/article@2/publish").problem["errors"]
    assert [error["pointer"] for error in both] == ["/sign_offs/marketing", "/sign_offs/sales"]
    api(sora).post("/playbooks/article@2/sign-off", {"side": "marketing"})
    answer = api(kei).post("/playbooks/article@2/publish")
    assert answer.status == 409
    assert [(error["pointer"], error["rule_id"]) for error in answer.problem["errors"]] == [
        ("/sign_offs/sales", "PB-1")
    ]
    assert in_force().stamp == "article@1"


def test_marketing_does_not_sign_for_sales_nor_sales_for_marketing(
    kei: Person, sora: Person, mio: Person, aoi: Person, api: Api
) -> None:
    api(kei).post("/playbooks", {"toml": NEXT})
    assert api(sora).post("/playbooks/article@2/sign-off", {"side": "sales"}).status == 403
    assert api(mio).post("/playbooks/article@2/sign-off", {"side": "marketing"}).status == 403
    assert api(aoi).post("/playbooks/article@2/sign-off", {"side": "sales"}).status == 403


def test_a_side_signs_once_and_only_a_draft(kei: Person, sora: Person, api: Api) -> None:
    api(kei).post("/playbooks", {"toml": NEXT})
    assert api(sora).post("/playbooks/article@2/sign-off", {"side": "marketing"}).status == 200
    assert api(sora).post("/playbooks/article@2/sign-off", {"side": "marketing"}).status == 409
    assert api(sora).post("/playbooks/article@1/sign-off", {"side": "marketing"}).status == 409


def test_a_published_version_is_not_published_again(kei: Person, as_: As, at: datetime) -> None:
    with pytest.raises(NotPossibleNow):
        actions.publish(PlaybookVersion.objects.get(state="in_force").pk, by=as_(kei), at=at)


def test_a_draft_with_mistakes_comes_back_with_every_table_and_key(kei: Person, api: Api) -> None:
    broken = (
        NEXT.replace("[playbook]", '[playbook]\ncolour = "red"', 1)
        + '\n[[sla]]\nid = "SL-99"\nlabel = "x"\nwithin = "soon"\n'
    )
    answer = api(kei).post("/playbooks", {"toml": broken})
    assert answer.status == 422
    assert "/playbook/colour" in [error["pointer"] for error in answer.problem["errors"]]
    unclear = NEXT + '\n[[sla]]\nid = "SL-99"\nlabel = "x"\nwithin = "soon"\n'
    (error,) = api(kei).post("/playbooks", {"toml": unclear}).problem["errors"]
    assert error["pointer"] == "/sla/SL-99/within"


def test_what_is_not_toml_is_told(kei: Person, api: Api) -> None:
    (error,) = api(kei).post("/playbooks", {"toml": "= = ="}).problem["errors"]
    assert error["code"] == "not_toml"


def test_a_version_number_that_is_taken_is_refused_with_the_next_free_one(kei: Person, api: Api) -> None:
    (error,) = api(kei).post("/playbooks", {"toml": preset_toml("article")}).problem["errors"]
    assert (error["pointer"], error["code"]) == ("/playbook/version", "taken")
    assert "2" in error["message"]


def test_a_playbook_is_read_by_its_stamp_with_its_text(aoi: Person, api: Api) -> None:
    for name in ("article@1", "in_force", str(PlaybookVersion.objects.get().pk)):
        found = api(aoi).get(f"/playbooks/{name}").json
        assert (found["stamp"], found["toml"]) == ("article@1", preset_toml("article"))
    assert api(aoi).get("/playbooks/article@9").status == 404
    assert api(aoi).get("/playbooks/nonsense").status == 404
    listed = api(aoi).get("/playbooks", state="in_force").json["items"]
    assert [item["stamp"] for item in listed] == ["article@1"]
    assert "toml" not in listed[0]


def test_an_sdr_drafts_no_agreement(aoi: Person, api: Api) -> None:
    assert api(aoi).post("/playbooks", {"toml": NEXT}).status == 403
