"""The shape of a view: its key, the moment by which its rows are listed, whose records they are, and its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Facts:
    """One view: its key, the moment by which its rows are listed, whose records they are, and its columns' types."""

    name: str
    key: str
    begins: str
    owners: tuple[str, ...]
    columns: Mapping[str, str] = field(hash=False)


SHARED = {
    "origin": "text",
    "source": "text",
    "campaign_id": "uuid",
    "segment": "text",
    "industry": "text",
    "sdr_id": "uuid",
    "ae_id": "uuid",
    "playbook": "text",
}
"""What almost every row has: where it came from, and whose it is."""
