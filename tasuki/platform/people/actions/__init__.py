"""People join, change, are away and leave; teams are formed: one file per verb."""

from __future__ import annotations

from tasuki.platform.people.actions.absence import add_absence, end_absence
from tasuki.platform.people.actions.add import add
from tasuki.platform.people.actions.cover import Covering, give_coverage
from tasuki.platform.people.actions.deactivate import deactivate
from tasuki.platform.people.actions.edit import Changes, edit
from tasuki.platform.people.actions.prefer import prefer
from tasuki.platform.people.actions.team import TeamChanges, add_team, edit_team

__all__ = [
    "Changes",
    "Covering",
    "TeamChanges",
    "add",
    "add_absence",
    "add_team",
    "deactivate",
    "edit",
    "edit_team",
    "end_absence",
    "give_coverage",
    "prefer",
]
