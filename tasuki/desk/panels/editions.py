"""Editions on a page: those that were issued, what one says, and whether the reader is sent them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.words import tongue
from tasuki.insight.charts import LOOKS
from tasuki.insight.editions import reading
from tasuki.insight.editions.kinds import KINDS
from tasuki.insight.models import Edition
from tasuki.platform.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Shelf:
    """All editions of one kind, the latest first."""

    key: str
    label: str
    editions: tuple[Edition, ...]
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class EditionPage:
    edition: Edition
    label: str
    sections: tuple[Mapping[str, Any], ...]
    has_paper: bool


def shelves(*, by: Actor) -> tuple[Shelf, ...]:
    """Raises Forbidden."""
    issued = list(reading.editions(by=by))
    wanted = reading.subscribed(by=by)
    return tuple(
        Shelf(key, gettext(kind.label), tuple(one for one in issued if one.kind == key), key in wanted)
        for key, kind in KINDS.items()
    )


def edition_page(key: UUID, *, by: Actor) -> EditionPage:
    """Raises Forbidden, NotFound."""
    edition = reading.edition(key, by=by)
    sections = tuple(
        {**one, "looks": {"spec": one["chart"]["spec"], "looks": LOOKS} if one["chart"] else None}
        for one in edition.body["sections"][tongue()]
    )
    has_paper = edition.papers.filter(language=tongue()).exists()
    return EditionPage(edition, gettext(KINDS[edition.kind].label), sections, has_paper)
