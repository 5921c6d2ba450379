"""How the pages are: light or dark, their components in the gallery, their colours by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person

Visit = Callable[..., Visitor]
DESK = Path(__file__).parents[1]
SHEETS = sorted((DESK / "static" / "desk").glob("*.css"))
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b(?![^{}]*\{)|\brgba?\(", re.IGNORECASE)
# What names the colours, and paper, which is white.
NAMING = ("tokens.css", "print.css")
# They need a whole lead; one sees them on its page.
ON_A_LEAD = {
    "findings.html", "guide.html", "meeting.html", "move.html", "proofs.html", "stage_bar.html",
    "timeline.html",
}  # fmt: skip
INCLUDED = re.compile(r'{% (?:include|unchanging) "components/([\w]+\.html)"')


def test_a_page_is_as_the_system_is_until_somebody_chooses(aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    assert '<html lang="en">' in desk.read("/leads")
    desk.client.post("/theme", {"theme": "dark", "next": "/leads"})
    assert '<html lang="en" data-bs-theme="dark">' in desk.read("/leads")
    desk.client.post("/theme", {"theme": "system", "next": "/leads"})
    assert '<html lang="en">' in desk.read("/leads")


def test_the_choice_outlives_signing_out_and_holds_where_there_is_no_page(aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    desk.client.post("/theme", {"theme": "dark"})
    desk.client.post("/sign-out")
    assert 'data-bs-theme="dark"' in desk.read("/sign-in")
    assert 'data-bs-theme="dark"' in desk.read("/nowhere", status=404)


def test_a_light_that_nobody_knows_is_as_the_system(aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    desk.client.post("/theme", {"theme": '"><script>'})
    assert '<html lang="en">' in desk.read("/leads")


def test_choosing_a_light_leads_nowhere_else() -> None:
    assert Client().post("/theme", {"theme": "dark", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_the_gallery_is_for_people_who_are_signed_in(aoi: Person, visit: Visit) -> None:
    assert Client().get("/gallery")["Location"] == "/sign-in?next=%2Fgallery"
    assert "Gallery of the components" in visit(aoi, "en").read("/gallery")
    assert "部品の一覧" in visit(aoi, "ja").read("/gallery")


def test_every_component_stands_in_the_gallery() -> None:
    components = {path.name: path for path in (DESK / "templates" / "components").glob("*.html")}
    pages = [DESK / "templates" / "desk" / name for name in ("gallery.html", "base.html")]
    shown = ON_A_LEAD | {name for page in pages for name in included(page)}
    while inside := {name for one in shown for name in included(components[one])} - shown:
        shown |= inside
    assert set(components) <= shown


def included(template: Path) -> set[str]:
    return set(INCLUDED.findall(template.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "sheet", [one for one in SHEETS if one.name not in NAMING], ids=lambda sheet: sheet.name
)
def test_a_style_sheet_calls_colours_by_their_names(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    bodies = re.findall(r"\{([^{}]*)\}", text)
    assert not [body.strip() for body in bodies if COLOUR.search(body)]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_page_after_the_first_is_small(language: str, aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, language)
    for path in ("/", "/leads", "/gallery"):
        assert len(desk.read(path).encode()) < 150_000
