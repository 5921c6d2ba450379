"""How a lead is told after a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasuki.cli.answer import Answer
from tasuki.cli.findings import decision_lines
from tasuki.cli.session import Acting

if TYPE_CHECKING:
    from uuid import UUID

    from tasuki.rules.decision import Decision


def told(lead_id: UUID, session: Acting, decision: Decision | None = None) -> Answer:
    """The lead as it stands now, with all that followed, and the gate's decision where there was one.

    It is told to whoever has just changed it, also where the change took it out of their sight.
    """
    from tasuki.cli.shapes.lead import lead_lines, lead_shape
    from tasuki.records.models import Lead

    lead = Lead.objects.select_related("owner", "ae", "campaign").get(pk=lead_id)
    if decision is None:
        return Answer(lead_shape(lead), lead_lines(lead, session))
    spoken = session.spoken(decision)
    lines = [*lead_lines(lead, session), *decision_lines(spoken, session)]
    return Answer({**lead_shape(lead), "decision": spoken}, lines)
