"""What the AE's three answers share: both rows locked, the AE or their manager asking, the handoff still open."""

from __future__ import annotations

from uuid import UUID

from tasuki.platform.access.actor import Actor, ask
from tasuki.records import moves
from tasuki.records.models import Lead
from tasuki.rules.lifecycle import Move
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.queries import locked_handoff


def answering(key: UUID, verb: str, by: Actor) -> tuple[Lead, Handoff, Move]:
    """The lead and the handoff, locked, with the move that the answer makes. The first answer stands (AR-1).

    Raises Forbidden, NotFound, NotPossibleNow (decided already, or not submitted).
    """
    lead, handoff = locked_handoff(key)
    ask(by, "handoff.decide", handoff.ae_id, teams=(handoff.ae.team_id if handoff.ae else None,))
    return lead, handoff, moves.move("handoff", verb, handoff.state)
