"""Editions at the API: listed, read in the caller's language, and handed out as they were printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.desk.papers.edition import papers_of
from tasuki.insight.editions.issue import issue
from tasuki.insight.tests.history import Life, write
from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person

AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
PDF, HTML = {"Accept": "application/pdf"}, {"Accept": "text/html"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agreement")]


def test_an_edition_is_read_as_data_and_taken_along_once_it_is_printed(
    kei: Person, api: Callable[..., ApiClient]
) -> None:
    write([Life(70, (0.5, 0.5))])
    edition, _ = issue("weekly", by=SYSTEM, at=AT)
    client, path = api(kei), f"/editions/{edition.pk}"
    (listed,) = client.get("/editions").json["items"]
    assert (listed["id"], listed["from"], listed["to"]) == (str(edition.pk), "2026-11-09", "2026-11-15")
    read = api(kei, language="ja").get(path).json
    assert read["sections"][1]["report"] == "acceptance"
    assert read["sections"][1]["question"].startswith("引き渡したもの")
    assert client.get(path, PDF).status == 404
    papers_of(edition)
    assert client.get(path, PDF).response.content.startswith(b"%PDF")
    assert b"<svg" in client.get(path, HTML).response.content


def test_who_may_not_read_editions_is_refused(aoi: Person, api: Callable[..., ApiClient]) -> None:
    assert api(aoi).get("/editions").status == 403
