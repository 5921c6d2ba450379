"""A partner's sheet at the desk and at the API: tried, then submitted; what cannot be used says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.http.testing import ROOT, ApiClient
from tasuki.platform.people.models import Person
from tasuki.stages.registration.actions import add_partner
from tasuki.stages.registration.models import Registration

Visit = Callable[..., Visitor]
SHEET = "partner,customer,domain,evidence\nhokuto,Sample K.K.,sample.example,Notes of our meeting\nhokuto,Mihon,,\n"


def sheet(text: str = SHEET) -> SimpleUploadedFile:
    return SimpleUploadedFile("deals.csv", text.encode(), "text/csv")


def test_a_sheet_is_tried_and_then_submitted(visit: Visit, aoi: Person, at: datetime) -> None:
    add_partner("hokuto", {"name": "Hokuto"}, by=SYSTEM, at=at)
    browser = visit(aoi, "en").client
    tried = browser.post("/registrations/sheet", {"file": sheet(), "try": "1"}).content.decode()
    assert "Tried: nothing was kept." in tried
    assert "evidence: Say what proves the deal" in tried
    assert not Registration.objects.exists()
    done = browser.post("/registrations/sheet", {"file": sheet()}).content.decode()
    assert "Registered <strong>1</strong>" in done
    assert Registration.objects.get().company_name == "Sample K.K."


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
