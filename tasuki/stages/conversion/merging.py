"""Two records are one: conversions refer to the one that stays. Those of a lead that goes are voided ones."""

from tasuki.records.merging.following import Rows, register
from tasuki.rules.wording import N_

CONVERSIONS = N_("conversions")
register(
    Rows("lead", "conversion.Conversion", "lead_id", CONVERSIONS),
    Rows("account", "conversion.Conversion", "account_id", CONVERSIONS),
    Rows("contact", "conversion.Conversion", "contact_id", CONVERSIONS),
)
