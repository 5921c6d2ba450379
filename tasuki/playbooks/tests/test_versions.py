"""A new version of the agreement is drafted, signed by both sides, published; the old one retires (PB-1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.journal.models import Event
from tasuki.platform.once import looking_up_once
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotPossibleNow
from tasuki.platform.sql import run
from tasuki.playbooks import actions, queries
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.presets import preset_toml
from tasuki.playbooks.queries import by_stamp, in_force, playbook_of
from tasuki.rules.wording import Text

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


def test_a_draft_begins_with_what_is_in_force_unsigned_and_under_the_next_number(
    mio: Person, sora: Person, api: Api
) -> None:
    made = api(mio).post("/playbooks", {"begin_with": "in_force", "note": "Quicker."})
    assert (made.status, made.json["stamp"], made.json["sign_offs"]) == (201, "article@2", [])
    text = api(sora).get("/playbooks/article@2").json["toml"]
    assert "sign_offs" not in text
    assert "# AR-2" in text or "protected" in text  # what people wrote around the tables stays
    assert api(sora).post("/playbooks", {"begin_with": "in_force"}).json["stamp"] == "article@3"
    assert api(sora).post("/playbooks", {"begin_with": "in_force", "toml": NEXT}).status == 422


def test_a_changed_draft_has_to_be_signed_again_and_an_old_revision_changes_nothing(
    kei: Person, sora: Person, mio: Person, api: Api
) -> None:
    made = api(kei).post("/playbooks", {"toml": NEXT})
    first = made["ETag"]
    api(sora).post("/playbooks/article@2/sign-off", {"side": "marketing", "comment": "250 we can do."})
    shorter = NEXT.replace('within = "24 h"', 'within = "4 h"', 1)
    changed = api(mio).patch("/playbooks/article@2", {"toml": shorter}, {"If-Match": first})
    assert (changed.status, changed.json["revision"], changed.json["sign_offs"]) == (200, 2, [])
    assert Event.objects.get(code="playbook.changed").data == {"revision": 2, "lapsed": ["marketing"]}
    late = api(kei).patch("/playbooks/article@2", {"toml": NEXT}, {"If-Match": first})
    assert late.status == 412
    assert (
        api(sora).post("/playbooks/article@2/sign-off", {"side": "marketing"}, {"If-Match": first}).status
        == 412
    )
    assert 'within = "4 h"' in api(kei).get("/playbooks/article@2").json["toml"]


def test_a_note_alone_leaves_the_sign_offs(kei: Person, sora: Person, api: Api) -> None:
    api(kei).post("/playbooks", {"toml": NEXT})
    api(sora).post("/playbooks/article@2/sign-off", {"side": "marketing"})
    noted = api(kei).patch("/playbooks/article@2", {"note": "What we said on Monday."})
    assert (noted.json["note"], len(noted.json["sign_offs"])) == ("What we said on Monday.", 1)


def test_a_row_is_changed_added_moved_and_taken_out(kei: Person, api: Api) -> None:
    api(kei).post("/playbooks", {"begin_with": "in_force"})
    draft, tables = "/playbooks/article@2", "/playbooks/article@2/tables"
    before = api(kei).get(draft).json["toml"]
    limits = api(kei).put(f"{tables}/limits", {"values": {"close_within_days": 120, "void_hours": None}})
    assert limits.status == 200
    text = api(kei).get(draft).json["toml"]
    assert "close_within_days = 120              # O-4" in text
    row = {
        "key": "calls",
        "label": {"en": "Calls", "ja": "電話"},
        "kind": "intent",
        "points": 5,
        "signal": "call",
    }
    assert api(kei).post(f"{tables}/score", {"values": row}).status == 201
    assert api(kei).put(f"{tables}/score/calls", {"values": {**row, "points": 7}}).status == 200
    assert api(kei).patch(f"{tables}/route/territory", {"to": 0}).status == 200
    assert api(kei).delete(f"{tables}/required/opportunity/risks").status == 200
    changes = {one["path"]: one["said"] for one in api(kei).get(f"{draft}/changes").json["changes"]}
    assert changes["score/calls"] == "New: Calls (Scores)"
    assert changes["route/territory"] == "Who serves the territory: place 4 → 1"
    assert changes["required/opportunity/risks"].startswith("Taken out: Risk factors")
    assert len(before.splitlines()) + 7 - 1 - 7 == len(api(kei).get(draft).json["toml"].splitlines())


@pytest.mark.parametrize(
    ("table", "row", "pointer"),
    [
        ("route", {"key": "x", "label": "x", "to": "round_robbin"}, "/route/x/to"),
        ("notice", {"key": "x", "label": "x", "on": ["lead.lost"], "to": ["sdr"]}, "/notice/x/on"),
        ("benchmark", {"key": "x", "label": "x", "low": 0.5, "high": 0.2}, "/benchmark/x/high"),
        ("stage", {"key": "x", "label": "x", "probability": 80}, "/stage/x/probability"),
        ("score", {"key": "x", "label": "x", "kind": "fit"}, "/score/x/points"),
        ("nonsense", {"key": "x"}, None),
    ],
)
def test_a_row_that_could_never_work_is_refused_with_its_place(
    table: str, row: dict[str, object], pointer: str | None, kei: Person, api: Api
) -> None:
    api(kei).post("/playbooks", {"begin_with": "in_force"})
    answer = api(kei).post(f"/playbooks/article@2/tables/{table}", {"values": row})
    if pointer is None:
        assert answer.status == 404
        return
    assert answer.status == 422
    assert pointer in [one["pointer"] for one in answer.problem["errors"]]


@pytest.mark.parametrize(
    ("was", "impossible", "pointer"),
    [
        ("close_within_days = 180", "close_within_days = -5", "/limits/close_within_days"),
        ("idle_share = 0.15", "idle_share = 3.5", "/limits/idle_share"),
        ('discount_review = "0.20"', 'discount_review = "20"', "/limits/discount_review"),
        ("protection_least_days = 60", "protection_least_days = 120", "/limits/protection_days"),
        ("mqls_per_month = 300", "mqls_per_month = -1", "/targets/mqls_per_month"),
        ("cap_days = 10", "cap_days = -10", "/stage/proposal/cap_days"),
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be_is_refused_with_its_place(
    was: str, impossible: str, pointer: str, kei: Person, api: Api
) -> None:
    assert was in NEXT
    answer = api(kei).post("/playbooks", {"toml": NEXT.replace(was, impossible, 1)})
    assert answer.status == 422
    assert [error["pointer"] for error in answer.problem["errors"]] == [pointer]


def test_a_protected_reason_neither_leaves_nor_loses_its_protection(kei: Person, api: Api) -> None:
    api(kei).post("/playbooks", {"begin_with": "in_force"})
    (gone,) = api(kei).delete("/playbooks/article@2/tables/reason/no_budget").problem["errors"]
    assert (gone["rule_id"], gone["pointer"]) == ("AR-2", "/reason/no_budget")
    open_ = {"code": "no_budget", "label": "No budget", "used_for": ["reject"]}
    answer = api(kei).put("/playbooks/article@2/tables/reason/no_budget", {"values": open_})
    assert answer.problem["errors"][0]["rule_id"] == "AR-2"


def test_a_draft_that_nobody_wants_is_withdrawn_and_its_number_is_not_given_again(
    kei: Person, api: Api
) -> None:
    api(kei).post("/playbooks", {"begin_with": "in_force"})
    gone = api(kei).post("/playbooks/article@2/retire", {"reason": "No agreement."})
    assert (gone.status, gone.json["state"], gone.json["in_force_at"]) == (200, "retired", None)
    assert api(kei).post("/playbooks/article@2/retire").status == 409
    assert api(kei).post("/playbooks/article@1/retire").status == 409
    assert api(kei).patch("/playbooks/article@2", {"toml": NEXT}).status == 409
    assert api(kei).post("/playbooks", {"begin_with": "in_force"}).json["stamp"] == "article@3"


def test_what_a_draft_says_is_never_kept_beyond_a_change(kei: Person, api: Api) -> None:
    api(kei).post("/playbooks", {"begin_with": "in_force"})
    version = PlaybookVersion.objects.get(number=2)
    assert playbook_of(version.pk).limits.close_within_days == 180
    api(kei).put("/playbooks/article@2/tables/limits", {"values": {"close_within_days": 90}})
    assert playbook_of(version.pk).limits.close_within_days == 90
    assert by_stamp("article@2").limits.close_within_days == 90


def test_everybody_hears_of_a_new_version_until_they_have_read_it(
    kei: Person, sora: Person, mio: Person, aoi: Person, cast: Callable[..., Person], api: Api, at: datetime
) -> None:
    assert api(aoi).get("/playbooks/announcement").json == {"playbook": None}
    api(kei).post("/playbooks", {"begin_with": "in_force"})
    api(sora).post("/playbooks/article@2/sign-off", {"side": "marketing"})
    api(mio).post("/playbooks/article@2/sign-off", {"side": "sales"})
    later = PlaybookVersion.objects.get(number=2)
    said = Text("Shorter clocks.", "期限を短くしました。")
    actions.publish(later.pk, by=Actor.of(kei, "cli"), at=at + timedelta(hours=1), announcement=said)
    told = api(aoi).get("/playbooks/announcement").json["playbook"]
    assert (told["stamp"], told["replaces"], told["announcement"]["ja"]) == (
        "article@2",
        "article@1",
        said.ja,
    )
    assert api(aoi).post("/playbooks/article@2/read").json == {"playbook": None}
    assert api(aoi).post("/playbooks/article@2/read").json == {"playbook": None}
    assert api(sora).get("/playbooks/announcement").json["playbook"] is not None
    newcomer = cast("haru", "sdr")
    Person.objects.filter(pk=newcomer.pk).update(created_at=at + timedelta(hours=2))
    assert api(newcomer).get("/playbooks/announcement").json == {"playbook": None}


def test_within_one_action_the_agreement_is_looked_up_once(
    aoi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def run_and_note(statement: str) -> object:
        asked.append(statement)
        return run(statement)

    monkeypatch.setattr(queries, "run", run_and_note)
    with looking_up_once():
        assert in_force() is in_force()
    assert len(asked) == 1
    in_force()
    in_force()
    assert len(asked) == 3


def test_what_is_published_within_an_action_counts_from_there_on(
    kei: Person, sora: Person, mio: Person, as_: As, at: datetime
) -> None:
    with looking_up_once():
        assert in_force().stamp == "article@1"
        draft = actions.draft(NEXT, by=as_(kei), at=at)
        actions.sign(draft.pk, "marketing", by=as_(sora), at=at)
        actions.sign(draft.pk, "sales", by=as_(mio), at=at)
        actions.publish(draft.pk, by=as_(kei), at=at)
        assert in_force().stamp == "article@2"
