"""What a command knows about the one who typed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tasuki.cli.language import translator
from tasuki.rules.wording import Language, Sentence

if TYPE_CHECKING:
    from tasuki.platform.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Session:
    """The reader: their language, whether they are a program, and the zone in which they read a clock.

    ``person`` is what they call themselves (--as, TASUKI_PERSON), before anybody has looked them up.
    """

    language: Language
    as_json: bool
    person: str | None = None
    zone: str = "Asia/Tokyo"

    def say(self, template: str, /, **values: object) -> str:
        """A sentence of the catalogue in the reader's language."""
        return self.speak(Sentence(template, values))

    def speak(self, sentence: Sentence) -> str:
        return sentence.spoken(self.language, translator(self.language))

    def spoken(self, facts: Any) -> dict[str, Any]:
        """A decision or finding in its public shape."""
        shown: dict[str, Any] = facts.spoken(self.language, translator(self.language))
        return shown

    def clock(self, at: datetime | None) -> str:
        """A moment as the reader's clock shows it."""
        return at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M") if at else "—"

    def instant(self, at: datetime) -> datetime:
        """A typed moment as a UTC instant; without a zone it is meant in the reader's own."""
        return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(self.zone))).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting(Session):
    """Somebody who does something: ``by=`` and ``at=`` of every action."""

    by: Actor
    at: datetime
