"""The handoff brief as a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tasuki.desk.papers.press import typeset

TEMPLATE = Path(__file__).with_name("brief.typ")


def print_brief(told: Mapping[str, Any]) -> bytes:
    """The PDF of a brief that was put into one language (`tasuki.desk.panels.handoff.brief_on_paper`)."""
    return typeset(TEMPLATE, "brief", told)
