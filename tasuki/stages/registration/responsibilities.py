"""Partners that somebody looks after."""

from __future__ import annotations

from django.db.models import Q

from tasuki.platform.people.responsibilities import register, rows_naming
from tasuki.rules.wording import N_
from tasuki.stages.registration.models import Partner

register(rows_naming("partners", N_("Partners: %(count)s."), Partner, "manager", Q(is_active=True)))
