"""Are leads handed over well? Briefs, questions asked again, what came back, and who decides how (HB-3, AR-6)."""

from __future__ import annotations

from tasuki.insight.columns import Count, Share
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import CALLS, HANDOFFS
from tasuki.insight.reports.populations import ago
from tasuki.insight.reports.terms import TO_A_COMPETITOR, Terms
from tasuki.insight.tables import Table
from tasuki.rules.wording import N_

DECIDED_WITHIN = 7
"""SL-13: five business days are a week."""
COMPLETE = "0.9"


def handoffs(so_called: Terms) -> tuple[Table, ...]:
    decided, back = "f.decided_at IS NOT NULL", "f.state IN ('rejected', 'recycled')"
    for_brief = f"f.state = 'rejected' AND coalesce(f.reason, '') = ANY ({so_called.brief})"
    late = f"coalesce(f.decided_at, %(at)s) > f.submitted_at + interval '{DECIDED_WITHIN} days'"
    by_criteria = f"f.state = 'accepted' OR coalesce(f.reason, '') <> ALL ({so_called.neutral})"
    judged = f"{decided} AND NOT ({for_brief}) AND ({by_criteria})"
    judged_here = Cut(HANDOFFS, "submitted_at", judged)
    accepted = Share("accepted", N_("accepted"), "f.state = 'accepted'")
    return (
        Table(
            "handoffs",
            N_("Handoffs of the period"),
            Cut(HANDOFFS, "submitted_at"),
            (
                Count("submitted", N_("Handoffs")),
                Share(
                    "brief_incomplete",
                    N_("brief incomplete"),
                    f"f.completeness < {COMPLETE}",
                    "f.completeness IS NOT NULL",
                ),
                Share(
                    "asked_again",
                    N_("two questions or more asked again"),
                    "f.asked_again >= 2",
                    "f.rated_at IS NOT NULL AND f.asked_again IS NOT NULL",
                ),
                Share("rated_low", N_("rated 1 or 2 by the AE"), "f.rating <= 2", "f.rating IS NOT NULL"),
                Share(
                    "sent_back",
                    N_("came back for the brief"),
                    for_brief,
                    f"{decided} AND f.reason IS NOT NULL",
                ),
                Count(
                    "sent_back_for_good",
                    N_("came back for the brief and led to nothing"),
                    f"{for_brief} AND f.converted_at IS NULL AND f.exit_reason <> '' AND NOT ({TO_A_COMPETITOR})",
                ),
                Share(
                    "decided_late",
                    N_("not decided within a week"),
                    late,
                    f"{decided} OR f.submitted_at < {ago(DECIDED_WITHIN)}",
                ),
                Share(
                    "accepted",
                    N_("accepted, of those judged by the criteria"),
                    "f.state = 'accepted'",
                    judged,
                ),
                Share(
                    "overturned",
                    N_("rejections overturned"),
                    f"{back} AND f.converted_at > f.decided_at",
                    f"{back} AND {judged}",
                ),
                Share(
                    "became",
                    N_("became opportunities, of those accepted a month ago or earlier"),
                    "f.converted_at >= f.submitted_at",
                    f"f.state = 'accepted' AND f.decided_at < {ago(30)}",
                ),
            ),
        ),
        Table("by_ae", N_("What AEs accept, judged by the criteria"), judged_here, (accepted,), also=("ae",)),
        Table("by_pair", N_("What AEs accept of each SDR"), judged_here, (accepted,), also=("sdr", "ae")),
        Table(
            "calls",
            N_("Discovery calls held in the period"),
            Cut(CALLS, "held_at"),
            (
                Share(
                    "without_sdr",
                    N_("the SDR did not join"),
                    "NOT f.sdr_attended",
                    "f.sdr_attended IS NOT NULL",
                ),
            ),
        ),
    )
