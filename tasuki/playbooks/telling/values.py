"""Values of the agreement in words: spans, shares, amounts, levels, and what each choice means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from tasuki.platform.journal.catalogue import EVENTS
from tasuki.rules.clock import Target, parse_within
from tasuki.rules.criteria import LEVELS
from tasuki.rules.decision import Enforcement
from tasuki.rules.playbook import SpanOfHours
from tasuki.rules.wording import N_, Sentence

Said = Sentence

ENFORCEMENTS: Mapping[str, str] = {
    "block": N_("blocks"),
    "warn": N_("warns"),
    "manager_review": N_("a manager reviews"),
}
MODES: Mapping[str, str] = {
    "binary_all": N_("every one of them"),
    "min_count": N_("a number of them"),
    "score_threshold": N_("points of a framework"),
}
SPANS: Mapping[str, str] = {
    "minutes": N_("%(n)s minutes"),
    "hours": N_("%(n)s hours"),
    "days": N_("%(n)s days"),
    "business_minutes": N_("%(n)s working minutes"),
    "business_hours": N_("%(n)s working hours"),
    "business_days": N_("%(n)s business days"),
}
ONE: Mapping[str, str] = {
    "minutes": N_("1 minute"),
    "hours": N_("1 hour"),
    "days": N_("1 day"),
    "business_minutes": N_("1 working minute"),
    "business_hours": N_("1 working hour"),
    "business_days": N_("1 business day"),
}
WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


def within_told(within: str) -> Sentence:
    """“5 business days”, or the moment of the next week. Raises `UnreadableTarget`."""
    parsed = parse_within(within)
    if isinstance(parsed, Target):
        if parsed.amount == 1:
            return Sentence(ONE[parsed.unit])
        return Sentence(SPANS[parsed.unit], {"n": f"{parsed.amount.normalize():f}"})
    day = Sentence(WEEKDAYS[parsed.weekday])
    return Sentence(N_("until %(day)s %(time)s of the next week"), {"day": day, "time": f"{parsed.at:%H:%M}"})


def days_told(n: int) -> Sentence:
    return Sentence(ONE["days"]) if n == 1 else Sentence(N_("%(n)s days"), {"n": n})


def share_told(fraction: float | Decimal) -> Sentence:
    """A fraction as per cent; 0.075 is 7.5 %."""
    percent = (Decimal(str(fraction)) * 100).normalize()
    return Sentence(N_("%(percent)s %%"), {"percent": f"{percent:f}"})


def level_told(level: int) -> Sentence:
    said = Sentence(LEVELS.get(level, LEVELS[0]))
    return Sentence(N_("level %(n)s, %(said)s"), {"n": level, "said": said})


def enforcement_told(enforcement: Enforcement | str) -> Sentence:
    return Sentence(ENFORCEMENTS[str(enforcement)])


def event_told(code: str) -> Sentence:
    """What happened, as the journal says it; an event that nobody worded by its code."""
    return Sentence(EVENTS[code]) if code in EVENTS else Sentence("%(code)s", {"code": code})


def hours_told(spans: Iterable[SpanOfHours]) -> Sentence:
    """The hours of one day: 09:00–12:00, 13:00–18:00."""
    told = tuple(_span(one) for one in spans)
    return Sentence("%(them)s", {"them": told}) if told else Sentence(N_("no working hours"))


def _span(span: SpanOfHours) -> str:
    ends = "24:00" if f"{span.end:%H:%M}" == "00:00" else f"{span.end:%H:%M}"
    return f"{span.start:%H:%M}–{ends}"
