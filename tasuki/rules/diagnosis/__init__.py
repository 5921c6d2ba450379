"""The five troubles of the article, told from what was counted: signs, certainty, price and cure."""

from tasuki.rules.diagnosis.check import Check, Presence, Sign
from tasuki.rules.diagnosis.diagnose import PRESENCES, TITLES, Diagnosis, Leak, diagnose, leak_of
from tasuki.rules.diagnosis.fixes import Fix
from tasuki.rules.diagnosis.measured import Group, Measured, Part, Sum
from tasuki.rules.diagnosis.money import Stake
from tasuki.rules.diagnosis.signs import SIGNS, TROUBLES, Trouble
from tasuki.rules.diagnosis.verdicts import CONFIDENCES, Confidence

__all__ = [
    "CONFIDENCES",
    "PRESENCES",
    "SIGNS",
    "TITLES",
    "TROUBLES",
    "Check",
    "Confidence",
    "Diagnosis",
    "Fix",
    "Group",
    "Leak",
    "Measured",
    "Part",
    "Presence",
    "Sign",
    "Stake",
    "Sum",
    "Trouble",
    "diagnose",
    "leak_of",
]
