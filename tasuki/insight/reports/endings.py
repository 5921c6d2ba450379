"""Why do leads end, and whose fault is it: the lead's or ours?"""

from __future__ import annotations

from tasuki.insight.columns import Count, Share
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import HANDOFFS, LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.tables import Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

ENDED = f"{so.LEADS} AND f.exit_reason <> '' AND coalesce(f.disqualified_at, f.recycled_at) IS NOT NULL"
OURS = "f.exit_cause = 'process_failure'"
NUMBERS = (
    Count("ended", N_("Ended")),
    Count("right", N_("for a right reason: not qualified"), f"NOT ({OURS})"),
    Count("wrong", N_("for a wrong reason: our process"), OURS),
    Share("share", N_("wrong reasons"), OURS),
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    cut = Cut(LEADS, "state_since", ENDED)
    return (
        Table("by_reason", N_("By reason"), cut, NUMBERS, also=("reason",)),
        Table("by_stage", N_("By the stage in which they ended"), cut, NUMBERS, also=("exit_state",)),
        Table(
            "handoffs",
            N_("Handoffs that came back, by reason"),
            Cut(HANDOFFS, "decided_at", "f.state IN ('rejected', 'recycled')"),
            (
                Count("rejected", N_("rejected"), "f.state = 'rejected'"),
                Count("recycled", N_("recycled"), "f.state = 'recycled'"),
                Count("overturned", N_("called wrong by a ruling"), "f.overturned_at IS NOT NULL"),
            ),
            also=("handoff_reason",),
        ),
    )


REPORT = Report(
    key="endings",
    question=N_("Why do leads end: are they not qualified, or did we fail them?"),
    definition=N_(
        "Leads that were disqualified or recycled in the period and have not come back since, by their reason. Right "
        "reasons: the lead did not qualify. Wrong reasons: nobody followed up, discovery was incomplete, we "
        "misunderstood each other. Most leads end, and that is filtering; the wrong reasons are the ones to mend."
    ),
    rules=("K-9", "V-04", "AR-9"),
    family="conversion",
    tables=_tables,
    chart=Chart("by_reason", ("right", "wrong"), x="reason"),
)
