"""Rows, not behaviour: what may happen to them is decided in `rules/` and done by the stages' actions."""

from tasuki.records.models.account import Account, AccountPlan, Contact
from tasuki.records.models.campaign import Campaign
from tasuki.records.models.last_look import LastLook
from tasuki.records.models.lead import Lead
from tasuki.records.models.merge import Merge, MergeChange
from tasuki.records.models.milestone import Milestone
from tasuki.records.models.opportunity import ContactRole, NextStep, Opportunity
from tasuki.records.models.task import Task
from tasuki.records.models.touchpoint import Touchpoint

__all__ = [
    "Account",
    "AccountPlan",
    "Campaign",
    "Contact",
    "ContactRole",
    "LastLook",
    "Lead",
    "Merge",
    "MergeChange",
    "Milestone",
    "NextStep",
    "Opportunity",
    "Task",
    "Touchpoint",
]
