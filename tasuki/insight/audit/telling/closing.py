"""Bands, what lies idle, the quality of the data, what cannot be told, and what would be known otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from tasuki.insight.audit.run import Audited
from tasuki.insight.audit.telling.funnel import opportunities_are_told, tells_days, tells_of_losses
from tasuki.insight.audit.telling.parts import Block, Grid, Part, Speaker
from tasuki.rules.wording import N_

_IDLE = {
    "overdue": N_("Open opportunities past their expected close date"),
    "quiet": N_("Open opportunities without activity for 30 days"),
    "old": N_("Leads that have waited for more than 90 days for a decision"),
    "untouched": N_("New leads on which no activity is recorded"),
}


def benchmarks(found: Audited, speaker: Speaker) -> Part | None:
    """The report on bands, where the export knows opportunities and not only wins."""
    if not opportunities_are_told(found):
        return None
    say = speaker.say
    report = found.reports["benchmarks"]
    blocks: list[Block] = [
        say(
            N_(
                "Opportunities among all leads, beside published bands. The bands come from a vendor's article and "
                "nobody has measured them; what another company counts as a lead is not what you count. "
                "Take them as a "
                "question, not as a verdict."
            )
        )
    ]
    rows = []
    for table in report["tables"][:4]:
        lines = [(say(N_("Everybody together")), table["total"])] if not table["splits"] else []
        lines += [
            (" / ".join(row["called"].values()), row["cells"])
            for row in table["rows"]
            if any(row["group"].values())
        ]
        for name, cells in lines:
            rate = cells["rate"]
            if rate["value"] is None or not cells["band"]["value"]:
                continue
            interval = f" ({rate['low']:.1%}–{rate['high']:.1%})" if "low" in rate else ""
            rows.append(
                [
                    name,
                    speaker.number(rate.get("of", 0)),
                    f"{rate['value']:.1%}{interval}",
                    cells["band"]["value"],
                ]
            )
    headings = [
        "",
        say(N_("Leads")),
        say(N_("became opportunities")),
        say(N_("Published band")),
    ]
    blocks.append(Grid(headings, rows[:25], frozenset({1, 2})))
    blocks += report["notes"][:1]
    return Part("benchmarks", say(N_("Beside published bands")), blocks)


def idle(found: Audited, speaker: Speaker) -> Part | None:
    """What somebody could pick up tomorrow."""
    told = [one for one in found.idle if one.told and one.n]
    if not told:
        return None
    say = speaker.say
    rows = [
        [
            say(_IDLE[one.key]),
            f"{one.n:,} / {one.of:,}",
            speaker.percent(one.n / one.of if one.of else None),
            speaker.money(one.amounts),
        ]
        for one in told
    ]
    headings = ["", say(N_("How many")), say(N_("Share")), say(N_("Amount"))]
    note = say(
        N_(
            "On the last day of the files. One opportunity can stand on two lines: the amounts are not "
            "to be added up, and "
            "what lies idle is not lost yet."
        )
    )
    return Part("idle", say(N_("What lies idle")), [Grid(headings, rows, frozenset({1, 2, 3})), note])


def quality(found: Audited, speaker: Speaker) -> Part:
    """What is missing, double or impossible, with the lines."""
    say = speaker.say
    if not found.flaws:
        return Part("quality", say(N_("Quality of the data")), [say(N_("Nothing stood out."))])
    rows = [
        [
            speaker.speak(flaw.says),
            f"{flaw.n:,} / {flaw.of:,}",
            speaker.percent(flaw.share),
            ", ".join(str(line) for _, line in flaw.lines),
        ]
        for flaw in found.flaws
    ]
    headings = [say(N_("What was found")), say(N_("Rows")), say(N_("Share")), say(N_("First lines"))]
    return Part("quality", say(N_("Quality of the data")), [Grid(headings, rows, frozenset({1, 2}))])


def untold(found: Audited, speaker: Speaker) -> Part:
    """What the files do not tell, so that nobody takes silence for an answer."""
    lines: list[Block] = list(gaps(found, speaker))
    if not lines:
        lines.append(speaker.say(N_("The files tell everything that this report asks.")))
    return Part("untold", speaker.say(N_("What cannot be told from these files")), lines)


def gaps(found: Audited, speaker: Speaker) -> Iterator[str]:
    """One sentence for each thing that is not known, with what would tell it."""
    yield from _gaps_of_leads(found, speaker)
    yield from _gaps_of_deals(found, speaker)
    joined, say = found.joined, speaker.say
    kinds = {sheet.kind for sheet in found.sheets}
    for kind, words in joined.words.items():
        unknown = {word: n for word, n in words.n.items() if not words.state[word]}
        if kind == "leads" and unknown:
            yield say(
                N_(
                    "What these statuses mean: %(words)s (%(n)s rows). They are counted as open; name them in "
                    "a mapping."
                ),
                words=list(unknown)[:12],
                n=speaker.number(sum(unknown.values())),
            )
    if "activities" not in kinds:
        yield say(
            N_(
                "How soon somebody answered, and how often: no activities were given (--activities, with "
                "the lead's id)."
            )
        )
    if "history" not in kinds and found.deals:
        yield say(
            N_(
                "Which stages an opportunity went through and how often its close date moved: no history was given "
                "(--history)."
            )
        )


def _gaps_of_leads(found: Audited, speaker: Speaker) -> Iterator[str]:
    say, leads = speaker.say, found.leads
    if leads is None:
        yield say(
            N_(
                "Everything before the opportunity: no leads were given (--leads). Conversion, sources and "
                "speed are not known."
            )
        )
        return
    if not leads.dated["captured"]:
        yield say(
            N_(
                "When the leads came: no column says so. Cohorts, time to win and what is still too young "
                "cannot be told."
            )
        )
    for key, label in (
        ("mql", N_("became MQL")),
        ("sal", N_("were accepted")),
        ("sql", N_("became SQL")),
        ("discovery", N_("had their first meeting")),
        ("converted", N_("became opportunities")),
        ("won", N_("were won")),
    ):
        undated = leads.reached[key] - leads.dated[key]
        if undated > 0 and not (key == "converted" and not opportunities_are_told(found)):
            yield say(
                N_(
                    "When %(n)s leads %(what)s: the files say that they did, not when. They are counted, not timed."
                ),
                n=speaker.number(undated),
                what=say(label),
            )
    ended = leads.reached["disqualified"] + leads.reached["recycled"]
    by_status = [key for key in ("mql", "sal", "sql", "discovery") if leads.reached[key] > leads.dated[key]]
    if ended and by_status:
        yield say(
            N_(
                "How far the %(n)s leads had come that ended: a last status hides it. Stages without a "
                "date are counted too "
                "low."
            ),
            n=speaker.number(ended),
        )
    if not opportunities_are_told(found) and leads.reached["won"]:
        yield say(
            N_(
                "How many leads became opportunities: only those that were won are in the files. Lost and "
                "open ones are "
                "needed to tell conversion from winning, and to compare with published bands."
            )
        )
    if found.deals and found.joined.unlinked == len(found.joined.deals):
        yield say(
            N_(
                "Which lead became which opportunity: no opportunity names a lead of the files, be it by id, e-mail "
                "address, person or company."
            )
        )
    if leads.to_win.n and not tells_days(leads.to_win):
        yield say(
            N_(
                "How long a win takes: too many leads were won before they came; their dates were loaded later."
            )
        )


def _gaps_of_deals(found: Audited, speaker: Speaker) -> Iterator[str]:
    say, deals = speaker.say, found.deals
    if deals is None:
        yield say(N_("What became of the leads: no opportunities were given (--opportunities)."))
        return
    if not tells_of_losses(found):
        yield say(
            N_(
                "What was lost: there is no loss in the files. Open means not yet, and a win rate would be "
                "100 %, so none is given."
            )
        )
    if not deals.dated["created"]:
        yield say(
            N_(
                "When opportunities began: no column says so. How long they take and what was made too "
                "late cannot be told."
            )
        )
    elif deals.cycle_won.n and not tells_days(deals.cycle_won):
        yield say(
            N_(
                "How long opportunities take: %(n)s of %(of)s that were won were closed before they began, "
                "so the dates "
                "were loaded and not lived."
            ),
            n=speaker.number(deals.cycle_won.backwards),
            of=speaker.number(deals.cycle_won.n),
        )
    if not deals.with_amount:
        yield say(N_("What it is worth: no opportunity has an amount, so nothing can be said in money."))
    elif "" in {*deals.won_amounts, *deals.open_amounts}:
        yield say(N_("In which currency the amounts are: name it with --currency."))
    if deals.lost and not any(deal.close_reason for deal in found.joined.deals if deal.state == "lost"):
        yield say(N_("Why opportunities were lost: no column gives a reason."))


def with_tasuki(found: Audited, speaker: Speaker) -> Part:
    """What no export of a CRM tells, and the product would from the first day."""
    say = speaker.say
    return Part(
        "with_tasuki",
        say(N_("What would be known with Tasuki")),
        [
            say(N_(
                    "When each lead was accepted, qualified, handed over and met, as events and not as "
                    "the last status."
                )),
            say(N_("Why each one went on or ended: criteria with evidence, reasons from one list, and who decided.")),
            say(N_("Which promise between marketing and sales was kept, which was late, and what made it late.")),
            say(N_("How complete each handoff was, what was asked again, and what that costs.")),
            say(N_(
                    "How the same leads would have fared under other criteria: the history is replayed "
                    "before anything changes."
                )),
        ],
    )  # fmt: skip
