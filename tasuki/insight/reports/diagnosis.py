"""What is wrong with our funnel: too early, too late, badly handed over, incomplete, or not agreed upon?

The tables hold every number on which `rules.diagnosis` judges; the notes are its five verdicts.
"""

from __future__ import annotations

from collections.abc import Sequence

from tasuki.insight.asked import Asked
from tasuki.insight.columns import Count, Share, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.diagnosing import diagnoses_of
from tasuki.insight.dimensions import EVERYWHERE
from tasuki.insight.facts import CALLS, DEALS, HANDOFFS, LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.reports.quality import MONTH_OLD
from tasuki.insight.reports.terms import LEAD_OPEN, OPEN, TO_A_COMPETITOR, WITHOUT, Terms
from tasuki.insight.tables import Filled, Table
from tasuki.rules.diagnosis import leak_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence

MATURE_AFTER = 180
"""K-11c: days after which an opportunity should have been decided (O-4)."""
DECIDED_WITHIN = 7
"""SL-13: five business days are a week."""
COMPLETE = "0.9"

WON = "f.won_at IS NOT NULL"
LOST = "f.lost_at IS NOT NULL"
CLOSED_HERE = "coalesce(f.won_at, f.lost_at) >= %(start)s AND coalesce(f.won_at, f.lost_at) < %(end)s"
MADE_HERE = "f.created_at >= %(start)s AND f.created_at < %(end)s"


def _made(so_called: Terms) -> Table:
    mature = f"f.created_at < %(at)s - interval '{MATURE_AFTER} days' AND f.voided_at IS NULL"
    return Table(
        "made",
        N_("Opportunities made in the period"),
        Cut(DEALS, "created_at", beside=so_called.early),
        (
            Count("made", N_("Opportunities")),
            Share(
                "early_deaths",
                N_("dead within 30 days for a reason of qualification"),
                so_called.dead,
                f"{MONTH_OLD} AND f.close_reason IS NOT NULL",
            ),
            Count(
                "unreal",
                N_("dead early for such a reason, or stuck early"),
                f"({so_called.dead}) OR ({so_called.stuck})",
            ),
            Share("overridden", N_("made by override"), "f.overridden", "f.overridden IS NOT NULL"),
            Share("mature_won", N_("won, of those made half a year ago or earlier"), WON, mature),
            Total("mature", N_("Amount of these"), mature),
            Total("mature_won_amount", N_("Amount of these that were won"), f"{mature} AND {WON}"),
            Total("made_amount", N_("Amount, all together")),
        ),
    )


def _pipeline(so_called: Terms) -> Table:
    known = f"{OPEN} AND f.stage <> ''"
    missing = f"{OPEN} AND cardinality(f.missing) > 0"
    return Table(
        "pipeline",
        N_("Opportunities open now, or made in the period"),
        Cut(DEALS, among=f"({OPEN}) OR ({MADE_HERE})", beside=so_called.early),
        (
            Count("open", N_("Open now"), OPEN),
            Share("stuck", N_("stuck in an early stage"), so_called.stuck, known),
            Total("stuck_amount", N_("Amount of these"), so_called.stuck),
            Share(
                "fields_missing",
                N_("open, with a required field empty"),
                missing,
                f"{OPEN} AND f.missing IS NOT NULL",
            ),
            Total("missing_amount", N_("Amount of these"), missing),
            Share("guessed", N_("amount or close date guessed"), "f.guessed", "f.guessed IS NOT NULL"),
            Share("without_role", N_("nobody with a known role"), "NOT f.has_role", "f.has_role IS NOT NULL"),
            Share("source_lost", N_("source lost"), "f.source = ''", "f.source IS NOT NULL"),
        ),
    )


def _closed(so_called: Terms) -> Table:
    cycle = "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY w.won_at - w.created_at) FROM deal_facts w"
    quarter = f"0.25 * ({cycle} WHERE w.won_at IS NOT NULL)"
    short = f"greatest(least(interval '7 days', {quarter}), interval '1 day')"
    bought = f"{WON} OR f.close_reason = 'lost_to_competitor'"
    return Table(
        "closed",
        N_("Opportunities won or lost in the period"),
        Cut(DEALS, among=CLOSED_HERE, beside=f"CROSS JOIN (SELECT {short} AS short OFFSET 0) just_before"),
        (
            Count("closed", N_("Won or lost")),
            Share("win", N_("won, of those that were real"), WON, f"NOT coalesce({so_called.dead}, FALSE)"),
            Total("won", N_("Amount won"), WON),
            Share(
                "short_notice",
                N_("made just before the buyer decided"),
                "coalesce(f.won_at, f.lost_at) < f.created_at + just_before.short",
                f"({bought}) AND f.created_at IS NOT NULL",
            ),
        ),
    )


