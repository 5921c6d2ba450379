"""How an opportunity is told after a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasuki.cli.answer import Answer
from tasuki.cli.session import Acting

if TYPE_CHECKING:
    from tasuki.records.models import Opportunity


def told(row: Opportunity, session: Acting) -> Answer:
    """The opportunity as it stands now, with its contacts and next steps."""
    from tasuki.cli.shapes.opportunity import opportunity_lines, whole_opportunity

    return Answer(whole_opportunity(row), opportunity_lines(row, session))
