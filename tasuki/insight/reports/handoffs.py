"""Whose handoffs become opportunities that last, and how good were they?"""

from __future__ import annotations

from tasuki.insight.columns import Average, Count, Of, Share
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import DEALS, HANDOFFS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports.quality import LIVED, MONTH_OLD, quality
from tasuki.insight.tables import Table
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

BECAME = "f.converted_at >= f.submitted_at"
SUBMITTED = Cut(HANDOFFS, "submitted_at")
MADE = Cut(DEALS, "created_at", "f.lead_id IS NOT NULL")


def _by_sdr(book: Playbook) -> Table:
    """HB-7: what lasted comes first; how many there were comes last."""
    return Table(
        "by_sdr",
        N_("By SDR"),
        SUBMITTED,
        (
            Share("became", N_("Handoffs that became opportunities"), BECAME),
            Of(MADE, Share("survived", N_("Opportunities that lived 30 days"), LIVED, MONTH_OLD)),
            *(Of(MADE, one) for one in quality(book)),
            Average("completeness", N_("Completeness, average"), "f.completeness"),
            Average("rating", N_("AE's rating, average of 1 to 5"), "f.rating"),
            Average(
                "asked_again", N_("Questions asked again, average"), "f.asked_again", "f.rated_at IS NOT NULL"
            ),
            Average("quality", N_("Quality, average of 0 to 1"), "f.quality"),
            Count("submitted", N_("Handoffs")),
        ),
        also=("sdr",),
        ranked="became",
    )


RETURNED = Table(
    "returned",
    N_("Why handoffs came back"),
    Cut(HANDOFFS, "decided_at", "f.state IN ('rejected', 'recycled')"),
    (
        Count("returned", N_("Came back")),
        Count("rejected", N_("rejected"), "f.state = 'rejected'"),
        Count("recycled", N_("recycled"), "f.state = 'recycled'"),
        Count("overturned", N_("called wrong by a ruling"), "f.overturned_at IS NOT NULL"),
    ),
    also=("handoff_reason", "source", "sdr"),
)
RETURNED_BY_AE = Table(
    "returned_by_ae",
    N_("Why each AE sent handoffs back"),
    RETURNED.cut,
    RETURNED.columns,
    also=("ae", "handoff_reason"),
)


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (_by_sdr(book), RETURNED, RETURNED_BY_AE)


REPORT = Report(
    key="handoffs",
    question=N_("Whose handoffs become opportunities that last, and how good were they?"),
    definition=N_(
        "Handoffs submitted in the period. The headline of an SDR is the share that became opportunities, beside "
        "what became of the opportunities made in the same days from their leads, never the number of meetings. "
        "Completeness is required items filled; quality is the mean of the AE's rating, completeness, and the "
        "questions of the brief that the AE did not have to ask again, each from 0 to 1, where the AE gave "
        "feedback."
    ),
    rules=("HB-3", "HB-4", "HB-7", "K-9", "K-10", "K-14"),
    family="conversion",
    tables=_tables,
    chart=Chart("by_sdr", ("became",), x="sdr"),
)
