"""What each sort of record needs to be imported: its fields, how a row is put together, how it is recognised again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tasuki.stages.intake.importing.kinds.accounts import ACCOUNTS
from tasuki.stages.intake.importing.kinds.activities import ACTIVITIES
from tasuki.stages.intake.importing.kinds.campaigns import CAMPAIGNS
from tasuki.stages.intake.importing.kinds.contacts import CONTACTS
from tasuki.stages.intake.importing.kinds.kind import Kind
from tasuki.stages.intake.importing.kinds.leads import LEADS
from tasuki.stages.intake.importing.kinds.opportunities import OPPORTUNITIES

KindName = Literal["leads", "accounts", "contacts", "opportunities", "campaigns", "activities"]
KINDS: Mapping[str, Kind] = {
    kind.name: kind for kind in (LEADS, ACCOUNTS, CONTACTS, OPPORTUNITIES, CAMPAIGNS, ACTIVITIES)
}

__all__ = ["KINDS", "Kind", "KindName"]
