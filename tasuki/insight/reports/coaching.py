"""About what is it worth talking with whom?"""

from __future__ import annotations

from tasuki.insight.columns import Average, Count, Of, Share
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import CLOCKS, DEALS, HANDOFFS, LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.reports.promises import KEPT, OWED
from tasuki.insight.reports.quality import DIED, MONTH_OLD, quality
from tasuki.insight.tables import Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_


def _side(side: str) -> Cut:
    return Cut(CLOCKS, "started_at", f"f.side = '{side}'")


SDRS = Table(
    "sdrs",
    N_("SDRs: what came back, and why"),
    Cut(HANDOFFS, "submitted_at"),
    (
        Share(
            "returned",
            N_("Handoffs that came back"),
            "f.state IN ('rejected', 'recycled')",
            "f.decided_at IS NOT NULL",
        ),
        Average("completeness", N_("Completeness, average"), "f.completeness"),
        Average(
            "asked_again", N_("Questions asked again, average"), "f.asked_again", "f.rated_at IS NOT NULL"
        ),
        Of(_side("sdr"), Share("kept", N_("promises kept in time"), KEPT, OWED)),
        Of(
            Cut(LEADS, "state_since", f"{so.LEADS} AND f.exit_reason <> ''"),
            Share("wrong", N_("leads that ended for a wrong reason"), "f.exit_cause = 'process_failure'"),
        ),
    ),
    also=("sdr",),
    ranked="returned",
)
REASONS = Table(
    "reasons",
    N_("Why the handoffs of each came back"),
    Cut(HANDOFFS, "decided_at", "f.state IN ('rejected', 'recycled')"),
    (Count("returned", N_("Came back")),),
    also=("sdr", "handoff_reason"),
)


def _aes(book: Playbook) -> Table:
    return Table(
        "aes",
        N_("AEs: what was converted too early, and on what proof"),
        Cut(DEALS, "created_at"),
        (
            Share("premature", N_("dead within 30 days"), DIED, MONTH_OLD),
            *(one for one in quality(book) if one.key != "dead"),
            Share("overridden", N_("made by override"), "f.overridden"),
            Of(_side("ae"), Share("kept", N_("promises kept in time"), KEPT, OWED)),
            Count("made", N_("Opportunities")),
        ),
        also=("ae",),
        ranked="premature",
    )


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (SDRS, REASONS, _aes(book))


REPORT = Report(
    key="coaching",
    question=N_("About what is it worth talking with whom?"),
    definition=N_(
        "For each person what can be helped: handoffs that came back and why, questions that had to be asked "
        "again, promises that were late, leads that ended through our own process, opportunities that died within "
        "30 days of their making, and whether every criterion was proven by then. Nobody is ranked by volume: who "
        "stands first has most to gain from a talk. Small numbers carry wide intervals; ask before you judge."
    ),
    rules=("HB-7", "K-9", "K-10", "K-11", "K-14"),
    family="conversion",
    tables=_tables,
    chart=Chart("sdrs", ("returned",), x="sdr"),
)
