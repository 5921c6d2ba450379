"""A browser at the desk. Where no browser was prepared (`make test` does), the journeys that need one are skipped."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tasuki.desk import door
from tasuki.platform.people.models import Person
from tests.journeys.browsing import PASSWORD, Reader, answer_of_setup


def pytest_itemcollected(item: pytest.Item) -> None:
    """A browser on a busy machine may answer late: a journey that fails is gone once more, and counted as a rerun."""
    item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    setup = answer_of_setup()
    if setup is None:
        pytest.skip("no test browser is prepared: run `make test`")
    # Playwright's loop runs in this thread; the ORM calls of a test do not run in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=setup["executable"], args=setup["args"], env={**os.environ, **setup["env"]}
        )
        yield chromium
        chromium.close()
        connections.close_all()  # those of its loop; nobody else closes them before the database goes


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[LiveServer]:
    """The product on a port of its own: ``live_server`` would empty the database before the journal lets go."""
    running = LiveServer("127.0.0.1")
    yield running
    running.stop()


@pytest.fixture
def clock(at: datetime, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moment at the door; a test moves time by changing the one entry."""
    shown = [at]
    monkeypatch.setattr(door, "now", lambda: shown[0])
    return shown


@pytest.fixture
def open_desk(browser: Browser, server: LiveServer, clock: list[datetime]) -> Iterator[Callable[..., Reader]]:
    """``open_desk(aoi, "ja")``: Aoi signs in with a browser of her own, and reads Japanese.

    The server has connections of its own: a test that opens a desk uses the fixture ``committed``.
    """
    readers: list[Reader] = []

    def sign_in(person: Person, language: str = "ja", width: int = 1440, javascript: bool = True) -> Reader:
        person.language = language
        person.set_password(PASSWORD)
        person.save()
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale="ja-JP" if language == "ja" else "en-GB",
            timezone_id="Asia/Tokyo",
        )
        reader = Reader(context.new_page(), server.url, language, javascript)
        reader.sign_in(person.handle)
        readers.append(reader)
        return reader

    yield sign_in
    for reader in readers:
        reader.page.context.close()
        reader.check_nothing_went_wrong()
