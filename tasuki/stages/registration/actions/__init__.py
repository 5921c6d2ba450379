"""What can be done here: partners are added and changed, registrations submitted, decided, escalated and let expire."""

from tasuki.stages.registration.actions.decide import approve, escalate, reject
from tasuki.stages.registration.actions.expire import expire_due
from tasuki.stages.registration.actions.partners import PartnerFields, add_partner, edit_partner
from tasuki.stages.registration.actions.start_sheet import bring_sheet, carry_out_sheet, submit_tried
from tasuki.stages.registration.actions.submit import NewRegistration, submit
from tasuki.stages.registration.actions.submit_sheet import SheetRead, submit_sheet

__all__ = [
    "NewRegistration",
    "PartnerFields",
    "SheetRead",
    "add_partner",
    "approve",
    "bring_sheet",
    "carry_out_sheet",
    "edit_partner",
    "escalate",
    "expire_due",
    "reject",
    "submit",
    "submit_sheet",
    "submit_tried",
]
