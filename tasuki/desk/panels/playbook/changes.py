"""What one version says differently from another: in words, table by table, and line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from tasuki.desk.forms.field import Option
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.comparing import Difference, differences, lines_that_differ
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import version_stamped
from tasuki.playbooks.telling.keys import table_called


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: ``kind`` is added, removed, place, or empty for what stays."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangedTable:
    title: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    version: PlaybookVersion
    against: PlaybookVersion
    tables: tuple[ChangedTable, ...]
    lines: tuple[Line, ...]
    others: tuple[Option, ...]

    @property
    def count(self) -> int:
        return sum(len(one.differences) for one in self.tables)


def changes_page(stamp: str, against: str, *, by: Actor) -> ChangesPage:
    """``against`` is empty for what it would replace, or did replace. Raises `Forbidden`, `NotFound`."""
    ask_any(by, "playbook.read")
    version = version_stamped(stamp)
    other = version_stamped(against) if against else _before(version)
    return ChangesPage(
        version,
        other,
        by_table(differences(other.toml, version.toml)),
        tuple(_line(text) for text in lines_that_differ(other.toml, version.toml)),
        _others(version, other),
    )


def _before(version: PlaybookVersion) -> PlaybookVersion:
    if version.replaces is not None:
        return version.replaces
    try:
        return version_stamped("in_force")
    except NotFound:
        return version


def by_table(found: Iterable[Difference]) -> tuple[ChangedTable, ...]:
    return tuple(
        ChangedTable(spoken(table_called(table)), tuple(some))
        for table, some in groupby(found, key=lambda one: one.table)
    )


def _line(text: str) -> Line:
    kinds = {"+": "added", "-": "removed", "@": "place"}
    kind = kinds.get(text[:1], "")
    return Line(kind, text[1:] if kind in ("added", "removed", "") else "⋯")


def _others(version: PlaybookVersion, chosen: PlaybookVersion) -> tuple[Option, ...]:
    rows = PlaybookVersion.objects.exclude(pk=version.pk).defer("toml").order_by("-drafted_at", "-number")
    return tuple(Option(str(row), str(row), row.pk == chosen.pk) for row in rows[:50])
