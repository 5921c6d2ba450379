"""An audit from files to numbers: everything is asked inside one transaction that is rolled back."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tasuki.insight.asked import Asked
from tasuki.insight.audit.counting import deal_figures, lead_figures
from tasuki.insight.audit.fields import KINDS, Kind
from tasuki.insight.audit.figures import DealFigures, LeadFigures
from tasuki.insight.audit.idle import Idle, what_lies_idle
from tasuki.insight.audit.joined import Joined
from tasuki.insight.audit.joining import join
from tasuki.insight.audit.leads import settle
from tasuki.insight.audit.mapping import NOTHING_SAID, Mapped
from tasuki.insight.audit.quality import Flaw, flaws
from tasuki.insight.audit.reading import Sheet, decide_days, moments, read_sheet
from tasuki.insight.audit.recorded import Recorded, recorded_since
from tasuki.insight.audit.rows import DealRow, LeadRow
from tasuki.insight.audit.spelling import spell
from tasuki.insight.audit.states import source_kind
from tasuki.insight.audit.tells import Tells, what_it_tells
from tasuki.insight.audit.temporary import facts_of, see
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.insight.shapes import shape_of
from tasuki.playbooks.presets import load_preset
from tasuki.rules.playbook import Playbook, Source, Stage
from tasuki.rules.wording import Language, Text
from tasuki.stages.intake.importing.headings import folded

Files = Mapping[Kind, Sequence[Path]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to audit and how. ``as_of``: nothing after this day is looked at; left out: the last day in the files."""

    files: Files
    mapping: Mapped = field(default_factory=dict)
    zone: str = "Asia/Tokyo"
    currency: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Audited:
    """Everything that was found. ``reports`` holds the answers of the product's reports in their public shape."""

    wanted: Wanted
    sheets: tuple[Sheet, ...]
    joined: Joined
    asked: Asked
    book: Playbook
    currency: str
    leads: LeadFigures | None
    deals: DealFigures | None
    recorded: Recorded | None
    flaws: tuple[Flaw, ...]
    idle: tuple[Idle, ...]
    reports: Mapping[str, Mapping[str, Any]]

    @property
    def day(self) -> date:
        """The last day that is looked at."""
        return self.asked.at.astimezone(ZoneInfo(self.wanted.zone)).date()


def audit(wanted: Wanted, *, at: datetime, language: Language) -> Audited:
    """Read the files, join them, and ask. ``at`` is now: nothing later happened. Raises `UnusableFile`, `Invalid`."""
    with _without_collecting():
        return _audited(wanted, at, language)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Rows stay to the end: looking for garbage among so many of them takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _audited(wanted: Wanted, at: datetime, language: Language) -> Audited:
    zone = ZoneInfo(wanted.zone)
    by_kind = read_files(wanted)
    sheets = [sheet for rows in by_kind.values() for sheet in rows]
    joined = join(by_kind, zone)
    spell(joined.leads, joined.deals)
    end = _end(wanted, by_kind, joined, at, zone)
    _leave_out_what_comes_after(joined, end)
    currency = wanted.currency or _usual_currency(joined)
    asked = _asked(joined, end, wanted.zone)
    tells = what_it_tells(joined, zone)
    book = _book(joined, tells, wanted.zone, currency)
    with facts_of(joined, tells, end, zone, currency):
        recorded = recorded_since(asked) if joined.leads else None
        leads = lead_figures(asked, recorded.since if recorded else None) if joined.leads else None
        deals = deal_figures(asked) if joined.deals else None
        reports = _reports(joined, leads, deals, tells, asked, book, language)
    return Audited(
        wanted,
        tuple(sheets),
        joined,
        asked,
        book,
        currency,
        leads,
        deals,
        recorded,
        flaws(by_kind, joined, end, zone),
        what_lies_idle(joined, end, currency, zone),
        reports,
    )


