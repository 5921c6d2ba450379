"""How long do deals wait for somebody else's yes?"""

from __future__ import annotations

from tasuki.insight.columns import Count, Share, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import APPROVALS
from tasuki.insight.report import Chart, Report
from tasuki.insight.tables import Table
from tasuki.insight.times import Days
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

DECIDED = "f.decided_at IS NOT NULL"

ASKED = Table(
    "asked",
    N_("Approvals asked for in the period"),
    Cut(APPROVALS, "asked_at"),
    (
        Count("asked", N_("Asked for")),
        Count("waiting", N_("still waiting"), "f.state = 'pending'"),
        Count("recalled", N_("taken back"), "f.state = 'recalled'"),
        Share("granted", N_("granted, of those decided"), "f.state = 'granted'", DECIDED),
        Days("median", N_("Days to the answer, median"), "asked_at", "decided_at"),
        Days("p95", N_("Days to the answer, 95 %"), "asked_at", "decided_at", 0.95),
        Total("waits", N_("Amount that waits"), "f.state = 'pending'"),
    ),
)
MONTHLY = Table(
    "monthly",
    N_("Days to the answer, by month"),
    ASKED.cut,
    (
        Count("asked", N_("Asked for")),
        Days("median", N_("Days to the answer, median"), "asked_at", "decided_at"),
    ),
    also=("month",),
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (ASKED, MONTHLY)


REPORT = Report(
    key="approvals",
    question=N_("How long do deals wait for somebody else's yes?"),
    definition=N_(
        "X-11: approvals are asked for only where the agreement says so (AP-1, AP-3), and what they cost is how long "
        "they take: elapsed days from the request to the grant or the refusal, whoever gave it. A request that was "
        "taken back has no answer."
    ),
    rules=("X-11", "AP-1", "AP-5"),
    family="velocity",
    tables=_tables,
    chart=Chart("monthly", ("median",), "line", x="month"),
)
