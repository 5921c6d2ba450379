"""Two leads are one: why somebody got the lead that goes is its own story, and stays with it."""

from tasuki.records.merging.following import Rows, register
from tasuki.rules.wording import N_

register(Rows("lead", "routing.Assignment", "lead_id", N_("assignments"), only="false"))
