"""Is the override documented (G-05)? Who goes ahead with criteria missing says why, and until when."""

from __future__ import annotations

from datetime import date, timedelta

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown, unmet
from tasuki.rules.dossier import Dossier
from tasuki.rules.playbook import Playbook
from tasuki.rules.rationale.specific import rationale_troubles
from tasuki.rules.wording import N_


def is_the_override_documented(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """G-05: going ahead with criteria missing takes a rationale and a day, soon enough, by which the gap closes."""
    override = d.override
    if override is None:
        return NO_TROUBLE
    limits = book.limits
    troubles = rationale_troubles(
        override.rationale, book, at_least=limits.override_rationale_min, pointer="/override/rationale"
    )
    return troubles + _expires_soon_enough(override.expires_on, today, limits.override_days)


def _expires_soon_enough(expires_on: date | None, today: date, days: int) -> tuple[Trouble, ...]:
    latest = today + timedelta(days=days)
    fix = N_("Enter a day from %(today)s to %(latest)s by which the missing criteria are met.")
    if expires_on is None:
        because = N_("The override has no day by which the gap closes.")
        return unknown("/override/expires_on", because, fix, today=today, latest=latest)
    if today <= expires_on <= latest:
        return NO_TROUBLE
    because = N_("The override runs until %(expires_on)s, which is not within %(days)s days from today.")
    return unmet(
        "/override/expires_on", because, fix, expires_on=expires_on, days=days, today=today, latest=latest
    )


OVERRIDE_DOCUMENTED = Rule(
    "G-05",
    is_the_override_documented,
    N_("No override is used, or it is documented and expires in time."),
    "/override/rationale",
)
