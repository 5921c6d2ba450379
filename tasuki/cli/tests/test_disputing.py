"""`tasuki dispute` and /disputes: the same actions, the same refusals."""

from __future__ import annotations

from datetime import datetime

from tasuki.cli.invariants import examine
from tasuki.cli.tests.conftest import Tasuki
from tasuki.desk.tests.test_dispute_pages import CLAIM, WHY, lead
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead

__all__ = ["lead"]


def test_a_dispute_is_opened_at_the_command_line_and_ruled_on_at_the_api(
    tasuki: Tasuki, lead: Lead, kei: Person, at: datetime
) -> None:
    made = tasuki("dispute", "open", lead.pk, "--claim", CLAIM, "--json", as_="aoi").json
    assert (made["decision"], made["state"], made["ruler"]) == ("lead.disqualified", "open", "kei")
    (clocks,) = [one for one in examine() if one.invariant.key == "clocks"]
    assert clocks.holds, "a dispute's clock runs, though the lead's way has ended"
    again = tasuki("dispute", "open", lead.pk, "--claim", CLAIM, "--json", as_="aoi")
    assert again.exit_code != 0
    assert str(made["id"]) in tasuki("dispute", "list", "--state", "open", as_="kei").stdout
    api = ApiClient.of(kei, at)
    assert [one["id"] for one in api.get("/disputes", lead=str(lead.pk)).json["items"]] == [made["id"]]
    short = api.post(f"/disputes/{made['id']}/rule", {"ruling": "upheld"})
    assert {one["pointer"] for one in short.problem["errors"]} == {"/cause", "/rationale"}
    ruling = {"cause": "execution", "ruling": "upheld", "rationale": WHY, "rule_change": "Name the minutes."}
    assert api.post(f"/disputes/{made['id']}/rule", ruling).json["ruled_by"] == "kei"
    assert api.post(f"/disputes/{made['id']}/carry", {}).json["draft"] == "article@2"
    assert tasuki("dispute", "carry", made["id"], as_="kei").exit_code == 1, "it stands in a draft already"
    lesson = {"title_en": "What proves a budget", "text_en": "Minutes of the board do.", "is_published": True}
    assert api.put(f"/disputes/{made['id']}/case", lesson).status == 200
    assert "Minutes of the board do." in tasuki("dispute", "cases", as_="ren").stdout
    assert tasuki("dispute", "withdraw", made["id"], as_="aoi").exit_code == 1
