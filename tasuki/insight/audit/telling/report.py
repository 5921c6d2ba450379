"""The whole report in one language."""

from __future__ import annotations

from dataclasses import dataclass

from tasuki.insight.audit.run import Audited
from tasuki.insight.audit.telling.closing import benchmarks, idle, quality, untold, with_tasuki
from tasuki.insight.audit.telling.funnel import funnel, headline
from tasuki.insight.audit.telling.parts import Part, Speaker
from tasuki.insight.audit.telling.spending import spending
from tasuki.insight.audit.telling.troubles import leak, troubles
from tasuki.insight.audit.telling.what_we_read import how_it_was_read, what_we_read
from tasuki.insight.audit.telling.winning import groups, time_to_win, win_rate
from tasuki.rules.wording import N_, Language


@dataclass(frozen=True, slots=True)
class Told:
    """Title, the line beneath, and the sections in their order."""

    language: Language
    title: str
    beneath: str
    parts: tuple[Part, ...]


SECTIONS = (
    headline, leak, troubles, idle, funnel, time_to_win, win_rate, groups, spending, benchmarks, quality, untold,
    with_tasuki, what_we_read, how_it_was_read,
)  # fmt: skip


def tell(found: Audited, language: Language) -> Told:
    speaker = Speaker(language)
    parts = (section(found, speaker) for section in SECTIONS)
    files = [sheet.path.name for sheet in found.sheets]
    return Told(
        language,
        speaker.say(N_("Where the funnel leaks: an audit of what was exported")),
        speaker.say(N_("As of %(day)s · from %(files)s"), day=speaker.day(found.day), files=files),
        tuple(part for part in parts if part is not None),
    )