def _ready(so_called: Terms) -> tuple[Table, ...]:
    elsewhere, idle = so_called.bought_elsewhere, so_called.idle
    within = f"interval '{so_called.convert_within} days'"
    here = "f.converted_at >= %(start)s AND f.converted_at < %(end)s"
    ended = "f.state_since >= %(start)s AND f.state_since < %(end)s"
    bought = f"f.exit_reason IS NOT NULL AND (({here}) OR ({elsewhere} AND {ended}))"
    without = f"{WITHOUT} AND {ended}"
    bought_without_us = f"(({TO_A_COMPETITOR}) OR ({WITHOUT})) AND {ended}"
    waiting = f"{LEAD_OPEN} AND {so_called.all_met}"
    return (
        Table(
            "ready",
            N_("Leads that bought, or could have been converted"),
            Cut(
                LEADS,
                among=f"{so.LEADS} AND (({here}) OR ({bought_without_us}) OR ({waiting}))",
            ),
            (
                Share("bought_elsewhere", N_("bought elsewhere before we converted"), elsewhere, bought),
                Count("without", N_("bought from us without an opportunity"), without),
                Share("idle", N_("meet every criterion, and wait"), idle, so_called.all_met),
                Share(
                    "slow",
                    N_("converted later after the last criterion was met than agreed"),
                    f"f.converted_at > f.met_at + {within}",
                    f"{here} AND {so_called.all_met}",
                ),
            ),
        ),
        Table(
            "waiting",
            N_("Leads that should be converted now"),
            Cut(LEADS, among=f"{idle} AND {so.LEADS}"),
            (
                Count("idle", N_("meet every criterion, and wait")),
                Total(
                    "idle_amount",
                    N_("Expected amount of these"),
                    "TRUE",
                    "f.expected_amount",
                    "f.expected_currency",
                ),
            ),
        ),
        Table(
            "captured",
            N_("Leads captured in the period, three months ago or earlier"),
            Cut(LEADS, "captured_at", f"{so.LEADS} AND f.captured_at < %(at)s - interval '90 days'"),
            (Share("rate", N_("became opportunities"), so.CONVERTED),),
        ),
    )


def _handoffs(so_called: Terms) -> tuple[Table, ...]:
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
                    f"{decided} OR f.submitted_at < %(at)s - interval '{DECIDED_WITHIN} days'",
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
                    "f.state = 'accepted' AND f.decided_at < %(at)s - interval '30 days'",
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


def _delivered(so_called: Terms) -> tuple[Table, ...]:
    away = f"NOT ({so.SAL}) AND (f.disqualified_at IS NOT NULL OR f.recycled_at IS NOT NULL)"
    judged = f"({so.SAL}) OR ({away} AND coalesce(f.exit_reason, '') <> ALL ({so_called.neutral}))"
    once = "f.disqualified_at IS NOT NULL AND (f.sal_at IS NULL OR f.sal_at > f.disqualified_at)"
    return (
        Table(
            "delivered",
            N_("MQLs delivered in the period, judged by the criteria"),
            Cut(LEADS, "mql_at", f"{so.LEADS} AND ({judged})"),
            (
                Count("judged", N_("Judged")),
                Share("accepted", N_("accepted by sales"), so.SAL),
                Share(
                    "overturned",
                    N_("turned away, and accepted after all"),
                    "f.sal_at > f.disqualified_at",
                    once,
                ),
                Share(
                    "became",
                    N_("became opportunities, of those accepted three months ago or earlier"),
                    so.CONVERTED,
                    "f.sal_at < %(at)s - interval '90 days'",
                ),
            ),
            also=("source", "reason"),
        ),
        Table(
            "versions",
            N_("By which version of the criteria"),
            Cut(DEALS, "created_at"),
            (Count("made", N_("Opportunities")),),
            also=("playbook",),
        ),
    )


def _tables(book: Playbook) -> tuple[Table, ...]:
    so_called = Terms(book)
    return (
        _made(so_called),
        _pipeline(so_called),
        _closed(so_called),
        *_ready(so_called),
        *_handoffs(so_called),
        *_delivered(so_called),
    )


def _verdicts(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Sentence, ...]:
    """The five, and what they add up to."""
    found = diagnoses_of(filled, asked, book)
    leak = leak_of(found)
    return (*(one.says() for one in found), *([leak.says()] if leak else []))


REPORT = Report(
    key="diagnosis",
    question=N_("What is wrong with our funnel, and what does it cost?"),
    definition=N_(
        "The five troubles of the article, each told from several signs. A sign is there only when its whole 95 % "
        "interval lies beyond the limit of the agreement, and with fewer than 30 records nothing is said. Money is a "
        "range: what was lost with opportunities that were never real, leads that bought elsewhere, handoffs that came "
        "back and leads that were turned away; nothing is counted twice. What the records do not tell is not guessed."
    ),
    rules=("K-10", "K-11", "K-12", "X-6", "HY-11"),
    family="value",
    tables=_tables,
    by=(),
    narrows=EVERYWHERE,
    days=365,
    chart=Chart("pipeline", ("stuck", "fields_missing", "guessed", "without_role", "source_lost")),
    notes=_verdicts,
    examine=diagnoses_of,
)
