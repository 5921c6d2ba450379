"""The narrow views that every report reads, column by column.

Reports name these views and no table of the product. A foreign export is audited by the same reports: its rows are
put into temporary tables of the same names and columns, which PostgreSQL then finds first.

A null is what nobody recorded; a report counts among those whose answer is known. An empty text is an answer: nothing.
"""

from __future__ import annotations

from tasuki.insight.facts.around import CAMPAIGNS, PEOPLE
from tasuki.insight.facts.deals import APPROVALS, DEALS, HEALTH
from tasuki.insight.facts.leads import DELIVERIES, LEADS, RECORDS
from tasuki.insight.facts.shape import Facts
from tasuki.insight.facts.work import CALLS, CLOCKS, HANDOFFS

__all__ = [
    "APPROVALS",
    "CALLS",
    "CAMPAIGNS",
    "CLOCKS",
    "DEALS",
    "DELIVERIES",
    "FACTS",
    "HANDOFFS",
    "HEALTH",
    "LEADS",
    "PEOPLE",
    "RECORDS",
    "Facts",
]

FACTS: tuple[Facts, ...] = (
    LEADS,
    DEALS,
    HANDOFFS,
    CLOCKS,
    DELIVERIES,
    CALLS,
    HEALTH,
    RECORDS,
    APPROVALS,
    PEOPLE,
    CAMPAIGNS,
)
