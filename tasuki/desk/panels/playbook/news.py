"""The news of a version that came into force, until its reader has read it."""

from __future__ import annotations

from dataclasses import dataclass

from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor
from tasuki.playbooks.comparing import differences
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import announcement_for
from tasuki.rules.wording import Text

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was said, and the first of what has changed; ``more`` counts the rest."""

    version: PlaybookVersion
    said: str
    changes: tuple[str, ...]
    more: int


def announcement_of(by: Actor) -> Announcement | None:
    version = announcement_for(by)
    if version is None or version.replaces is None:
        return None
    found = [spoken(one.said) for one in differences(version.replaces.toml, version.toml)]
    said = spoken(Text(**version.announcement)) if version.announcement else ""
    return Announcement(version, said, tuple(found[:SHOWN]), max(len(found) - SHOWN, 0))
