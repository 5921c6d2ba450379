"""What a gate found at a conversion, said again in the reader's language.

A conversion keeps its findings as they were worded then, and the facts they were found in. The facts are judged again
under the same playbook at the same moment; a finding that surroundings decided (history, look-alikes) keeps its words.
"""

from __future__ import annotations

from dataclasses import dataclass

from tasuki.desk.words import spoken
from tasuki.playbooks.queries import by_stamp
from tasuki.rules.dossier import read_dossier
from tasuki.rules.gates import decide
from tasuki.stages.conversion.models import Conversion


@dataclass(frozen=True, slots=True)
class Told:
    rule: str
    because: str


def troubles_of(conversion: Conversion) -> tuple[Told, ...]:
    """What the gate let through with a warning or sent to review."""
    book = by_stamp(conversion.playbook)
    again = decide("opportunity", read_dossier(conversion.dossier), book, conversion.at)
    worded = {(one.rule, one.pointer, one.standing.value): one.because for one in again.findings}
    return tuple(
        Told(one["rule"], spoken(worded.get((one["rule"], one["pointer"], one["standing"]), one["because"])))
        for one in conversion.decision["findings"]
        if one["standing"] != "met"
    )
