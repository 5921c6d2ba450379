"""A partner's sheet at the desk and at the API: tried, then submitted; what cannot be used says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.http.testing import ROOT, ApiClient
from tasuki.platform.people.models import Person
from tasuki.stages.intake.models import Import
from tasuki.stages.registration.actions import add_partner, carry_out_sheet
from tasuki.stages.registration.models import Registration

Visit = Callable[..., Visitor]
SHEET = "partner,customer,domain,evidence\nhokuto,Sample K.K.,sample.example,Notes of our meeting\nhokuto,Mihon,,\n"


def latest_id() -> UUID:
    return Import.objects.latest("started_at", "id").pk


def sheet(text: str = SHEET) -> SimpleUploadedFile:
    return SimpleUploadedFile("deals.csv", text.encode(), "text/csv")


def test_a_sheet_is_tried_and_then_submitted(visit: Visit, aoi: Person, at: datetime) -> None:
    add_partner("hokuto", {"name": "Hokuto"}, by=SYSTEM, at=at)
    browser = visit(aoi, "en").client
    tried = browser.post("/registrations/sheet", {"file": sheet(), "try": "1"})["Location"]
    assert "The trial is running" in browser.get(tried).content.decode()
    carry_out_sheet(latest_id(), at=at)
    page = browser.get(tried).content.decode()
    assert "What would become of the rows; nothing was kept" in page
    assert "evidence: Say what proves the deal" in page
    assert not Registration.objects.exists()
    made = browser.post(tried)["Location"]
    carry_out_sheet(latest_id(), at=at)
    page = browser.get(made).content.decode()
    assert re.findall(r"<dt>([^<]+)</dt><dd>(?:<a[^>]+>)?(\d+)", page) == [
        ("Rows", "2"), ("Registered", "1"), ("of them where somebody was first", "0"), ("Registered already", "0"),
        ("Rejected", "1"),
    ]  # fmt: skip
    assert f'href="/registrations/{Registration.objects.get().pk}">Sample K.K.' in page
    rejects = browser.get(f"{made}/rejects").content.decode()
    assert "evidence: Say what proves the deal" in rejects
    assert "deals.csv" in browser.get("/registrations/sheet").content.decode()


def test_whose_sheet_it_is_sees_it_and_whoever_imports_but_no_page_of_imports_shows_it(
    visit: Visit, aoi: Person, ren: Person, kei: Person, at: datetime
) -> None:
    add_partner("hokuto", {"name": "Hokuto"}, by=SYSTEM, at=at)
    made = visit(aoi, "en").client.post("/registrations/sheet", {"file": sheet()})["Location"]
    carry_out_sheet(latest_id(), at=at)
    assert visit(ren, "en").client.get(made).status_code == 404
    revops = visit(kei, "en").client
    assert revops.get(made).status_code == 200
    assert "deals.csv" not in revops.get("/imports").content.decode()
    assert revops.get(made.replace("registrations/sheets", "imports")).status_code == 404


def test_a_file_that_is_no_sheet_of_deals_is_refused_with_the_reason(visit: Visit, aoi: Person) -> None:
    answer = visit(aoi, "en").client.post("/registrations/sheet", {"file": sheet("colour\nred\n")})
    assert answer.status_code == 422
    assert "No column says what a row is about" in answer.content.decode()


def test_a_program_sends_a_sheet(aoi: Person, at: datetime) -> None:
    add_partner("hokuto", {"name": "Hokuto"}, by=SYSTEM, at=at)
    program = ApiClient.of(aoi, at)
    path = f"{ROOT}/registrations/import"
    tried = program.client.post(path, {"file": sheet(), "dry_run": "true"}, headers=program.headers)
    assert (tried.status_code, tried.json()["created"], tried.json()["rejected"]) == (200, 1, 1)
    made = program.client.post(path, {"file": sheet()}, headers=program.headers)
    assert (made.status_code, len(made.json()["registrations"])) == (201, 1)
    later = {**program.headers, "Prefer": "respond-async"}
    asked = program.client.post(path, {"file": sheet()}, headers=later)
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    carry_out_sheet(latest_id(), at=at)
    run = program.client.get(asked["Location"], headers=program.headers).json()
    assert (run["state"], run["created"], run["skipped"], run["rejected"]) == ("finished", 0, 1, 1)
    rejects = program.client.get(f"{asked['Location']}/rejects", headers=program.headers)
    assert "Say what proves the deal" in rejects.content.decode()
