"""Two Salesforce organisations are imported, and ten of their leads become opportunities, typed at the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tasuki.cli.tests.conftest import FrontDoorClock, Tasuki, Told
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Contact, Lead, Opportunity, Task
from tests.realdata.said_and_done import (
    MEETING,
    NOTES,
    Typed,
    after_discovery,
    deal,
    said_on_the_call,
    to_accepted_handoff,
    to_qualified,
)

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "salesforce_samples"
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the shared exports are not beside this checkout"
)

WORKSHOP, GENERATORS = "SFDC-Assets_data-cloud-workshop", "earthfink1982_salesforce-in-powerbi"
FILES = (
    ("campaigns", WORKSHOP, "Campaign.csv"),
    ("accounts", WORKSHOP, "Account.csv"),
    ("accounts", GENERATORS, "Account.csv"),
    ("contacts", WORKSHOP, "Contact.csv"),
    ("contacts", GENERATORS, "Contact.csv"),
    ("leads", WORKSHOP, "Lead.csv"),
    ("leads", GENERATORS, "Lead.csv"),
    ("opportunities", WORKSHOP, "Opportunity.csv"),
    ("opportunities", GENERATORS, "Opportunity.csv"),
    ("activities", WORKSHOP, "CampaignMember.csv"),
)
# Their ids in Salesforce: seven of one organisation, three of the other, where all leads belong to one account.
TEN = (
    "00Qbm00000Orxk6EAB", "00Qbm00000OrxkMEAR", "00Qbm00000OrxkIEAR", "00Qbm00000OrxkHEAR", "00Qbm00000OrxkPEAR",
    "00Qbm00000OrxkGEAR", "00Qbm00000Orxk9EAB", "00QEc00000BBaeXMAT", "00QEc00000BBafUMAT", "00QEc00000BBaeoMAD",
)  # fmt: skip
KNOWN_COMPANIES = ("Burlington Textiles Corp of America", "Dickenson plc", "Pyramid Construction Inc.")
REASON = "The buyer is the parent company; we convert again under its name"


@pytest.fixture
def typed(tasuki: Tasuki, kei: Person, aoi: Person, ren: Person, sora: Person) -> Typed:
    """A command of which success is expected; answers in JSON."""

    def run(*words: object, as_: str, stdin: object = None) -> Any:
        told = tasuki(*words, "--json", as_=as_, stdin=stdin)
        assert told.exit_code == 0, f"{words}\n{told.stdout}"
        return told.json

    return run


def bring(typed: Typed, files: Iterable[tuple[str, str, str]] = FILES) -> list[dict[str, Any]]:
    return [
        typed("import", kind, SAMPLES / organisation / name, as_="kei") for kind, organisation, name in files
    ]


def languages() -> Iterable[tuple[str, str]]:
    return ((key, "ja" if position % 3 == 0 else "en") for position, key in enumerate(TEN))


def ten_after_discovery(typed: Typed, clock: FrontDoorClock) -> None:
    for key, lang in languages():
        to_qualified(typed, key, lang, clock)
        to_accepted_handoff(typed, key, lang)
    clock.ahead(days=4)
    for key, lang in languages():
        after_discovery(typed, key, lang)


def with_its_account(tasuki: Tasuki, key: str) -> dict[str, Any]:
    """Ren looks at the preview first and links the account that has the company's name already (O-10 asks which)."""
    asked = deal()
    plan = tasuki("convert", key, "--preview", "--input", "-", "--json", as_="ren", stdin=asked).json
    named = Lead.objects.get(external_id=key).company_name
    known = [one["id"] for one in plan["account"]["candidates"] if one["name"] == named]
    return {**asked, "account": {"action": "link", "id": known[0]}} if known else asked


def troubles(told: Told) -> set[str]:
    """The rules of the findings that stand in the way; each has its field, its reason and what to do."""
    found = [one for one in told.json["findings"] if one["standing"] != "met"]
    for one in found:
        assert one["rule"], one
        assert one["pointer"].startswith("/"), one
        assert one["because"], one
        assert one["fix"], one
    return {one["rule"] for one in found}


