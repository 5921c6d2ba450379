"""Forms as htmx sends them, and the parts of the page that come back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tasuki.desk.tests.visitor import Visitor

LIVE = {"HX-Request": "true"}


def typed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Names written with __ for /, as in the story."""
    return {name.replace("__", "/"): value for name, value in fields.items()}


def send(desk: Visitor, path: str, fields: Mapping[str, Any], status: int = 200, at: str = "") -> str:
    """What htmx gets back for a form; ``at`` is the address of the page it stands on."""
    headers = {**LIVE, "HX-Current-URL": at}
    response = desk.client.post(path, typed(fields), headers=headers)
    assert response.status_code == status, response.content.decode()[:2000]
    return str(response.content.decode())


def part(html: str, name: str) -> str:
    """The text of one part of the page, up to the next one."""
    found = re.search(rf'id="part-{name}".*?(?=id="part-|\Z)', html, re.S)
    assert found is not None, f"there is no part {name}"
    return found[0]
