"""UUIDv7 identifiers: sortable by the moment they were made, stable for ever."""

from __future__ import annotations

import os
import time
from datetime import datetime
from uuid import UUID


def new_id(at: datetime | None = None) -> UUID:
    """A fresh UUIDv7 stamped with ``at`` (aware), or with the machine's time where no moment is at hand."""
    milliseconds = int(at.timestamp() * 1000) if at else time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    head = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    version, variant = 0x7 << 76, 0b10 << 62
    return UUID(
        int=head | version | ((random >> 64) & 0xFFF) << 64 | variant | (random & 0x3FFF_FFFF_FFFF_FFFF)
    )