def read_files(wanted: Wanted) -> dict[str, list[Sheet]]:
    """The files by kind. Raises `UnusableFile` naming the file, `Invalid` for the mapping."""
    found: dict[str, list[Sheet]] = {}
    for kind in KINDS:
        paths = wanted.files.get(kind, ())
        said = wanted.mapping.get(kind, NOTHING_SAID)
        for number, path in enumerate(paths, start=1):
            found.setdefault(kind, []).append(read_sheet(kind, number, path, said, len(paths) > 1))
    decide_days([sheet for rows in found.values() for sheet in rows])
    return found


def _end(
    wanted: Wanted, sheets: Mapping[str, list[Sheet]], joined: Joined, at: datetime, zone: ZoneInfo
) -> datetime:
    """The last moment that is looked at: of the day asked for, else of the last thing that happened in the files."""
    if wanted.as_of is not None:
        return datetime.combine(wanted.as_of + timedelta(days=1), time(), zone) - timedelta(seconds=1)
    happened = [moment for moment in _happened(joined) if moment <= at]
    for kind in ("leads", "opportunities"):
        for sheet in sheets.get(kind, []):
            happened += [moment for moment in moments(sheet, "modified_at", zone) if moment and moment <= at]
    last = max(happened, default=at).astimezone(zone)
    return min(datetime.combine(last.date() + timedelta(days=1), time(), zone) - timedelta(seconds=1), at)


def _happened(joined: Joined) -> Iterator[datetime]:
    for lead in joined.leads:
        if lead.captured_at:
            yield lead.captured_at
        yield from lead.at.values()
        if lead.last_activity_at:
            yield lead.last_activity_at
    for deal in joined.deals:
        for moment in (deal.created_at, deal.won_at, deal.lost_at, deal.last_activity_at):
            if moment:
                yield moment
    yield from joined.active_at


def _leave_out_what_comes_after(joined: Joined, end: datetime) -> None:
    """As it stood at the end: later leads and opportunities are not there yet, later milestones have not come."""
    joined.leads[:] = [lead for lead in joined.leads if not (lead.captured_at and lead.captured_at > end)]
    gone = {id(deal) for deal in joined.deals if deal.created_at and deal.created_at > end}
    joined.deals[:] = [deal for deal in joined.deals if id(deal) not in gone]
    for lead in joined.leads:
        _lead_as_of(lead, end, gone)
    for deal in joined.deals:
        _deal_as_of(deal, end)


def _lead_as_of(lead: LeadRow, end: datetime, gone: set[int]) -> None:
    lead.deals[:] = [deal for deal in lead.deals if id(deal) not in gone]
    later = [key for key, moment in lead.at.items() if moment > end]
    for key in later:
        del lead.at[key]
        lead.reached.discard(key)
    if later:
        settle(lead)


def _deal_as_of(deal: DealRow, end: datetime) -> None:
    """One that closed later was open; in which stage, and how likely to be won, no export tells."""
    if deal.closed_at and deal.closed_at > end:
        deal.won_at = deal.lost_at = deal.stage_since = deal.probability = None
        deal.state, deal.stage, deal.stages = "open", "", []


def _usual_currency(joined: Joined) -> str:
    counted = Counter(deal.currency for deal in joined.deals if deal.currency)
    return counted.most_common(1)[0][0] if counted else ""


def _asked(joined: Joined, end: datetime, zone: str) -> Asked:
    """All of it: from the first day that the files know to the last."""
    begun = [lead.captured_at for lead in joined.leads] + [deal.created_at for deal in joined.deals]
    begun += [deal.closed_at for deal in joined.deals]
    first = min((moment for moment in begun if moment), default=end)
    here = ZoneInfo(zone)
    return Asked(first.astimezone(here).date(), end.astimezone(here).date(), end, zone)


