"""Headline figures, the funnel, and its cohorts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tasuki.insight.audit.charts import Bar, bars
from tasuki.insight.audit.figures import DealFigures, LeadFigures, Spread
from tasuki.insight.audit.run import Audited
from tasuki.insight.audit.telling.parts import Block, Drawing, Figure, Grid, Part, Speaker
from tasuki.insight.audit.tells import BACKWARDS
from tasuki.rules.wording import N_

STAGES = {
    "captured": N_("Captured"),
    "mql": N_("MQL"),
    "sal": N_("SAL"),
    "sql": N_("SQL"),
    "discovery": N_("Discovery"),
    "converted": N_("Opportunity"),
    "won": N_("Won"),
}


def tells_days(spread: Spread) -> bool:
    """Nothing is said about durations where dates were loaded and not lived."""
    return spread.n > 0 and spread.backwards <= BACKWARDS * spread.n


def tells_of_losses(found: Audited) -> bool:
    return bool((found.deals and found.deals.lost) or (found.leads and found.leads.reached["lost"]))


def opportunities_are_told(found: Audited) -> bool:
    """Whether the export knows opportunities that were not won: without them every conversion is a win."""
    if found.leads is None:
        return False
    return found.leads.reached["converted"] > found.leads.reached["won"]


def wins_are_told(found: Audited) -> bool:
    """Whether any lead is known to have been won: else nobody wrote down which were."""
    return found.leads is not None and found.leads.reached["won"] > 0


def headline(found: Audited, speaker: Speaker) -> Part:
    """The few numbers that everything else explains."""
    say = speaker.say
    blocks: list[Block] = []
    if found.leads:
        blocks.append(tuple(_of_leads(found, found.leads, speaker)))
    if found.deals:
        blocks.append(tuple(_of_deals(found, found.deals, speaker)))
    if found.recorded and found.leads:
        recorded = found.recorded
        blocks.append(
            say(
                N_(
                    "Outcomes are recorded from %(since)s on. %(n)s leads came before and had little chance to be "
                    "seen as won: %(before)s of them are, against %(after)s of the %(of)s that came later. Compare "
                    "with the later ones."
                ),
                since=speaker.day(recorded.since),
                n=speaker.number(recorded.before.whole),
                before=speaker.percent(recorded.before.value),
                after=speaker.share(recorded.after),
                of=speaker.number(recorded.after.whole),
            )
        )
    return Part("headline", say(N_("Headline figures")), blocks)


def _of_leads(found: Audited, leads: LeadFigures, speaker: Speaker) -> Iterator[Figure]:
    say = speaker.say
    yield Figure(say(N_("Leads")), speaker.number(leads.n))
    if opportunities_are_told(found):
        yield Figure(
            say(N_("became opportunities")),
            speaker.percent(leads.converted.value),
            say(N_("%(part)s, 95 %% interval %(share)s"), part=speaker.number(leads.converted.part),
                share=_interval(leads.converted)),
        )  # fmt: skip
    if leads.won.part:
        yield Figure(
            say(N_("won")),
            speaker.percent(leads.won.value),
            say(N_("%(part)s, 95 %% interval %(share)s"), part=speaker.number(leads.won.part),
                share=_interval(leads.won)),
        )  # fmt: skip
    if leads.won.part and tells_days(leads.to_win):
        yield Figure(
            say(N_("from lead to win")),
            speaker.days(leads.to_win.median),
            say(N_("median; half of them %(q1)s to %(q3)s"), q1=speaker.number(leads.to_win.q1, 0),
                q3=speaker.days(leads.to_win.q3)),
        )  # fmt: skip


def _of_deals(found: Audited, deals: DealFigures, speaker: Speaker) -> Iterator[Figure]:
    say = speaker.say
    yield Figure(
        say(N_("Opportunities")),
        speaker.number(deals.n),
        say(N_("%(won)s won, %(lost)s lost, %(open)s open"), won=speaker.number(deals.won),
            lost=speaker.number(deals.lost), open=speaker.number(deals.open)),
    )  # fmt: skip
    if tells_of_losses(found):
        yield Figure(
            say(N_("Win rate")),
            speaker.percent(deals.win_rate.value),
            say(N_("of %(of)s closed, 95 %% interval %(share)s"), of=speaker.number(deals.win_rate.whole),
                share=_interval(deals.win_rate)),
        )  # fmt: skip
    if deals.won_amounts:
        yield Figure(say(N_("Amount won")), speaker.money(deals.won_amounts))
    if deals.open_amounts:
        yield Figure(say(N_("Amount open")), speaker.money(deals.open_amounts))
    if tells_days(deals.cycle_won):
        lost = (
            say(N_("median; %(days)s to a loss"), days=speaker.days(deals.cycle_lost.median))
            if tells_days(deals.cycle_lost)
            else say(N_("median"))
        )
        yield Figure(say(N_("from opportunity to win")), speaker.days(deals.cycle_won.median), lost)


def _interval(share: Any) -> str:
    found = share.interval
    return f"{found.low:.1%}–{found.high:.1%}" if found else "—"


def funnel(found: Audited, speaker: Speaker) -> Part | None:
    """How far leads come: only stages that the export records."""
    leads = found.leads
    if leads is None:
        return None
    say = speaker.say
    cells = found.reports["funnel"]["tables"][0]["total"]
    recorded = [key for key in STAGES if key == "captured" or leads.reached[key]]
    if not opportunities_are_told(found) and "won" in recorded and "converted" in recorded:
        recorded.remove("converted")
    numbers = {key: cells[key]["value"] for key in recorded}
    first = numbers["captured"] or 1
    drawn = [Bar(say(STAGES[key]), n, f"{speaker.number(n)} ({n / first:.1%})") for key, n in numbers.items()]
    title = say(N_("How far the leads came"))
    blocks: list[Block] = [Drawing(bars(title, drawn), title)]
    rows = []
    for place, key in enumerate(recorded):
        before = numbers[recorded[place - 1]] if place else None
        rows.append(
            [
                say(STAGES[key]),
                speaker.number(numbers[key]),
                speaker.percent(numbers[key] / first),
                speaker.percent(numbers[key] / before) if before else "—",
                "—" if key == "captured" else f"{leads.dated[key]:,} / {leads.reached[key]:,}",
            ]
        )
    headings = [
        say(N_("Stage")), say(N_("Leads")), say(N_("of all leads")), say(N_("of the stage before")),
        say(N_("with a date / said to be there")),
    ]  # fmt: skip
    blocks.append(Grid(headings, rows, frozenset({1, 2, 3, 4})))
    missing = [say(label) for key, label in STAGES.items() if key not in recorded]
    if missing:
        blocks.append(say(N_("The export does not record: %(stages)s."), stages=missing))
    ended = {key: n for key, n in leads.states.items() if key in ("disqualified", "recycled") and n}
    if ended:
        blocks.append(
            say(
                N_("Ended before: %(disqualified)s disqualified, %(recycled)s kept for later."),
                disqualified=speaker.number(ended.get("disqualified", 0)),
                recycled=speaker.number(ended.get("recycled", 0)),
            )
        )
    if "cohorts" in found.reports:
        blocks.append(_cohorts(found, recorded, speaker))
        blocks.append(
            say(
                N_(
                    "Young cohorts have had less time than old ones: do not read a falling line at the end as a fall."
                )
            )
        )
    return Part("funnel", say(N_("The funnel")), blocks)


MOST_COHORTS = 36


def _cohorts(found: Audited, recorded: list[str], speaker: Speaker) -> Grid:
    """Leads by the month or quarter in which they came, whenever they moved on."""
    say = speaker.say
    table: Mapping[str, Any] = found.reports["cohorts"]["tables"][0]
    split = table["splits"][0]["key"]
    rows = []
    for row in sorted(table["rows"], key=lambda one: str(one["group"][split]))[-MOST_COHORTS:]:
        numbers = {key: row["cells"][key]["value"] for key in recorded}
        n = numbers["captured"] or 1
        rows.append(
            [
                row["called"][split],
                speaker.number(numbers["captured"]),
                *(f"{speaker.number(numbers[key])} ({numbers[key] / n:.1%})" for key in recorded[1:]),
            ]
        )
    headings = [table["splits"][0]["label"], *(say(STAGES[key]) for key in recorded)]
    return Grid(headings, rows, frozenset(range(1, len(headings))), say(N_("By when the leads came")))
