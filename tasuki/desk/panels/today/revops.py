"""RevOps' day: leads that nobody has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext

from tasuki.desk.panels.today.decisions import Queue, Section, section_of
from tasuki.platform.access.actor import Actor
from tasuki.records.models import Lead


def sections(by: Actor, at: datetime) -> Iterator[Section]:
    unrouted = Lead.objects.filter(owner=None, state__in=("captured", "mql", "sal", "sql"), origin="native")
    yield section_of(Queue(
        gettext("Without an owner"), gettext("Assign"), unrouted, "SL-1", "lead",
        gettext("Leads that routing gave to nobody appear here."), "owner=nobody", key="o", place="move-assign",
    ), by, at)  # fmt: skip
