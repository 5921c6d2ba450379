"""What the demo company looks like now: who signs in, how many of what, and the rates beside the article's bands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from tasuki.cli.demo.cast import ADMIN, CAST
from tasuki.platform.journal.models import Event
from tasuki.records.models import Lead, Opportunity
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

COUNTED = ("source", "segment", "industry")
ENOUGH = 30
"""From so many leads on a rate says something (K-31)."""
Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class SignIn:
    role: str
    handle: str
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Opportunities over leads (K-2: less the merged ones), beside the article's band where it has one."""

    dimension: str
    value: str
    leads: int
    converted: int
    low: float | None
    high: float | None

    @property
    def rate(self) -> float:
        return self.converted / self.leads if self.leads else 0.0

    @property
    def is_inside(self) -> bool | None:
        """Whether the rate lies in its band; None where there is no band."""
        if self.low is None or self.high is None:
            return None
        return self.low <= self.rate <= self.high


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts by state and event, rates by dimension, and what the rules refused on the way."""

    sign_ins: tuple[SignIn, ...]
    leads: Mapping[str, int]
    opportunities: Mapping[str, int]
    events: Mapping[str, int]
    rates: tuple[Rate, ...]
    refused: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        return {
            "sign_ins": [
                {"role": one.role, "handle": one.handle, "name": one.name, "password": one.password}
                for one in self.sign_ins
            ],
            "leads": dict(self.leads),
            "opportunities": dict(self.opportunities),
            "events": sum(self.events.values()),
            "rates": [
                {
                    "dimension": one.dimension, "value": one.value, "leads": one.leads, "converted": one.converted,
                    "rate": round(one.rate, 4), "low": one.low, "high": one.high,
                }
                for one in self.rates
            ],
            "refused": dict(self.refused),
        }  # fmt: skip

    def lines(self, say: Say) -> list[str]:
        """Counts and rates as a person reads them; ``say`` words a sentence of the catalogue in their language."""
        told = [say(N_("Leads by state:")), *_table(self.leads)]
        told += ["", say(N_("Opportunities by state:")), *_table(self.opportunities)]
        told += ["", say(N_("Leads that became opportunities, beside the article's bands:"))]
        told += [_beside(one, say) for one in self.rates if one.dimension != "industry"]
        if self.refused:
            told += ["", say(N_("Refused on the way:")), *_table(self.refused)]
        return told


def _table(counts: Mapping[str, int]) -> list[str]:
    return [f"  {count:>7,} {name}" for name, count in counts.items()]


def _beside(rate: Rate, say: Say) -> str:
    name = rate.dimension if rate.dimension == "overall" else rate.value
    found = f"  {name:<12} {rate.converted:>4} / {rate.leads:<5} {rate.rate:>6.1%}"
    if rate.low is None or rate.high is None:
        return found
    return f"{found}   {rate.low:.0%}–{rate.high:.0%} {say(_standing(rate))}"


def _standing(rate: Rate) -> str:
    if rate.leads < ENOUGH:
        return N_("too few to tell")
    return N_("inside") if rate.is_inside else N_("outside")


def summary(book: Playbook, refused: Mapping[str, int]) -> Summary:
    """Read it from the database; ``refused`` is what the rules refused on the way."""
    return Summary(
        sign_ins=sign_ins(),
        leads=_counts(Lead, "state"),
        opportunities=_counts(Opportunity, "state"),
        events=_counts(Event, "code"),
        rates=rates(book),
        refused=dict(refused),
    )


def sign_ins() -> tuple[SignIn, ...]:
    """Everybody who can sign in, admin last."""
    return tuple(SignIn(one.roles[0].value, one.handle, one.name, one.password) for one in (*CAST, ADMIN))


def rates(book: Playbook) -> tuple[Rate, ...]:
    """Lead to opportunity overall, and by source, segment and industry."""
    counted = Lead.objects.exclude(state="merged")
    converted = Count("pk", filter=Q(entered_converted_at__isnull=False))
    whole = counted.aggregate(leads=Count("pk"), converted=converted)
    found = [_rate("overall", "mature", whole["leads"], whole["converted"], book)]
    for dimension in COUNTED:
        rows = counted.values(dimension).annotate(leads=Count("pk"), converted=converted).order_by(dimension)
        found += [_rate(dimension, row[dimension], row["leads"], row["converted"], book) for row in rows]
    return tuple(found)


def _rate(dimension: str, value: str, leads: int, converted: int, book: Playbook) -> Rate:
    """A source that has no band of its own is measured by its kind's (a webinar is an event)."""
    kind = next((one.kind for one in book.source if one.key == value), value)
    bands = [one for one in book.benchmark if one.dimension == dimension and one.value in (value, kind)]
    band = min(bands, key=lambda one: one.value != value, default=None)
    return Rate(dimension, value, leads, converted, band.low if band else None, band.high if band else None)


def _counts(model: Any, column: str) -> Mapping[str, int]:
    rows = model.objects.values_list(column).annotate(count=Count("pk")).order_by(column)
    return Counter(dict(rows))
