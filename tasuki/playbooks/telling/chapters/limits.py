"""The numbers that rules read, the sources, and what counts as saying nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal

from tasuki.playbooks.telling.chapter import Chapter, Entry, Said, Table, entry, filled
from tasuki.playbooks.telling.chapters.decisions import REVIEWS
from tasuki.playbooks.telling.chapters.stages import SOURCES
from tasuki.playbooks.telling.values import days_told, share_told
from tasuki.rules.amounts import money_told
from tasuki.rules.playbook import Limits, Playbook
from tasuki.rules.wording import N_, Sentence

LIMITS: Mapping[str, str] = {
    "close_within_days": N_("Expected close at most this far ahead (O-4)"),
    "forcing_slack_days": N_("Close at most this long before the event that forces it (O-5)"),
    "next_step_within_days": N_("Next step within (O-12)"),
    "name_max": N_("Longest name of an opportunity, in characters (O-1)"),
    "rationale_min": N_("Shortest rationale, in characters (AR-3)"),
    "override_rationale_min": N_("Shortest rationale of a waiver, in characters (G-05)"),
    "override_days": N_("A waived gap closes within (G-05)"),
    "void_hours": N_("Hours in which a conversion can be undone"),
    "outlier_min_n": N_("Deals in a segment before its own sizes count (O-7)"),
    "outlier_z": N_("How far from the usual an amount is flagged, in deviations (O-7)"),
    "amount_low": N_("Smallest ordinary amount while there is little history (O-7)"),
    "amount_high": N_("Largest ordinary amount while there is little history (O-7)"),
    "notify_amount": N_("The manager hears of amounts above (AP-2)"),
    "approval_amount": N_("Approval above, while there is little history (AP-1)"),
    "strategic_amount": N_("Strategic deal from (AC-1)"),
    "strategic_tiers": N_("Tiers that make a deal strategic (AC-1)"),
    "key_deal_amount": N_("Sync call of SDR and AE from (HB-5)"),
    "discount_review": N_("Discounts above are reviewed (AP-1)"),
    "fit_min": N_("Fit has to be above, for MQL and SAL"),
    "intent_min": N_("Intent has to be above, for MQL and SAL"),
    "similar_rationales": N_("A rationale is compared with this many of the same person's (AR-3)"),
    "archive_after_days": N_("Recycled leads are archived after (V-08)"),
    "concern_weeks": N_("Weeks that a quality concern lasts before the leaders review it (SL-26)"),
    "concern_reason_share": N_("One reason may end this share of a source's decided leads (SL-26)"),
    "concern_least": N_("Leads decided on in a week before it says anything (SL-26)"),
    "early_deaths_share": N_(
        "Too early, when more opportunities die early for a reason of qualification (K-11)"
    ),
    "overridden_share": N_("Too early, when more opportunities are made by override (G-05)"),
    "stuck_share": N_("Too early, when more open opportunities are stuck in an early stage (K-11)"),
    "created_to_won": N_("Too early, when so much is created for each amount won (K-11)"),
    "bought_elsewhere_share": N_("Too late, when more ready leads bought elsewhere (K-12)"),
    "short_notice_share": N_(
        "Too late, when more deals are decided without an opportunity or just after (K-12)"
    ),
    "idle_share": N_("Too late, when more leads meet every criterion and wait (K-12)"),
    "slow_share": N_("Too late, when more conversions come later than agreed (SL-10b)"),
    "handoff_failures_share": N_("Poor handoff, when more fail in one respect (HB-4)"),
    "brief_returns_share": N_("Poor handoff, when more come back for their brief (AR-6)"),
    "fields_missing_share": N_("Incomplete transfer, when more opportunities lack something (HY-11)"),
    "source_lost_share": N_("Incomplete transfer, when more opportunities lost their source (O-13)"),
    "overturned_share": N_("Disagreement, when more rejections are overturned (DS-1)"),
    "judges_differ": N_("Disagreement, when an AE's acceptance is this far from the others' (AR-7)"),
    "versions_a_year": N_("Disagreement, when there are more versions of the criteria in a year (G-08)"),
    "unreal_effort_least": N_("An unreal opportunity takes of the work of a real one, at least (K-11)"),
    "unreal_effort_most": N_("An unreal opportunity takes of the work of a real one, at most (K-11)"),
    "early_stage_review": N_("Early-stage opportunities that are reviewed (AP-1)"),
    "credit_back": N_("A turn in the rotation is given back when the lead was (RT-10)"),
    "committee_people": N_("So many people of one company are a buying committee (RT-6)"),
    "committee_days": N_("A buying committee engages within (RT-6)"),
    "protection_days": N_("A registered company is protected for (DG-2)"),
    "protection_least_days": N_("A registered company is protected at least (DG-2)"),
    "protection_most_days": N_("A registered company is protected at most (DG-2)"),
}
CREDITS: Mapping[str, str] = {
    "rejected": N_("rejected by who got it"),
    "no_show": N_("not there at the meeting"),
}
_AMOUNTS = frozenset(
    {"amount_low", "amount_high", "notify_amount", "approval_amount", "strategic_amount", "key_deal_amount"}
)
LIMIT_SHARES = frozenset(
    {
        "discount_review", "concern_reason_share", "early_deaths_share", "overridden_share", "stuck_share",
        "bought_elsewhere_share", "short_notice_share", "idle_share", "slow_share", "handoff_failures_share",
        "brief_returns_share", "fields_missing_share", "source_lost_share", "overturned_share", "judges_differ",
        "unreal_effort_least", "unreal_effort_most",
    }
)  # fmt: skip


def limits(book: Playbook) -> Chapter:
    introduction = N_("Change a number here and every rule that reads it follows.")
    what = (Sentence(N_("Item")), Sentence(N_("Value")))
    tables = (
        Table(Sentence(N_("Limits")), what, tuple(_limits(book))),
        _sources(book),
        Table(Sentence(N_("Said, and saying nothing")), what, tuple(_placeholders(book))),
    )
    return Chapter("limits", Sentence(N_("Limits and lists")), Sentence(introduction), filled(tables))


def limit_told(name: str, book: Playbook) -> Said:
    """The value of one limit in words."""
    value = getattr(book.limits, name)
    if name == "early_stage_review":
        return Sentence(REVIEWS[value])
    if name in _AMOUNTS:
        return money_told(value, book.playbook.currency)
    if name in LIMIT_SHARES:
        return share_told(value)
    if name == "credit_back":
        return Sentence("%(them)s", {"them": tuple(Sentence(CREDITS[one]) for one in value)})
    if isinstance(value, tuple):
        return ", ".join(value)
    if name.endswith("_days"):
        return days_told(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else f"{value:g}"


def _limits(book: Playbook) -> Iterator[Entry]:
    for one in fields(Limits):
        yield entry(one.name, Sentence(LIMITS[one.name]), limit_told(one.name, book))


def _sources(book: Playbook) -> Table:
    headings = (Sentence(N_("Source")), Sentence(N_("Kind")), Sentence(N_("Also called")))
    rows = tuple(
        entry(one.key, one.label, Sentence(SOURCES[one.kind]), ", ".join(one.aliases)) for one in book.source
    )
    return Table(Sentence(N_("Sources")), headings, rows)


def _placeholders(book: Playbook) -> Iterator[Entry]:
    listed = book.placeholders
    days = tuple(f"{day:%Y-%m-%d}" if day.year >= 1000 else day.isoformat() for day in listed.dates)
    for title, them in (
        (N_("Texts that count as empty (HB-3)"), listed.texts),
        (N_("Dates that count as empty"), days),
        (N_("Numbers that count as empty"), tuple(f"{one.normalize():f}" for one in listed.numbers)),
        (N_("Phrases that explain nothing (AR-3)"), listed.empty_phrases),
        (N_("Mail domains that tell nothing about a company"), book.free_mail),
    ):
        yield entry("", Sentence(title), ", ".join(them))
