"""Endpoints name the person who is told when they fail."""

from __future__ import annotations

from tasuki.integrations.webhooks.models import Endpoint
from tasuki.platform.people.responsibilities import register, rows_naming
from tasuki.rules.wording import N_

register(rows_naming("webhooks", N_("Webhook endpoints: %(count)s."), Endpoint, "owner"))
