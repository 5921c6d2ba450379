"""RevOps' day: leads that nobody has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext

from tasuki.desk.panels.today.decisions import Queue, Section, section_of
from tasuki.platform.access.actor import Actor

UNROUTED = (
    "lead.owner_id IS NULL AND lead.state IN ('captured', 'mql', 'sal', 'sql') AND lead.origin = 'native'"
)


def sections(by: Actor, at: datetime) -> Iterator[Section]:
    yield section_of(Queue(
        gettext("Without an owner"), gettext("Assign"), UNROUTED, "SL-1", "lead",
        gettext("Leads that routing gave to nobody appear here."), "owner=nobody", key="o", place="move-assign",
    ), by, at)  # fmt: skip
