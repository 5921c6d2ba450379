"""The diagnoses of an export: a planted trouble is named and priced, and what is not in the files is not judged."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta
from typing import Any

import pytest

from tasuki.cli.tests.conftest import Tasuki
from tasuki.insight.audit.tests.conftest import Write

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)
REASONS = ["Price", "No decision", "Lost to competitor", "Missing features", "Priority changed"]


def export(planted: str = "") -> tuple[str, str]:
    """Leads and opportunities of a company that sells well but for the one trouble."""
    chance = random.Random(7)
    leads, deals = io.StringIO(), io.StringIO()
    lead, deal = csv.writer(leads), csv.writer(deals)
    lead.writerow(
        ["Lead ID", "Lead Status", "Created Date", "Lead Source", "Lead Owner", "Disqualification Reason"]
    )
    deal.writerow(
        ["Opportunity ID", "Lead ID", "Stage", "Probability", "Amount", "Created Date", "Close Date", "Owner", "Source",
         "Loss Reason"]
    )  # fmt: skip
    for n in range(600):
        came, fate = START + timedelta(days=n % 360), chance.random()
        elsewhere = planted == "late" and fate < 0.2
        converts = not elsewhere and fate < (0.6 if planted == "premature" else 0.35)
        reason = "Went with competitor" if elsewhere else chance.choice(["No budget", "No need", "Not a fit"])
        ended = not converts and (elsewhere or chance.random() < 0.6)
        status = "Converted" if converts else "Unqualified" if ended else "Working"
        lead.writerow([n, status, came, chance.choice(["Web", "Event"]), "Ann", reason if ended else ""])
        if converts:
            deal.writerow([f"D{n}", n, *_fate(chance, came + timedelta(days=12), planted)])
    return leads.getvalue(), deals.getvalue()


def _fate(chance: random.Random, began: date, planted: str) -> list[object]:
    amount, source = 1_000 * chance.randint(20, 60), chance.choice(["Web", "Event"])
    unreal = planted == "premature" and chance.random() < 0.45
    days = chance.randint(8, 25) if unreal else chance.randint(45, 110)
    closed = began + timedelta(days=days)
    if closed > date(2026, 1, 10):
        stage, probability = chance.choice([("Proposal", 50), ("Negotiation", 80)])
        return [stage, probability, amount, began, closed, "Ren", source, ""]
    if unreal:
        return ["Closed Lost", 0, amount, began, closed, "Ren", source, "No budget"]
    if chance.random() < 0.45:
        return ["Closed Won", 100, amount, began, closed, "Ren", source, ""]
    return ["Closed Lost", 0, amount, began, closed, "Ren", source, chance.choice(REASONS)]


def found_in(tasuki: Tasuki, write: Write, planted: str = "") -> Any:
    leads, deals = export(planted)
    told = tasuki(
        "audit", "--leads", write("leads.csv", leads), "--opportunities", write("deals.csv", deals), "--currency",
        "USD", "--json",
    )  # fmt: skip
    assert told.exit_code == 0, told.stdout
    return told.json


@pytest.mark.parametrize("planted", ["premature", "late"])
def test_a_planted_trouble_is_named_and_it_alone_and_has_its_price(
    tasuki: Tasuki, write: Write, planted: str
) -> None:
    found = found_in(tasuki, write, planted)
    assert [one["trouble"] for one in found["diagnoses"] if one["standing"] == "present"] == [planted]
    assert found["leak"]["currency"] == "USD"
    assert 0 < float(found["leak"]["low"]) < float(found["leak"]["high"])


def test_a_healthy_company_is_called_so_and_what_no_export_tells_is_not_judged(
    tasuki: Tasuki, write: Write
) -> None:
    found = found_in(tasuki, write)
    standing = {one["trouble"]: one["standing"] for one in found["diagnoses"]}
    assert standing == {
        "premature": "absent", "late": "absent", "handoff": "unknown", "transfer": "absent",
        "disagreement": "unknown",
    }  # fmt: skip
    assert found["leak"] is None


def test_opportunities_that_were_loaded_on_one_day_are_not_judged_by_when_they_began(
    tasuki: Tasuki, write: Write
) -> None:
    rows = "".join(f"{n},Closed Won,100,2026-01-10,2025-{1 + n % 12:02}-15\n" for n in range(60))
    rows += "".join(f"{n},Closed Lost,100,2026-01-10,2025-{1 + n % 12:02}-15\n" for n in range(60, 120))
    deals = write("deals.csv", "Opportunity ID,Stage,Amount,Created Date,Close Date\n" + rows)
    told = tasuki("audit", "--opportunities", deals, "--json").json
    standing = {one["trouble"]: one["standing"] for one in told["diagnoses"]}
    assert standing["late"] == standing["premature"] == "unknown"
    assert told["opportunities"]["days_to_win"] is None