def refused(tasuki: Tasuki, *words: object, as_: str, stdin: object = None) -> set[str]:
    """The rules that refuse; the same in both languages, and the sentences are in the reader's."""
    told = {lang: tasuki(*words, "--json", "--lang", lang, as_=as_, stdin=stdin) for lang in ("en", "ja")}
    assert {one.exit_code for one in told.values()} == {1}, told
    assert told["en"].json["title"].isascii()
    assert not told["ja"].json["title"].isascii()
    assert troubles(told["en"]) == troubles(told["ja"])
    return troubles(told["en"])


def test_both_organisations_twice_are_there_once(typed: Typed) -> None:
    first, again = bring(typed), bring(typed)
    assert all(one["rejected"] == 0 and one["rows"] == one["created"] + one["skipped"] for one in first)
    assert [one["created"] for one in again] == [0] * len(FILES)
    assert Counter(Lead.objects.values_list("state", flat=True)) == {
        "captured": 74, "converted": 5, "disqualified": 3,
    }  # fmt: skip

    leads = first[FILES.index(("leads", GENERATORS, "Lead.csv"))]
    assert typed("import", "revert", leads["import_id"], as_="kei")["deleted"] == 22
    assert Lead.objects.count() == 60
    only_those = [22 if file == ("leads", GENERATORS, "Lead.csv") else 0 for file in FILES]
    assert [one["created"] for one in bring(typed)] == only_those
    assert typed("doctor", as_="")["healthy"]


def test_ten_of_their_leads_become_opportunities_with_complete_data(
    typed: Typed, tasuki: Tasuki, clock: FrontDoorClock
) -> None:
    bring(typed)
    imported = set(Account.objects.values_list("pk", flat=True))
    ten_after_discovery(typed, clock)
    made = {
        key: typed(
            "convert", key, "--input", "-", "--lang", lang, as_="ren", stdin=with_its_account(tasuki, key)
        )
        for key, lang in languages()
    }
    assert all(one["created"] and one["state"] == "open" for one in made.values())
    assert len({one["opportunity_id"] for one in made.values()}) == 10
    for key, one in made.items():
        complete(typed, key, one["opportunity_id"], clock)

    new = set(Account.objects.exclude(pk__in=imported).values_list("name", flat=True))
    assert not new & set(KNOWN_COMPANIES), "a company that was imported is linked, not made again"
    at_one_account = Lead.objects.filter(external_id__in=TEN[-3:]).values_list("account__name", flat=True)
    assert list(at_one_account.distinct()) == ["Lead Account"]
    assert Contact.objects.filter(email="a_young@dickenson.com").count() == 1
    again = typed("convert", TEN[0], "--input", "-", as_="ren", stdin=deal())
    assert (again["created"], again["opportunity_id"]) == (False, made[TEN[0]]["opportunity_id"])

    undone = typed("void", TEN[1], "--reason", REASON, as_="ren")
    assert undone["blockers"] == []
    assert Lead.objects.get(external_id=TEN[1]).state == "discovery"
    anew = typed("convert", TEN[1], "--input", "-", as_="ren", stdin=with_its_account(tasuki, TEN[1]))
    assert anew["created"]
    assert anew["opportunity_id"] != made[TEN[1]]["opportunity_id"]

    won, lost = made[TEN[2]]["opportunity_id"], made[TEN[3]]["opportunity_id"]
    assert typed("opportunity", "win", won, as_="ren")["state"] == "closed_won"
    why = "Their parent company froze every investment until the next fiscal year"
    closed = typed("opportunity", "lose", lost, "--reason", "no_budget", "--rationale", why, as_="ren")
    assert (closed["state"], closed["in_forecast"]) == ("closed_lost", False)
    assert tasuki("void", TEN[3], "--reason", REASON, as_="ren").exit_code == 1, "what is closed stays"

    ours = Counter(Opportunity.objects.filter(origin="native").values_list("state", flat=True))
    assert ours == {"open": 8, "closed_won": 1, "closed_lost": 1, "voided": 1}
    assert typed("doctor", as_="")["healthy"]


