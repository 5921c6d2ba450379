"""How many leads come to a first meeting, and how many meetings to a proposal? (商談化率 and 案件化率)"""

from __future__ import annotations

from tasuki.insight.columns import Count, Share
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.reports.quality import reached
from tasuki.insight.tables import Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

MET = "f.held_at IS NOT NULL"
PROPOSAL = "proposal"


def _proposed(book: Playbook) -> str:
    """Whether the lead's deal has come to the proposal; in an agreement without one, to its third stage."""
    stages = [stage.key for stage in book.stage if stage.kind == "open"]
    place = stages.index(PROPOSAL) if PROPOSAL in stages else 2
    deal = f"SELECT 1 FROM deal_facts d WHERE d.opportunity_id = f.opportunity_id AND ({reached(book, place, 'd')})"
    return f"({so.WON} OR f.opportunity_id IS NOT NULL AND EXISTS ({deal}))"


def _rates(book: Playbook, key: str, label: str, *also: str) -> Table:
    return Table(
        key,
        label,
        Cut(LEADS, "captured_at", so.LEADS),
        (
            Count("leads", N_("Leads")),
            Share("met", N_("Lead → first meeting (商談化率)"), MET),
            Share("proposed", N_("First meeting → proposal (案件化率)"), _proposed(book), MET),
            Share("rate", N_("Lead → opportunity (through the gate)"), so.CONVERTED),
        ),
        also=also,
    )


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (
        _rates(book, "rates", N_("Everybody together, and as it is split")),
        _rates(book, "by_source", N_("By source"), "source"),
    )


REPORT = Report(
    key="meetings",
    question=N_("How many leads come to a first meeting, and how many meetings to a proposal?"),
    definition=N_(
        "Distinct leads captured in the period. 商談化率 is the share of leads with which a first discovery "
        "meeting was held. 案件化率 is the share of those meetings whose deal came to a proposal. Neither is the "
        "rate from lead to opportunity, which counts who passed the gate and stands beside them: companies define "
        "these words differently, and published averages of 20 to 30 % are of meetings."
    ),
    rules=("V-10", "V-11", "K-2"),
    family="conversion",
    tables=_tables,
    chart=Chart("by_source", ("met", "proposed", "rate"), x="source"),
)
