"""How long it takes, how much is won, and by whom, where from and of what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tasuki.insight.audit.charts import Bar, bars, columns, curve
from tasuki.insight.audit.figures import WITHIN, Group, Spread
from tasuki.insight.audit.run import Audited
from tasuki.insight.audit.telling.funnel import (
    opportunities_are_told,
    tells_days,
    tells_of_losses,
    wins_are_told,
)
from tasuki.insight.audit.telling.parts import Block, Drawing, Grid, Part, Speaker
from tasuki.rules.benchmarks import ENOUGH
from tasuki.rules.labels import INDUSTRIES, SEGMENTS
from tasuki.rules.statistics import share_by
from tasuki.rules.wording import N_

SHOWN = 12
LISTED = 25
GROUP_LABELS = {
    "source": N_("By source"),
    "campaign": N_("By campaign"),
    "segment": N_("By segment"),
    "industry": N_("By industry"),
    "product": N_("By product"),
    "owner": N_("By owner"),
    "team": N_("By team"),
    "country": N_("By country"),
}


def time_to_win(found: Audited, speaker: Speaker) -> Part | None:
    """From lead to win, those who still wait included; and from opportunity to its end."""
    say = speaker.say
    blocks: list[Block] = []
    leads, deals = found.leads, found.deals
    if leads and leads.curve and tells_days(leads.to_win):
        until = max((day for day in WITHIN if day <= leads.curve[-1].after), default=leads.curve[-1].after)
        title = say(N_("Share of leads won by the day after they came, with its 95 % interval"))
        blocks.append(Drawing(curve(title, leads.curve, say(N_("days since the lead came")), until), title))
        rows = [
            [
                speaker.days(day),
                f"{step.share:.1%} ({step.low:.1%}–{step.high:.1%})",
                speaker.number(leads.to_win.within[day]),
            ]
            for day in WITHIN
            if (step := share_by(leads.curve, day)) and day <= leads.curve[-1].after
        ]  # fmt: skip
        headings = [
            say(N_("By the day")),
            say(N_("Share of leads won (Kaplan-Meier)")),
            say(N_("won by then")),
        ]
        blocks.append(Grid(headings, rows, frozenset({1, 2})))
        if found.recorded:
            since = speaker.day(found.recorded.since)
            blocks.append(
                say(N_("Of the leads that came since %(since)s, when outcomes begin."), since=since)
            )
        blocks.append(
            say(
                N_(
                    "A lead that is not won yet is watched until the last day of the files and not counted as lost: "
                    "the curve says how many would be won if all were watched as long."
                )
            )
        )
    spreads: list[tuple[str, Spread]] = []
    if leads:
        spreads += [
            (say(N_("Lead → opportunity")), leads.to_opportunity),
            (say(N_("Lead → won")), leads.to_win),
        ]
    if deals:
        spreads += [
            (say(N_("Opportunity → won")), deals.cycle_won),
            (say(N_("Opportunity → lost")), deals.cycle_lost),
        ]
    told = [(label, one) for label, one in spreads if tells_days(one)]
    if told:
        rows = [
            [
                label,
                speaker.number(one.n),
                *(_number(value, speaker) for value in (one.q1, one.median, one.q3, one.p90)),
            ]
            for label, one in told
        ]  # fmt: skip
        headings = [
            say(N_("Whole days")), say(N_("with both dates")), say(N_("a quarter within")), say(N_("half within")),
            say(N_("three quarters within")), say(N_("nine tenths within")),
        ]  # fmt: skip
        blocks.append(Grid(headings, rows, frozenset(range(1, 6))))
    return Part("time", say(N_("How long it takes")), blocks) if blocks else None


def _number(value: float | None, speaker: Speaker) -> str:
    return speaker.number(value, 0 if value is None else len(f"{value:.2f}".rstrip("0").partition(".")[2]))


def win_rate(found: Audited, speaker: Speaker) -> Part | None:
    """Won and lost by quarter, and what stands in which stage."""
    deals, say = found.deals, speaker.say
    if deals is None:
        return None
    blocks: list[Block] = []
    if deals.quarters:
        title = say(N_("Opportunities closed, by quarter"))
        drawn = [(one.name, float(one.won), float(one.lost)) for one in deals.quarters]
        blocks.append(Drawing(columns(title, drawn, (say(N_("won")), say(N_("lost")))), title))
        rows = [
            [
                one.name,
                speaker.number(one.won),
                speaker.number(one.lost),
                speaker.percent(one.won / (one.won + one.lost))
                if tells_of_losses(found) and one.won + one.lost
                else "—",
                speaker.money(one.amounts),
            ]
            for one in deals.quarters
        ]
        headings = [
            say(N_("Quarter")),
            say(N_("Won")),
            say(N_("Lost")),
            say(N_("Win rate")),
            say(N_("Amount won")),
        ]
        blocks.append(Grid(headings, rows, frozenset({1, 2, 3, 4})))
    if len(deals.stages) > 1 or (deals.stages and deals.stages[0].name):
        outcomes = {"open": say(N_("open")), "won": say(N_("won")), "lost": say(N_("lost"))}
        rows = [
            [
                outcomes[one.outcome] if found.joined.derived else speaker.nobody(one.name),
                outcomes[one.outcome],
                speaker.number(one.n),
                speaker.money(one.amounts),
            ]
            for one in deals.stages[:LISTED]
        ]
        headings = [say(N_("Stage")), say(N_("Outcome")), say(N_("Opportunities")), say(N_("Amount"))]
        blocks.append(Grid(headings, rows, frozenset({2, 3}), say(N_("Where the opportunities stand"))))
    return Part("winning", say(N_("What is won")), blocks)


def groups(found: Audited, speaker: Speaker) -> Part | None:
    """By source, segment, owner and so on: of leads the share won, of opportunities the win rate."""
    say = speaker.say
    blocks: list[Block] = []
    if found.leads:
        for key, rows in found.leads.groups.items():
            if len(rows) > 1:
                blocks += _of_leads(key, rows, found, speaker)
    if found.deals and not found.joined.derived and tells_of_losses(found):
        for key, rows in found.deals.groups.items():
            if len(rows) > 1:
                blocks += _of_deals(key, rows, speaker)
    if not blocks:
        return None
    note = say(
        N_(
            "Whiskers are 95 %% intervals. An orange bar differs from all others together, tested over "
            "all groups at once "
            "(5 %%, Bonferroni); groups under %(n)s are not tested. A difference is no cause."
        ),
        n=ENOUGH,
    )
    return Part("groups", say(N_("Where it comes from, and who")), [note, *blocks])


def _of_leads(key: str, rows: Sequence[Group], found: Audited, speaker: Speaker) -> Sequence[Block]:
    """How many became opportunities and were won stands there only where the files tell it."""
    say, of = speaker.say, speaker.say(N_("Leads"))
    columns: list[tuple[str, Callable[[Group], str]]] = [(of, lambda one: speaker.number(one.n))]
    if opportunities_are_told(found):
        columns.append((say(N_("Opportunities")), lambda one: speaker.number(one.converted)))
    if wins_are_told(found):
        columns.append((say(N_("won")), lambda one: speaker.number(one.won)))
    if len(columns) > 1:
        share = say(N_("Share won")) if wins_are_told(found) else say(N_("became opportunities"))
        columns.append((share, lambda one: speaker.share(one.share)))
    return _split(key, of, rows, columns, speaker)


def _of_deals(key: str, rows: Sequence[Group], speaker: Speaker) -> Sequence[Block]:
    say, of = speaker.say, speaker.say(N_("Opportunities"))
    columns: list[tuple[str, Callable[[Group], str]]] = [
        (of, lambda one: speaker.number(one.n)),
        (say(N_("won")), lambda one: speaker.number(one.won)),
        (say(N_("lost")), lambda one: speaker.number(one.lost)),
        (say(N_("Win rate")), lambda one: speaker.share(one.share)),
        (say(N_("Amount won")), lambda one: speaker.money(one.amounts)),
    ]
    return _split(key, of, rows, columns, speaker)


def _split(
    key: str,
    of: str,
    rows: Sequence[Group],
    columns: Sequence[tuple[str, Callable[[Group], str]]],
    speaker: Speaker,
) -> Sequence[Block]:
    """Bars and a table; where there is a number and no share of it, the table alone."""
    say = speaker.say
    told = [(one, _named(key, one.name, speaker)) for one in rows]
    title = f"{of}: {say(GROUP_LABELS[key])}"
    table = [[name, *(tell(one) for _, tell in columns)] for one, name in told[:LISTED]]
    grid = Grid(["", *(heading for heading, _ in columns)], table, frozenset(range(1, len(columns) + 1)))
    more = (
        [say(N_("… and %(n)s more; all are in the answer of --json."), n=len(rows) - LISTED)]
        if len(rows) > LISTED
        else []
    )
    if len(columns) == 1:
        return [replace(grid, caption=title), *more]
    return [
        Drawing(bars(title, [_bar(one, name, speaker) for one, name in told[:SHOWN]]), title),
        grid,
        *more,
    ]


def _bar(one: Group, name: str, speaker: Speaker) -> Bar:
    share, interval = one.share, one.share.interval
    return Bar(
        name,
        share.value or 0.0,
        f"{speaker.percent(share.value)} ({share.part:,} / {share.whole:,})",
        interval.low if interval else None,
        interval.high if interval else None,
        share.differs,
    )


def _named(key: str, name: str, speaker: Speaker) -> str:
    labels = {"segment": SEGMENTS, "industry": INDUSTRIES}.get(key, {})
    return speaker.say(labels[name]) if name in labels else speaker.nobody(name)
