"""Make and change what leads and opportunities stand on: accounts with their plans, contacts and campaigns."""

from tasuki.records.actions.accounts import AccountFields, NewAccount, create_account, edit_account
from tasuki.records.actions.campaigns import CampaignFields, NewCampaign, create_campaign, edit_campaign
from tasuki.records.actions.contacts import ContactFields, NewContact, create_contact, edit_contact
from tasuki.records.actions.plans import close_plan, edit_plan, open_plan, reopen_plan
from tasuki.records.plans import PlanFields

__all__ = [
    "AccountFields",
    "CampaignFields",
    "ContactFields",
    "NewAccount",
    "NewCampaign",
    "NewContact",
    "PlanFields",
    "close_plan",
    "create_account",
    "create_campaign",
    "create_contact",
    "edit_account",
    "edit_campaign",
    "edit_contact",
    "edit_plan",
    "open_plan",
    "reopen_plan",
]
