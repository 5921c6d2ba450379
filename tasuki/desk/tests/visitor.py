"""A person who reads pages and sends forms, without a browser."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass
class Visitor:
    """``read`` opens a page, ``fill`` sends one of its forms as the browser would, with what is in it already."""

    client: Client

    def read(self, path: str, status: int = 200) -> str:
        response = self.client.get(path, follow=True)
        assert response.status_code == status, (path, response.status_code, response.content.decode()[:3000])
        return str(response.content.decode())

    def fill(self, page: str, action: str, /, status: int = 200, **typed: Any) -> str:
        """Send the form of ``page`` whose action ends in ``action``; ``typed`` names use __ for /."""
        form = _forms(self.read(page)).get(action)
        assert form is not None, f"{page} has no form for {action}"
        values = {**form, **{name.replace("__", "/"): value for name, value in typed.items()}}
        sent = {name: value for name, value in values.items() if value is not None}
        response = self.client.post(action, sent, follow=True)
        assert response.status_code == status, (
            action,
            response.status_code,
            response.content.decode()[:6000],
        )
        return str(response.content.decode())


def _forms(html: str) -> dict[str, dict[str, Any]]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms


class _Reader(HTMLParser):
    """Collects what a browser would send for each form."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, Any]] = {}
        self._form: dict[str, Any] | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "form":
            self._form = self.forms.setdefault(found.get("action") or found.get("hx-post") or "", {})
        if tag == "button" and self._form is not None and name:
            self._form.setdefault(name, found.get("value") or "")  # a browser sends the first one's
            return
        if self._form is None or not name:
            if tag == "option" and self._form is not None and self._select and "selected" in found:
                self._form[self._select] = found.get("value") or ""
            return
        if tag == "select":
            self._select = name
            self._form.setdefault(name, "")
        elif tag == "textarea":
            self._area = name
            self._form[name] = ""
        elif tag == "input":
            self._input(found, name)

    def _input(self, found: dict[str, str | None], name: str) -> None:
        assert self._form is not None
        kind = found.get("type") or "text"
        if kind in ("radio", "checkbox"):
            if "checked" in found:
                self._form[name] = found.get("value") or "on"
        elif kind != "file":
            self._form[name] = found.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""
