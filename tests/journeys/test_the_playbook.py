"""The playbook in a browser: read by everybody, changed by those who agree on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasuki.platform.people.models import Person
from tests.journeys.browsing import Reader
from tests.journeys.test_every_page import look_at

OpenDesk = Callable[..., Reader]
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(600)]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_agreement_can_be_read_by_everybody(language: str, aoi: Person, open_desk: OpenDesk) -> None:
    reader = open_desk(aoi, language)
    found: list[str] = []
    reader.read("/playbook")
    found += look_at(reader, "playbook", "light")
    reader.read("/playbook/terms")
    chapters = [one.get_attribute("href") for one in reader.page.locator(".chapters a").all()]
    assert len(chapters) == 13
    for path in chapters:
        assert path is not None
        reader.read(path)
        found += look_at(reader, f"playbook-{path.rpartition('/')[2]}", "light")
    assert not found, "\n".join(found)
