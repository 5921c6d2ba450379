"""Two records are one: why somebody got the lead that goes, and that its company once came together, stays with it."""

from tasuki.records.merging.following import Rows, register
from tasuki.rules.wording import N_

COMMITTEES = N_("buying committees noticed")
register(
    Rows("lead", "routing.Assignment", "lead_id", N_("assignments"), only="false"),
    Rows("lead", "routing.Committee", "lead_id", COMMITTEES, only="false"),
    Rows("account", "routing.Committee", "account_id", COMMITTEES, only="false"),
)