def complete(typed: Typed, key: str, made: str, clock: FrontDoorClock) -> None:
    """Everything that the opportunity gate asks for is on the opportunity, and leads back to the lead."""
    lead = Lead.objects.get(external_id=key)
    shown = typed("opportunity", "show", made, as_="ren")
    assert (lead.state, str(lead.opportunity_id)) == ("converted", made)
    assert shown["name"] == f"{lead.company_name} - Planner - 出荷計画"
    assert (shown["amount"], shown["close_on"], shown["owner"]) == (
        {"amount": "11500000.00", "currency": "JPY"}, "2027-03-15", "ren",
    )  # fmt: skip
    assert shown["in_forecast"]
    assert shown["account"]["name"] == lead.company_name
    roles = {one["name"]: (one["role"], one["primary"]) for one in shown["contacts"]}
    assert roles == {lead.name: ("champion", True), "Dana Wells": ("economic_buyer", False)}
    assert [one["owner"] for one in shown["next_steps"]] == ["ren"]
    opportunity = Opportunity.objects.get(pk=made)
    assert opportunity.source == lead.source
    follow_ups = Task.objects.filter(opportunity=opportunity, done_at=None, due_on__gt=clock.at.date())
    assert follow_ups.exists()
    assert opportunity.created_at - lead.captured_at >= timedelta(days=4)


def test_every_gate_names_all_that_an_imported_lead_lacks(
    typed: Typed, tasuki: Tasuki, clock: FrontDoorClock
) -> None:
    bring(typed, (file for file in FILES if file[0] in ("accounts", "leads")))
    key = TEN[7]
    assert "G-01" in refused(tasuki, "lead", "accept", key, as_="aoi"), "nobody has talked to them"
    typed("lead", "assign", key, "--to", "aoi", "--reason", "Her territory this week", as_="kei")
    typed("touch", "log", key, "--kind", "call", "--two-way", "--note", "Asked us to call", as_="aoi")
    empty = tasuki("lead", "accept", key, "--rationale", "bad lead", "--json", as_="aoi")
    assert (empty.exit_code, [one["rule_id"] for one in empty.json["errors"]]) == (2, ["AR-3"])
    typed("lead", "accept", key, as_="aoi")
    assert {"C-1", "C-2", "C-3"} <= refused(tasuki, "lead", "qualify", key, as_="aoi")

    said = said_on_the_call(Lead.objects.get(external_id=key), clock)
    unproven = {**said["answers"], "budget": {**said["answers"]["budget"], "evidence": []}}
    unproven["need"] = {**unproven["need"], "problem": "TBD"}
    typed("lead", "answer", key, "--input", "-", as_="aoi", stdin={**said, "answers": unproven})
    assert refused(tasuki, "lead", "qualify", key, as_="aoi") == {"C-1", "C-3"}
    typed("lead", "answer", key, "--input", "-", as_="aoi", stdin=said)
    typed("lead", "qualify", key, as_="aoi")

    assert refused(tasuki, "handoff", "submit", key, "--ae", "ren", as_="aoi") == {"G-03", "HB-3"}
    typed("lead", "edit", key, "--title", "Plant Manager", "--background", "Three plants", as_="aoi")
    typed("meeting", "book", key, "--at", MEETING, "--ae", "ren", as_="aoi")
    half = {**NOTES, "sdr_assessment": "未定", "red_flags_checked_how": ""}
    typed("handoff", "notes", key, "--input", "-", as_="aoi", stdin=half)
    told = tasuki("handoff", "submit", key, "--json", as_="aoi")
    lacking = {one["pointer"] for one in told.json["findings"] if one["standing"] != "met"}
    assert lacking == {"/handoff/sdr_assessment", "/handoff/red_flags_checked_how"}
    to_accepted_handoff(typed, key, "ja")

    clock.ahead(days=4)
    after_discovery(typed, key, "ja")
    guessed = deal(
        use_case="TBD", risks="未定", amount_basis="guess", close_on="2026-01-31", next_steps=[]
    ) | {"contacts": [{"person": "lead", "primary": True}]}
    wrong = refused(tasuki, "convert", key, "--input", "-", as_="ren", stdin=guessed)
    assert {"C-1b", "O-1", "O-2", "O-3", "O-6", "O-8", "O-9", "O-12", "O-17", "O-18"} <= wrong
    preview = tasuki("convert", key, "--preview", "--input", "-", "--json", as_="ren", stdin=guessed)
    assert (preview.exit_code, preview.json["decision"]["verdict"]) == (1, "refused")
    forbidden = tasuki("convert", key, "--input", "-", "--json", as_="sora", stdin=deal())
    assert (forbidden.exit_code, forbidden.json["code"]) == (1, "forbidden")
    assert not Opportunity.objects.exists()
    assert typed("doctor", as_="")["healthy"]
