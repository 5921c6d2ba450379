"""Everything that the files of an audit say, put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tasuki.insight.audit.leads import Words
from tasuki.insight.audit.rows import Campaign, DealRow, LeadRow


@dataclass(slots=True)
class Joined:
    """Everything that the files say, put together. ``links`` counts by which way opportunities found their leads."""

    leads: list[LeadRow]
    deals: list[DealRow]
    teams: dict[str, str]
    words: dict[str, Words]
    links: Counter[str] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)
    active_at: list[datetime] = field(default_factory=list)
    has_hours: bool = False
    """Whether activities say at what time they were, and not the day alone."""
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    again: dict[str, Sequence[LeadRow | DealRow]] = field(default_factory=dict)
    """Rows about a record that stands further down as well: the last one counts."""
    derived: bool = False

    @property
    def unlinked(self) -> int:
        """The opportunities whose lead is not known, where there are leads."""
        return sum(deal.lead is None for deal in self.deals) if self.leads else 0
