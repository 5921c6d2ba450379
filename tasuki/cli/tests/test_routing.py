"""`tasuki routing`: why, how fair, and what if."""

from __future__ import annotations

import csv
from pathlib import Path

from tasuki.cli.tests.conftest import Tasuki
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead

LEAD = {
    "person": {"name": "高橋 美咲", "email": "m@sample.example"},
    "company": {"name": "サンプル", "country": "JP"},
}
DRAFT = """
[playbook]
name = "jp"
[[route]]
key = "japan"
label = "Japan"
to = "territory"
when = { field = "lead.country", is = "JP" }
[[route]]
key = "turn"
label = "Turn"
to = "round_robin"
"""


def test_the_owner_is_explained_the_turns_are_counted_and_a_draft_is_tried(
    tasuki: Tasuki, aoi: Person, cast: object, kei: Person, tmp_path: Path
) -> None:
    Person.objects.create(handle="yui", name="Yui", roles=["sdr"], territories=["JP"], team=aoi.team)
    lead = tasuki("lead", "create", "--input", "-", "--json", as_="kei", stdin=LEAD).json["id"]
    tasuki("lead", "assign", lead, as_="kei")
    told = tasuki("routing", "why", lead, "--json", as_="kei").json["items"]
    assert (told[0]["what"], told[0]["owner"], told[0]["route_or_person"]) == ("chosen", "yui", "territory")
    sheet = list(csv.reader(tasuki("routing", "why", lead, "--format", "csv", as_="kei").stdout.splitlines()))
    assert len(sheet) == len(told) + 1
    fair = tasuki("routing", "fairness", "--json", as_="kei").json["people"]
    assert {one["person"]: one["turns"] for one in fair} == {"aoi": 0, "yui": 1}
    draft = tmp_path / "draft.toml"
    draft.write_text(DRAFT.replace('to = "territory"', 'to = "round_robin"'), encoding="utf-8")
    tried = tasuki("routing", "try", draft, "--json", as_="kei").json
    assert [(one["before"], one["after"], one["after_route"]) for one in tried["moved"]] == [
        ("yui", "aoi", "japan")
    ]


def test_leads_that_nobody_has_are_counted_and_given_out(tasuki: Tasuki, aoi: Person, kei: Person) -> None:
    tasuki("lead", "create", "--input", "-", as_="kei", stdin=LEAD)
    Lead.objects.update(owner=None, state="mql")
    assert tasuki("routing", "assign", "--dry-run", "--json", as_="kei").json == {
        "waiting": 1,
        "dry_run": True,
    }
    given = tasuki("routing", "assign", "--json", as_="kei").json
    assert given == {"assigned": 1, "nobody": 0, "dry_run": False}
    assert Lead.objects.get().owner == aoi
