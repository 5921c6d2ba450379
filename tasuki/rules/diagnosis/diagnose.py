"""What is wrong with a funnel? The article's five troubles with their signs, price and cure, and the leak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tasuki.rules.amounts import range_told
from tasuki.rules.diagnosis.check import Check, Presence
from tasuki.rules.diagnosis.fixes import FIXES, Fix
from tasuki.rules.diagnosis.measured import Measured
from tasuki.rules.diagnosis.money import Stake, rounded, stakes
from tasuki.rules.diagnosis.signs import SIGNS, TROUBLES, Trouble
from tasuki.rules.diagnosis.verdicts import CONFIDENCES, Confidence, confidence_in, standing_of_trouble
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence

TITLES: Mapping[Trouble, str] = {
    "premature": N_("Premature conversion"),
    "late": N_("Late conversion"),
    "handoff": N_("Poor handoff"),
    "transfer": N_("Incomplete transfer"),
    "disagreement": N_("Disagreement on qualification"),
}
PRESENCES: Mapping[Presence, str] = {
    Presence.PRESENT: N_("found"),
    Presence.ABSENT: N_("not found"),
    Presence.UNKNOWN: N_("cannot be told"),
}
_FROM: Mapping[Trouble, str] = {
    "premature": N_("%(range)s from early conversion"),
    "late": N_("%(range)s from late conversion"),
    "handoff": N_("%(range)s from poor handoffs"),
    "transfer": N_("%(range)s from incomplete transfer"),
    "disagreement": N_("%(range)s from disagreement"),
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    trouble: Trouble
    standing: Presence
    confidence: Confidence
    checks: tuple[Check, ...]
    stakes: tuple[Stake, ...]
    fixes: tuple[Fix, ...]

    @property
    def title(self) -> Sentence:
        return Sentence(TITLES[self.trouble])

    @property
    def a_year(self) -> Stake | None:
        return next((one for one in self.stakes if one.kind == "a_year"), None)

    def says(self) -> Sentence:
        """One line: what, whether, how sure, what it costs."""
        values = {
            "title": self.title,
            "standing": Sentence(PRESENCES[self.standing]),
            "confidence": Sentence(CONFIDENCES[self.confidence]),
        }
        if self.standing is Presence.UNKNOWN:
            return Sentence(N_("%(title)s: %(standing)s from this data."), values)
        if self.standing is Presence.PRESENT and self.a_year is not None:
            money = {**values, "money": self.a_year.says()}
            return Sentence(N_("%(title)s: %(standing)s (%(confidence)s). %(money)s"), money)
        return Sentence(N_("%(title)s: %(standing)s (%(confidence)s)."), values)


@dataclass(frozen=True, slots=True)
class Leak:
    """What a year brings less because of the troubles that were found; ``parts`` add up to it."""

    currency: str
    low: Decimal
    high: Decimal
    parts: tuple[tuple[Trouble, Stake], ...]

    def says(self) -> Sentence:
        range_, parts = range_told(self.low, self.high, self.currency), []
        for trouble, stake in self.parts:
            one = range_told(stake.low, stake.high, stake.currency)
            parts.append(Sentence(_FROM[trouble], {"range": one}))
        return Sentence(N_("About %(range)s a year: %(parts)s."), {"range": range_, "parts": parts})


def diagnose(measured: Measured, book: Playbook) -> tuple[Diagnosis, ...]:
    """The five, in the order of the article."""
    return tuple(_one(trouble, measured, book) for trouble in TROUBLES)


def _one(trouble: Trouble, measured: Measured, book: Playbook) -> Diagnosis:
    checks = tuple(sign.judge(sign, measured, book) for sign in SIGNS[trouble])
    standing = standing_of_trouble(trouble, checks)
    return Diagnosis(
        trouble=trouble,
        standing=standing,
        confidence=confidence_in(standing, checks),
        checks=checks,
        stakes=stakes(trouble, measured, book) if standing is Presence.PRESENT else (),
        fixes=FIXES[trouble],
    )


def leak_of(diagnoses: Sequence[Diagnosis]) -> Leak | None:
    """All that is lost a year; None where no trouble was found that costs something which can be told."""
    parts = tuple((one.trouble, one.a_year) for one in diagnoses if one.a_year is not None)
    if not parts:
        return None
    low, high = (sum((getattr(stake, side) for _, stake in parts), Decimal(0)) for side in ("low", "high"))
    return Leak(parts[0][1].currency, rounded(float(low)), rounded(float(high)), parts)
