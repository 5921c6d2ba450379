"""What can be done here: let the table choose an owner, for one lead or many, hand a lead on, relieve who has it.

What follows from other events: a turn that brought nothing is given back, a buying committee is noticed.
"""

from tasuki.stages.routing.actions.assign import assign, assign_many
from tasuki.stages.routing.actions.assign_waiting import (
    GivenOut,
    assign_if_nobodys,
    assign_nobodys,
    assign_waiting,
    waiting,
)
from tasuki.stages.routing.actions.credit_back import credit_back
from tasuki.stages.routing.actions.reassign import reassign
from tasuki.stages.routing.actions.relieve import relieve
from tasuki.stages.routing.actions.watch_committee import watch_committee

__all__ = [
    "GivenOut",
    "assign",
    "assign_if_nobodys",
    "assign_many",
    "assign_nobodys",
    "assign_waiting",
    "credit_back",
    "reassign",
    "relieve",
    "waiting",
    "watch_committee",
]
