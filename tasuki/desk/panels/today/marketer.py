"""The marketer's day: deliver, and learn from what sales sent back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.translation import gettext

from tasuki.desk.formats import day
from tasuki.desk.panels.today.decisions import Queue, Section, Waiting, section_of
from tasuki.desk.words import reason_word
from tasuki.platform.access.actor import Actor, visible_where
from tasuki.playbooks.queries import in_force
from tasuki.records.queries import LEAD_OWNERS

LATELY = timedelta(days=14)
LONGEST = 90
"""How much of a rationale a row shows."""


def sections(by: Actor, at: datetime) -> Iterator[Section]:
    seen, values = visible_where(by, "lead.read", *(f"lead.{name}_id" for name in LEAD_OWNERS))
    lately = f"{seen} AND lead.origin = 'native' AND lead.state_since >= %(since)s AND lead.state"
    values, why = {**values, "since": at - LATELY}, _why_of()
    queues = (
        Queue(
            gettext("To deliver to sales"), gettext("Check"), f"{seen} AND lead.state = 'captured'", "SL-1", "lead",
            gettext("Captured leads that have not been delivered appear here."), "state=captured", key="c",
        ),
        Queue(
            gettext("Sent back lately"), gettext("See why"), f"{lately} = 'disqualified'", "", "lead",
            gettext("Leads that sales rejected in the last two weeks appear here, with the reason."),
            "state=disqualified", key="w", note=why,
        ),
        Queue(
            gettext("In nurture"), gettext("See why"), f"{lately} = 'recycled'", "", "lead",
            gettext("Leads recycled in the last two weeks appear here, with what brings them back."),
            "state=recycled", key="n", note=why,
        ),
    )  # fmt: skip
    for queue in queues:
        yield section_of(replace(queue, values=values), by, at)


def _why_of() -> Callable[[Waiting], str]:
    """Why a lead ended, in words: the reason, what was said, and what brings it back."""
    book = in_force()

    def why(lead: Waiting) -> str:
        back = " ".join(part for part in (day(lead.reengage_on), lead.reengage_trigger) if part)
        parts = (
            reason_word(lead.exit_reason, book) if lead.exit_reason else "",
            _short(lead.exit_rationale),
            gettext("comes back: %(when)s") % {"when": back} if lead.state == "recycled" and back else "",
        )
        return " · ".join(part for part in parts if part)

    return why


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= LONGEST else f"{said[:LONGEST].rstrip()}…"
