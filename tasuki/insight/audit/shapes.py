"""An audit as data: every number of the report, and more of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tasuki.insight.audit.fields import called
from tasuki.insight.audit.figures import DealFigures, Group, LeadFigures, Share, Spread
from tasuki.insight.audit.reading import Sheet
from tasuki.insight.audit.run import Audited
from tasuki.insight.audit.telling.closing import gaps
from tasuki.insight.audit.telling.funnel import (
    opportunities_are_told,
    tells_days,
    tells_of_losses,
    wins_are_told,
)
from tasuki.insight.audit.telling.parts import Speaker
from tasuki.rules.wording import Language

MOST_WORDS = 200


def shape_of_audit(found: Audited, language: Language) -> dict[str, Any]:
    """The public shape. What cannot be told is null and named in ``untold``."""
    speaker = Speaker(language)
    return {
        "from": found.asked.since,
        "to": found.asked.until,
        "as_of": found.day,
        "zone": found.wanted.zone,
        "currency": found.currency,
        "files": [_file(sheet, speaker) for sheet in found.sheets],
        "states": {
            kind: [
                {"word": word, "state": words.state[word] or None, "rows": n}
                for word, n in words.n.most_common(MOST_WORDS)
            ]
            for kind, words in found.joined.words.items()
        },
        "joined": dict(found.joined.links) | {"without_lead": found.joined.unlinked},
        "leads": _leads(found, found.leads) if found.leads else None,
        "opportunities": _deals(found, found.deals) if found.deals else None,
        "recorded_since": _recorded(found),
        "leak": found.reports["diagnosis"]["leak"],
        "diagnoses": found.reports["diagnosis"]["diagnoses"],
        "idle": [
            {"key": one.key, "n": one.n, "of": one.of, "amounts": _money(one.amounts)}
            for one in found.idle
            if one.told
        ],
        "quality": [
            {
                "key": flaw.key,
                "says": speaker.speak(flaw.says),
                "n": flaw.n,
                "of": flaw.of,
                "lines": [{"file": file, "line": line} for file, line in flaw.lines],
            }
            for flaw in found.flaws
        ],
        "untold": list(gaps(found, speaker)),
        "reports": dict(found.reports),
    }


def _file(sheet: Sheet, speaker: Speaker) -> dict[str, Any]:
    return {
        "kind": sheet.kind,
        "file": sheet.path.name,
        "rows": len(sheet.lines),
        "broken": len(sheet.broken),
        "encoding": sheet.opened.encoding,
        "delimiter": sheet.opened.delimiter,
        "columns": [
            {
                "column": column.header,
                "field": column.field,
                "called": speaker.speak(called(sheet.kind, column.field)),
                "because": column.because,
                **({"dates": _dates(sheet, column.field)} if column.field in sheet.days else {}),
            }
            for column in sheet.columns
        ],
        "unused": list(sheet.left),
    }


def _dates(sheet: Sheet, field: str) -> dict[str, Any]:
    days = sheet.days[field]
    choice = days.choice
    how = (
        "plain"
        if not choice.slashed
        else "others"
        if days.borrowed
        else "guess"
        if choice.guessed
        else "proof"
    )
    return {"order": choice.order if choice.slashed else None, "decided_by": how}


def _leads(found: Audited, leads: LeadFigures) -> dict[str, Any]:
    return {
        "n": leads.n,
        "states": dict(leads.states),
        "reached": dict(leads.reached),
        "dated": dict(leads.dated),
        "converted": _share(leads.converted) if opportunities_are_told(found) else None,
        "won": _share(leads.won) if wins_are_told(found) else None,
        "days_to_win": _spread(leads.to_win) if tells_days(leads.to_win) else None,
        "days_to_opportunity": _spread(leads.to_opportunity) if tells_days(leads.to_opportunity) else None,
        "won_by_day": [
            {
                "day": step.after,
                "share": step.share,
                "low": step.low,
                "high": step.high,
                "watched": step.watched,
            }
            for step in leads.curve
        ],
        "by": {key: [_lead_group(one, found) for one in rows] for key, rows in leads.groups.items()},
        "touched": leads.touched or None,
        "hours_to_first_touch": leads.hours_to_touch if found.joined.has_hours else None,
    }


def _deals(found: Audited, deals: DealFigures) -> dict[str, Any]:
    return {
        "n": deals.n,
        "won": deals.won,
        "lost": deals.lost,
        "open": deals.open,
        "win_rate": _share(deals.win_rate) if tells_of_losses(found) else None,
        "won_amount": _money(deals.won_amounts),
        "open_amount": _money(deals.open_amounts),
        "days_to_win": _spread(deals.cycle_won) if tells_days(deals.cycle_won) else None,
        "days_to_loss": _spread(deals.cycle_lost) if tells_days(deals.cycle_lost) else None,
        "by_stage": [
            {"stage": one.name, "outcome": one.outcome, "n": one.n, "amount": _money(one.amounts)}
            for one in deals.stages
        ],
        "by_quarter": [
            {"quarter": one.name, "won": one.won, "lost": one.lost, "won_amount": _money(one.amounts)}
            for one in deals.quarters
        ],
        "by": {key: [_deal_group(one) for one in rows] for key, rows in deals.groups.items()},
    }


def _recorded(found: Audited) -> dict[str, Any] | None:
    if found.recorded is None:
        return None
    recorded = found.recorded
    return {"since": recorded.since, "before": _share(recorded.before), "after": _share(recorded.after)}


def _share(share: Share) -> dict[str, Any]:
    interval = share.interval
    return {
        "part": share.part,
        "of": share.whole,
        "value": share.value,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "n": spread.n,
        "median": spread.median,
        "q1": spread.q1,
        "q3": spread.q3,
        "p90": spread.p90,
        "within": {str(day): n for day, n in spread.within.items()},
        "backwards": spread.backwards,
    }


def _lead_group(one: Group, found: Audited) -> dict[str, Any]:
    conversions, wins = opportunities_are_told(found), wins_are_told(found)
    return {
        "value": one.name or None,
        "leads": one.n,
        "converted": one.converted if conversions else None,
        "won": one.won if wins else None,
        "lost": one.lost if tells_of_losses(found) else None,
        "share": _share(one.share) if conversions or wins else None,
        "differs": one.share.differs,
    }


def _deal_group(one: Group) -> dict[str, Any]:
    return {
        "value": one.name or None,
        "opportunities": one.n,
        "won": one.won,
        "lost": one.lost,
        "win_rate": _share(one.share),
        "differs": one.share.differs,
        "won_amount": _money(one.amounts),
    }


def _money(amounts: Mapping[str, Decimal]) -> list[dict[str, Any]]:
    return [{"amount": amount, "currency": currency} for currency, amount in amounts.items()]
