"""How each commitment of the agreement is measured, in one sentence (SA-1)."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence, Text

MEASURES: Mapping[str, str] = {
    "RP-2": N_("MQLs delivered, against the agreed number"),
    "G-00/data": N_("MQLs with company, contact and source, of those delivered"),
    "G-00/context": N_("MQLs delivered with their whole context, of those delivered"),
    "HB-6": N_("discovery calls that the SDR joined, of those held"),
    "RP-1/month": N_("monthly calibration meetings held"),
    "RP-1/quarter": N_("quarterly reviews held"),
    "RP-3": N_("opportunities with their lead and source, of those created"),
    "RP-5": N_("movements on high-value accounts of which all sides heard"),
    "SL-20": N_("issues settled by RevOps, of those escalated"),
    "SL-26": N_("joint leadership reviews held, of those called for"),
}


def measure_told(measure: str, book: Playbook) -> Sentence | Text:
    """The measure in words; a clock's is its attainment (K-15). One that nobody worded stands by its code."""
    if measure in book.slas:
        values = {"id": measure, "promise": book.slas[measure].label}
        return Sentence(N_("clock %(id)s kept in time, of those decided: %(promise)s"), values)
    return Sentence(MEASURES[measure]) if measure in MEASURES else Text(measure)
