"""What can be done here: deliver, accept, answer, qualify, end, bring back, touch."""

from tasuki.stages.qualification.actions.accept import accept
from tasuki.stages.qualification.actions.answer import record_answers
from tasuki.stages.qualification.actions.bring_back import archive, reengage, reopen
from tasuki.stages.qualification.actions.end import disqualify, recycle
from tasuki.stages.qualification.actions.hold import hold
from tasuki.stages.qualification.actions.market_qualify import market_qualify, try_market_qualify
from tasuki.stages.qualification.actions.qualify import qualify
from tasuki.stages.qualification.actions.touch import log_touch

__all__ = [
    "accept",
    "archive",
    "disqualify",
    "hold",
    "log_touch",
    "market_qualify",
    "qualify",
    "record_answers",
    "recycle",
    "reengage",
    "reopen",
    "try_market_qualify",
]
