"""The generated reference pages: which there are, and how each is written. Needs Django's apps, no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.architecture.source import ROOT
from tests.docs.pages import errors, events, lifecycle, limits, permissions, playbook, reports, rules

REFERENCE = ROOT / "docs" / "reference"
PAGES: Mapping[str, Callable[[], str]] = {
    "errors": errors.page,
    "events": events.page,
    "lifecycle": lifecycle.page,
    "limits": limits.page,
    "permissions": permissions.page,
    "playbook": playbook.page,
    "reports": reports.page,
    "rules": rules.page,
}


def write_pages() -> None:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / f"{name}.md").write_text(page(), encoding="utf-8")
