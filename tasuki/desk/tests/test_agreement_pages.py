"""The agreement on its pages and on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.playbooks import actions
from tasuki.playbooks.presets import preset_toml

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.django_db


def test_everybody_reads_what_each_side_promises_and_how_it_is_measured(aoi: Person, visit: Visit) -> None:
    page = visit(aoi, "en").read("/playbook")
    assert "Route leads within 5 minutes of qualification" in page
    assert "clock SL-1 kept in time" in page
    assert "Tara Minh (Pipeline Management)" in page
    assert "None yet: these are the article" in page
    visit(aoi, "en").read("/playbook?from=0001-01-01")


def test_a_chapter_is_a_page_and_an_unknown_one_is_none(aoi: Person, visit: Visit) -> None:
    visitor = visit(aoi, "en")
    assert "What proves it" in visitor.read("/playbook/terms/gates")
    assert "vendor&#x27;s article, not measured" in visitor.read("/playbook/terms/benchmarks")
    visitor.read("/playbook/terms/nothing", 404)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_agreement_is_a_pdf_in_either_language(language: str, aoi: Person, visit: Visit) -> None:
    answer = visit(aoi).client.get(f"/playbook/agreement.pdf?lang={language}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_a_draft_is_read_as_it_stands_and_says_that_nobody_has_signed(
    aoi: Person, kei: Person, at: datetime, visit: Visit
) -> None:
    toml = preset_toml("article").replace("version = 1", "version = 2", 1)
    toml = toml.replace("mqls_per_month = 300", "mqls_per_month = 250")
    actions.draft(toml, by=Actor.of(kei, "web"), at=at)
    page = visit(aoi, "en").read("/playbook/versions/article@2")
    assert "Nobody has signed this version yet." in page
    assert ">250<" in page
    visit(aoi).read("/playbook/versions/article@7", 404)
