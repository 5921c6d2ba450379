"""RevOps' day: leads that nobody has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext

from tasuki.desk.lists.verbs.leads import ROUTE
from tasuki.desk.panels.today.decisions import Queue, Section, Together, section_of
from tasuki.platform.access.actor import Actor

UNROUTED = (
    "lead.owner_id IS NULL AND lead.state IN ('captured', 'mql', 'sal', 'sql') AND lead.origin = 'native'"
)


def sections(by: Actor, at: datetime) -> Iterator[Section]:
    yield section_of(Queue(
        gettext("Without an owner"), gettext("Assign"), UNROUTED, "SL-1", "lead",
        gettext("Leads that routing gave to nobody appear here."), "owner=nobody", key="o", place="move-assign",
        together=Together(ROUTE, gettext("Give all of them out by the routing table …"), "owner=nobody&state=at_work"),
    ), by, at)  # fmt: skip
