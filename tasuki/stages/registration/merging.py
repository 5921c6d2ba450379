"""Two accounts are one: what partners registered for the one that goes protects the one that stays."""

from tasuki.records.merging.following import Rows, register
from tasuki.rules.wording import N_

register(Rows("account", "registration.Registration", "account_id", N_("deal registrations")))
