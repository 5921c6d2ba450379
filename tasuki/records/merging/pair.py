from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tasuki.records.models import Account, Contact, Lead
from tasuki.rules.merging import Side

Subject = Literal["lead", "account", "contact"]
MODELS: Mapping[Subject, type[Lead] | type[Account] | type[Contact]] = {
    "lead": Lead,
    "account": Account,
    "contact": Contact,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """The record that stays, the one that goes, and whose value somebody chose for a field (its name → side)."""

    subject: Subject
    survivor: Lead | Account | Contact
    gone: Lead | Account | Contact
    at: datetime
    choices: Mapping[str, Side] = field(default_factory=dict)

    @property
    def leads(self) -> tuple[Lead, Lead]:
        """Survivor and gone, where they are leads."""
        assert isinstance(self.survivor, Lead)
        assert isinstance(self.gone, Lead)
        return self.survivor, self.gone
