"""Two leads are one: so are their discovery calls; one that was recorded on both stands once."""

from tasuki.records.merging.following import Rows, register
from tasuki.rules.wording import N_

register(Rows("lead", "discovery.Discovery", "lead_id", N_("discovery meetings"), once=("held_at",)))
