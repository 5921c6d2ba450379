"""What a gate found at a conversion, said in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from tasuki.desk.words import spoken
from tasuki.rules.kept import sentence_of
from tasuki.stages.conversion.models import Conversion


@dataclass(frozen=True, slots=True)
class Told:
    rule: str
    because: str


def troubles_of(conversion: Conversion) -> tuple[Told, ...]:
    """What the gate let through with a warning or sent to review."""
    return tuple(
        Told(one["rule"], spoken(sentence_of(one["because"])))
        for one in conversion.decision["findings"]
        if one["standing"] != "met"
    )
