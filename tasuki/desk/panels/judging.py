"""What a gate says about a lead, with everything that the pages know of it."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from tasuki.desk.words import spoken, tongue
from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import Refusal
from tasuki.records.models import Lead
from tasuki.rules.decision import Decision
from tasuki.rules.dossier import Dossier
from tasuki.rules.gates import decide
from tasuki.rules.playbook import Playbook
from tasuki.stages.conversion.actions import preview
from tasuki.stages.conversion.input import ConvertInput
from tasuki.stages.handoff.queries import dossier_for_handoff
from tasuki.stages.qualification.queries import scored


class Judge:
    """One lead's gates, each asked at most once."""

    def __init__(self, lead: Lead, book: Playbook, *, by: Actor, at: datetime) -> None:
        self.lead, self.book, self.by, self.at = lead, book, by, at
        self.dossier: Dossier = scored(dossier_for_handoff(lead), book, at)
        self.decision = cache(self._decision)

    def _decision(self, gate: str) -> Decision:
        if gate == "opportunity" and self.lead.state == "discovery":
            try:
                return preview(self.lead.pk, ConvertInput(), by=self.by, at=self.at).decision
            except Refusal:
                pass  # somebody who may not convert still sees what the record says
        return decide(gate, self.dossier, self.book, self.at)

    def draft_acceptance(self) -> str:
        """X-15: what speaks for the lead, for a person to confirm or change."""
        met = [finding.because for finding in self.decision("sal").findings if not finding.troubles]
        said = dict.fromkeys(spoken(because) for because in met)
        joiner = "" if tongue() == "ja" else " "
        return f"{self.lead.company_name}: {joiner.join(said)}"
