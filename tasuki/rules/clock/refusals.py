"""What a clock refuses: a stable code, the rule it rests on, and a sentence for the person."""

from __future__ import annotations

from tasuki.rules.wording import Sentence


class ClockRefusal(ValueError):
    """A clock cannot do what is asked: a stable code, the rule it rests on, and a sentence for the person."""

    code = "clock.refused"
    rule = "SL-0"

    def __init__(self, template: str, **values: object) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(self.sentence.spoken("en"))


class UnreadableTarget(ClockRefusal):
    """A duration that is not written as in "5 min", "24 h", "3 days", "4 business hours", "5 business days"."""

    code = "clock.unreadable_target"


class PauseRefused(ClockRefusal):
    """A pause that SL-21 does not allow, or one that lacks its evidence."""

    code = "clock.pause_refused"
    rule = "SL-21"


class ClockNotRunning(ClockRefusal):
    """Pausing, resuming or stopping a clock that is not in the state for it, or before its own past."""

    code = "clock.not_running"
