"""What a meeting is for. The gates look for the discovery call; the others are kept and shown."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.rules.wording import N_

DISCOVERY = "discovery"
KINDS: Mapping[str, str] = {
    DISCOVERY: N_("Discovery call"),
    "introduction": N_("Introduction"),
    "sync": N_("Sync call of SDR and AE"),
    "follow_up": N_("Follow-up"),
    "other": N_("Other meeting"),
}
