"""Who gets a lead, and who hears of what."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.playbooks.telling.chapter import Chapter, Entry, Table, cell, entry, filled
from tasuki.playbooks.telling.conditions import when_told
from tasuki.playbooks.telling.people import people_called
from tasuki.playbooks.telling.values import event_told
from tasuki.rules.playbook import Notice, Playbook, Route
from tasuki.rules.wording import N_, Sentence

STRATEGIES: Mapping[str, str] = {
    "account_owner": N_("to the owner of the account"),
    "opportunity_owner": N_("to the owner of the account's open opportunity"),
    "partner_manager": N_("to whoever looks after the partner that has registered the company"),
    "segment": N_("to somebody who serves the segment"),
    "territory": N_("to somebody who serves the territory"),
    "industry": N_("to somebody who serves the industry"),
    "skill": N_("to somebody with the skill"),
    "round_robin": N_("to the next one in turn"),
    "fallback": N_("to the last resort"),
}
RUNS: Mapping[str, str] = {
    "sdr": N_("the lead's SDR"),
    "ae": N_("the lead's AE"),
    "both": N_("SDR as well as AE"),
}
SENT: Mapping[str, str] = {
    "now": N_("at once"),
    "daily": N_("once a day"),
    "weekly": N_("once a week"),
    "off": N_("to the inbox only"),
}


def routes(book: Playbook) -> Chapter:
    introduction = N_(
        "The rows are tried from top to bottom: the SDR is found when a lead becomes an MQL, the AE when the meeting "
        "is booked or the brief submitted. A row that finds nobody passes the lead on."
    )
    headings = (Sentence(N_("Rank")), Sentence(N_("Who")), Sentence(N_("How")), Sentence(N_("Only where")))
    rows = tuple(_route(rank, one, book) for rank, one in enumerate(book.route, start=1))
    return Chapter(
        "routes",
        Sentence(N_("Who gets a lead")),
        Sentence(introduction),
        filled((Table(None, headings, rows),)),
    )


def strategy_told(strategy: str) -> Sentence:
    return Sentence(
        STRATEGIES.get(strategy, "%(name)s"), {} if strategy in STRATEGIES else {"name": strategy}
    )


def _route(rank: int, route: Route, book: Playbook) -> Entry:
    wanted = Sentence(N_("Wanted: %(target)s"), {"target": route.target})
    run = Sentence(N_("Finds: %(run)s"), {"run": Sentence(RUNS[route.run])})
    how = cell(strategy_told(route.to), wanted if route.target else None, run)
    return entry(route.key, str(rank), route.label, how, when_told(route.when, book))


def notices(book: Playbook) -> Chapter:
    introduction = N_("Who is told when something happens.")
    headings = (
        Sentence(N_("Notice")),
        Sentence(N_("When this happens")),
        Sentence(N_("To")),
        Sentence(N_("Only where")),
    )
    rows = tuple(_notice(one, book) for one in book.notice)
    return Chapter(
        "notices",
        Sentence(N_("Who hears of what")),
        Sentence(introduction),
        filled((Table(None, headings, rows),)),
    )


def _notice(notice: Notice, book: Playbook) -> Entry:
    happened = tuple(event_told(code) for code in notice.on)
    told = cell(*people_called(notice.to), *(() if notice.send == "now" else (Sentence(SENT[notice.send]),)))
    return entry(notice.key, notice.label, happened, told, when_told(notice.when, book))
