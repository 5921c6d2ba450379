"""Somebody with a browser: reads pages, fills forms, and notices what a person would stumble over."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response

REPOSITORY = Path(__file__).parents[2]
SETUP = REPOSITORY / ".tasuki-test-browser" / "browser.json"
PASSWORD = "a door that opens"
SERIOUS = ("serious", "critical")
# Where to put pictures of the pages; nowhere, unless somebody wants to look at them.
PICTURES = os.environ.get("TASUKI_SHOTS", "")


def answer_of_setup() -> dict[str, Any] | None:
    """What `make test` prepared: the browser's program, arguments and environment, and the script for axe."""
    if not SETUP.exists():
        return None
    found: dict[str, Any] = json.loads(SETUP.read_text())
    return found


class Reader:
    """One person's browser. Speaks `tasuki.desk.tests.story`'s language: ``read`` and ``fill``."""

    def __init__(self, page: Page, home: str, language: str, javascript: bool) -> None:
        self.page, self.home, self.language, self.javascript = page, home, language, javascript
        self.troubles: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("request", self._asked)
        page.set_default_timeout(10_000)

    def sign_in(self, handle: str) -> None:
        self.sign_in_as_far_as(handle)
        self.page.wait_for_selector("header.bar")

    def sign_in_as_far_as(self, handle: str) -> None:
        """Name and password, and whatever page comes then."""
        self.page.goto("/sign-in")
        self.page.fill("[name=name]", handle)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button.btn-primary")
        self.page.wait_for_load_state()

    def read(self, path: str, status: int = 200) -> str:
        response = self.page.goto(path)
        assert response is not None
        assert response.status == status, f"{path}: {response.status}\n{self.page.inner_text('body')[:2000]}"
        return self.page.content()

    def fill(self, page: str, action: str, /, status: int = 200, **typed: Any) -> str:
        """Open the form's fold, type, press its button, and stand on the page that follows."""
        self.read(page)
        form = self.page.locator(f'form[action="{action}"]').first
        self._unfold(form)
        for name, value in typed.items():
            self._type(form, name.replace("__", "/"), value)
        if self.javascript and form.get_attribute("data-live") is not None:
            return self._send_in_place(form, action, status)
        with self.page.expect_navigation() as followed:
            form.locator("button[type=submit]").first.click()
        assert followed.value is not None
        assert followed.value.status == status, (
            f"{action}: {followed.value.status}\n{self.page.inner_text('main')[:3000]}"
        )
        return self.page.content()

    def _send_in_place(self, form: Locator, action: str, status: int) -> str:
        """A form that htmx sends: the page stays, and its parts follow."""
        with self.page.expect_response(lambda answer: _is_sent_to(answer, action)) as sent:
            form.locator("button[type=submit]").first.click()
        assert sent.value.status == status, f"{action}: {sent.value.status}\n{sent.value.text()[:3000]}"
        at_work = self.page.locator("form.htmx-request, .htmx-swapping, .htmx-settling")
        at_work.first.wait_for(state="detached")
        return self.page.content()

    def picture(self, name: str, width: int, theme: str = "light") -> None:
        """Keep a picture of the whole page, where pictures are wanted."""
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            # A screen as tall as the page: what is fixed to its lower edge would lie across the middle otherwise.
            tall = self.page.evaluate("document.documentElement.scrollHeight")
            self.page.set_viewport_size({"width": width, "height": max(tall, 900)})
            self.page.screenshot(
                path=f"{PICTURES}/{name}-{self.language}-{theme}-{width}.png", full_page=True
            )
            self.page.set_viewport_size({"width": width, "height": 900})

    def check_accessibility(self, name: str) -> None:
        """No serious or critical barrier (axe-core), and the page tells its language."""
        setup = answer_of_setup()
        assert setup is not None
        assert self.page.locator("html").get_attribute("lang") == self.language
        self.page.evaluate(Path(setup["axe"]).read_text())
        found = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)"
        )
        serious = [
            f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:4]]}"
            for one in found
            if one["impact"] in SERIOUS
        ]
        assert not serious, f"{name}: " + "\n".join(serious)

    def check_fits(self, name: str, width: int) -> None:
        """Nothing scrolls sideways."""
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{name} is {wide} pixels wider than a screen of {width}"

    def check_language(self, name: str) -> None:
        """A Japanese page shows no sentence of English."""
        if self.language != "ja":
            return
        text = self.page.evaluate(_WORDS_OF_THE_PAGE)
        english = [line for line in text if re.search(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", line)]
        assert not english, f"{name} speaks English: {english[:8]}"

    def check_nothing_went_wrong(self) -> None:
        assert not self.troubles, self.troubles

    def _unfold(self, form: Locator) -> None:
        for fold in form.locator("xpath=ancestor::details").all():
            if fold.get_attribute("open") is None:
                fold.locator("xpath=./summary").click()

    def _type(self, form: Locator, name: str, value: Any) -> None:
        fields = form.locator(f'[name="{name}"]')
        self._unfold(fields.first)
        kind = fields.first.evaluate("field => field.type") if self.javascript else self._kind(fields.first)
        if kind in ("radio", "checkbox"):
            self._tick(form, name, kind, value)
        elif kind.startswith("select"):
            fields.first.select_option(value)
        else:
            fields.first.fill(value)

    def _tick(self, form: Locator, name: str, kind: str, value: Any) -> None:
        if kind == "checkbox" and not isinstance(value, list):
            form.locator(f'[name="{name}"]').set_checked(value is not None)
            return
        for one in value if isinstance(value, list) else [value]:
            form.locator(f'[name="{name}"][value="{one}"]').check()

    def _kind(self, field: Locator) -> str:
        """Without scripts the page cannot be asked; the markup can."""
        tag = field.evaluate("field => field.tagName.toLowerCase()")
        return "select" if tag == "select" else field.get_attribute("type") or "text"

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not re.search(_NO_TROUBLE, message.text):
            self.troubles.append(f"console: {message.text} at {message.location.get('url')}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:")):
            self.troubles.append(f"left the house: {request.url}")


# Refusals are answers. A question that the person did not wait for is taken back by the browser, and htmx says so
# (an answer that never came has a word of its own: sendError, timeout).
_NO_TROUBLE = r"status of 4(03|04|09|22)|^htmx:(afterRequest|sendAbort),"


def _is_sent_to(answer: Response, action: str) -> bool:
    return answer.request.method == "POST" and urlsplit(answer.url).path == action


_WORDS_OF_THE_PAGE = """
Array.from(document.querySelectorAll("main *, header *"))
  .filter(one => one.children.length === 0 && one.offsetParent !== null && !one.closest("[lang=en], [translate=no]"))
  .map(one => one.textContent.trim()).filter(Boolean)
"""
