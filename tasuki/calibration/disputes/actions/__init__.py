"""What can be done here: call a decision wrong, take that back, rule, carry what should change into a
draft, and write down what others can learn."""

from tasuki.calibration.disputes.actions.carry import carry
from tasuki.calibration.disputes.actions.open import open_dispute
from tasuki.calibration.disputes.actions.rule import Judgement, rule
from tasuki.calibration.disputes.actions.withdraw import withdraw
from tasuki.calibration.disputes.actions.write_case import Lesson, write_case

__all__ = ["Judgement", "Lesson", "carry", "open_dispute", "rule", "withdraw", "write_case"]
