"""Two leads are one: disputes about the one that goes are about the one that stays."""

from tasuki.records.merging.following import Rows, register
from tasuki.rules.wording import N_

register(Rows("lead", "disputes.Dispute", "lead_id", N_("disputes")))
