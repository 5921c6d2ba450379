"""The values that several lists let people choose from, with their names."""

from __future__ import annotations

from collections.abc import Sequence

from tasuki.desk.lists.description import Seen
from tasuki.desk.words import spoken, word
from tasuki.platform.people.models import Team
from tasuki.records.models import Campaign
from tasuki.rules.labels import INDUSTRIES, SEGMENTS

Pairs = Sequence[tuple[str, str]]
MOST_CAMPAIGNS = 200
"""So many of the newest are offered; an address may ask for any."""


def sources(seen: Seen) -> Pairs:
    return [(source.key, spoken(source.label)) for source in seen.book.source]


def stages(seen: Seen) -> Pairs:
    return [(stage.key, spoken(stage.label)) for stage in seen.book.stage if stage.kind == "open"]


def segments(seen: Seen) -> Pairs:
    return [(key, word(key, SEGMENTS)) for key in SEGMENTS]


def industries(seen: Seen) -> Pairs:
    return [(key, word(key, INDUSTRIES)) for key in INDUSTRIES]


def campaigns(seen: Seen) -> Pairs:
    return list(Campaign.objects.order_by("-created_at").values_list("code", "name")[:MOST_CAMPAIGNS])


def teams() -> Pairs:
    return [(name, name) for name in Team.objects.order_by("name").values_list("name", flat=True)]
