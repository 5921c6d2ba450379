"""Two leads are one: their meetings are those of the lead that stays."""

from tasuki.records.merging.following import Rows, register
from tasuki.rules.wording import N_

register(Rows("lead", "meetings.Meeting", "lead_id", N_("meetings")))