def _book(joined: Joined, tells: Tells, zone: str, currency: str) -> Playbook:
    """The article's agreement with the sources and stages of the export, as they are called there."""
    article = load_preset("article")
    sources = dict.fromkeys(lead.source for lead in joined.leads if lead.source)
    sources |= dict.fromkeys(deal.source for deal in joined.deals if deal.source)
    return replace(
        article,
        playbook=replace(article.playbook, zone=zone, currency=currency or article.playbook.currency),
        source=tuple(Source(one, Text(one, one), source_kind(one)) for one in sources),
        stage=tuple(_stages(joined.deals, tells.entry)),
    )


def _stages(deals: Sequence[DealRow], entry: str) -> Iterator[Stage]:
    """In the order of their probability, where the export knows one; the order of the stages is not told otherwise."""
    seen: dict[str, list[float]] = {}
    kinds: dict[str, Any] = {}
    for deal in deals:
        if deal.stage:
            seen.setdefault(deal.stage, []).append(float(deal.probability or 0))
            kinds[deal.stage] = deal.state
    for name, chances in sorted(seen.items(), key=lambda one: sum(one[1]) / len(one[1])):
        yield Stage(name, Text(name, name), sum(chances) / len(chances), name == entry, kinds[name])


OF_LEADS = ("funnel", "flow", "benchmarks", "endings")
OF_DEALS = ("deals",)
DATED = ("durations", "too_late")
YEAR = 365
"""The diagnoses look at the last year of the files."""


def _reports(
    joined: Joined,
    leads: LeadFigures | None,
    deals: DealFigures | None,
    tells: Tells,
    asked: Asked,
    book: Playbook,
    language: Language,
) -> dict[str, Mapping[str, Any]]:
    """The product's own reports about the export, over all of it; the funnel by cohort as well."""
    wanted = [*(OF_LEADS if leads else ()), *(OF_DEALS if deals else ())]
    found = {key: _told(key, asked, book, language) for key in wanted}
    if leads and leads.dated["captured"] and any(one.spend for one in joined.campaigns.values()):
        whole = replace(asked, since=_since_campaigns(joined, asked))
        found["closed_loop"] = _told("closed_loop", whole, book, language)
    if leads and leads.dated["captured"]:
        by = "month" if (asked.until - asked.since).days <= 800 else "quarter"
        see("arriving", tells)
        found["cohorts"] = _told("funnel", asked.split(by), book, language)
    see("dated", tells)
    for key in DATED:
        found[key] = _told(key, asked, book, language)
    if leads and leads.dated["captured"] and 0 < leads.reached["converted"] == leads.dated["converted"]:
        found["time_to_convert"] = _told("time_to_convert", asked, book, language)
    see("diagnosing", tells)
    lately = replace(asked, since=max(asked.since, asked.until - timedelta(days=YEAR - 1)))
    found["diagnosis"] = _told("diagnosis", lately, book, language)
    see("counting", tells)
    return found


def _since_campaigns(joined: Joined, asked: Asked) -> date:
    """A campaign costs before its first lead comes: the days of those that leads name belong to the period."""
    named = {folded(part) for lead in joined.leads for part in (lead.campaign, lead.campaign[:15])}
    begun = [one.starts_on for key, one in joined.campaigns.items() if key in named and one.starts_on]
    return min([asked.since, *(moment.astimezone(ZoneInfo(asked.zone)).date() for moment in begun)])


def _told(key: str, asked: Asked, book: Playbook, language: Language) -> Mapping[str, Any]:
    told: Mapping[str, Any] = _without_addresses(
        shape_of(answer(report_named(key), asked, book), book, language)
    )
    return told


def _without_addresses(told: Any) -> Any:
    """A list behind a number is a page of the product; an audit has none."""
    if isinstance(told, dict):
        return {
            key: _without_addresses(value)
            for key, value in told.items()
            if not (key == "rows" and isinstance(value, str))
        }
    if isinstance(told, list):
        return [_without_addresses(one) for one in told]
    return told
