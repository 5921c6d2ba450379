"""What a meeting is for. The gates look for the discovery call; the others are kept and shown."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.rules.wording import N_

DISCOVERY = "discovery"
SYNC = "sync"
KINDS: Mapping[str, str] = {
    DISCOVERY: N_("Discovery call"),
    "introduction": N_("Introduction"),
    SYNC: N_("Sync call of SDR and AE"),
    "follow_up": N_("Follow-up"),
    "other": N_("Other meeting"),
}
_AMONG_OURSELVES = frozenset({SYNC})


def is_with_the_buyer(kind: object) -> bool:
    """Whether the buyer takes part: a meeting among ourselves keeps no promise and moves no lead."""
    return kind not in _AMONG_OURSELVES
