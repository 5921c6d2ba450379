"""The board: a column per stage with what it adds up to, and a card per opportunity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tasuki.desk.forms.field import Field, Option
from tasuki.desk.panels.cards import Card, cards_of
from tasuki.desk.panels.deal_filters import filter_fields, query_of, which_of
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.http.paging import read_cursor, write_cursor
from tasuki.platform.refusals import invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Opportunity
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook, Stage
from tasuki.rules.wording import N_
from tasuki.stages.pipeline.board import NEVER, Activity, Which, first_deals, sums
from tasuki.stages.pipeline.hygiene import wip_limit
from tasuki.stages.pipeline.queries import Total, opportunities_visible_to

CARDS = 10
BAR = 100
"""The length of the activity bar, in units of its own drawing."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One colour of the activity bar: where it begins and how long it is."""

    kind: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Column:
    """A stage of the board. ``count`` and ``sums`` are of open deals; those that wait for approval stand beside."""

    key: str
    label: str
    sums: tuple[Total, ...]
    activity: Activity
    waiting: int
    wip_limit: int | None
    cards: tuple[Card, ...]
    following: str

    @property
    def count(self) -> int:
        return sum(total.count for total in self.sums)

    @property
    def amounts(self) -> tuple[Total, ...]:
        return tuple(total for total in self.sums if total.amount > Decimal(0))

    @property
    def is_over_limit(self) -> bool:
        return self.wip_limit is not None and self.count > self.wip_limit

    @property
    def bar(self) -> tuple[Stretch, ...]:
        parts = (
            ("ahead", self.activity.ahead),
            ("today", self.activity.today),
            ("behind", self.activity.behind),
        )
        whole, before, made = sum(n for _, n in parts), 0, []
        for kind, n in parts:
            start, end = before * BAR // whole if whole else 0, (before + n) * BAR // whole if whole else 0
            made.append(Stretch(kind, start, end - start))
            before += n
        return tuple(one for one in made if one.length)


@dataclass(frozen=True, slots=True)
class Board:
    columns: tuple[Column, ...]
    endings: tuple[Option, ...]
    """The stages in which a deal is over: places to drop a card on."""
    filters: tuple[Field, ...]
    query: str
    book: Playbook

    @property
    def is_empty(self) -> bool:
        return not any(column.cards for column in self.columns)


def board_page(
    asked: Mapping[str, str], *, by: Actor, at: datetime, only: Sequence[str] = (), moved: UUID | None = None
) -> Board:
    """The board for the filters of an address; ``only`` these columns, the ``moved`` deal among their cards."""
    ask_any(by, "opportunity.read")
    book, which = in_force(), which_of(asked)
    shown = [stage for stage in book.stage if stage.kind == "open" and (not only or stage.key in only)]
    return Board(
        columns=_columns(shown, which, book, by, at, moved),
        endings=tuple(
            Option(stage.key, spoken(stage.label)) for stage in book.stage if stage.kind in ("won", "lost")
        ),
        filters=() if only else filter_fields(asked, book, day_of(at, book)),
        query=query_of(asked),
        book=book,
    )


def following_cards(asked: Mapping[str, str], stage: str, cursor: str, *, by: Actor, at: datetime) -> Column:
    """The next cards of one column. Raises `Invalid` for a cursor or a stage that is not ours."""
    book = in_force()
    chosen = book.stages.get(stage)
    if chosen is None:
        raise invalid("/stage", N_("There is no stage “%(stage)s”."), stage=stage)
    rows = first_deals(by, which_of(asked), [stage], CARDS + 1, _read(cursor))
    cards = cards_of(rows[:CARDS], book, by, at)
    return Column(stage, spoken(chosen.label), (), Activity(), 0, None, cards, _following(rows))


def _columns(
    stages: Iterable[Stage], which: Which, book: Playbook, by: Actor, at: datetime, moved: UUID | None
) -> tuple[Column, ...]:
    stages, added_up = tuple(stages), sums(by, which, day_of(at, book))
    rows = _by_stage(first_deals(by, which, [stage.key for stage in stages], CARDS + 1), stages)
    first = {key: _with_moved(found[:CARDS], key, moved, by) for key, found in rows.items()}
    cards = cards_of([deal for found in first.values() for deal in found], book, by, at)
    return tuple(
        Column(
            key=stage.key,
            label=spoken(stage.label),
            sums=tuple(total for total in added_up.totals if total.stage == stage.key),
            activity=added_up.activity.get(stage.key, Activity()),
            waiting=added_up.waiting.get(stage.key, 0),
            wip_limit=wip_limit(stage.key, book),
            cards=tuple(card for card in cards if card.deal.stage == stage.key),
            following=_following(rows[stage.key]),
        )
        for stage in stages
    )


def _by_stage(deals: Iterable[Opportunity], stages: Iterable[Stage]) -> dict[str, list[Opportunity]]:
    found: dict[str, list[Opportunity]] = {stage.key: [] for stage in stages}
    for deal in deals:
        if deal.stage in found:  # it may have moved on since it was looked for
            found[deal.stage].append(deal)
    return found


def _with_moved(rows: list[Opportunity], stage: str, moved: UUID | None, by: Actor) -> list[Opportunity]:
    """A card that was put here stays in sight, however late it closes."""
    if moved is None or any(row.pk == moved for row in rows):
        return rows
    return [*opportunities_visible_to(by).filter(pk=moved, stage=stage), *rows]


def _following(rows: list[Opportunity]) -> str:
    if len(rows) <= CARDS:
        return ""
    last = rows[CARDS - 1]
    return write_cursor([last.close_on or NEVER, last.pk])


def _read(cursor: str) -> tuple[date, UUID]:
    day, key = read_cursor(cursor, 2)
    try:
        return date.fromisoformat(day), UUID(key)
    except (TypeError, ValueError, AttributeError):
        raise invalid(
            "/cursor",
            N_("This cursor is not one of ours: take next_cursor of the page before."),
            "bad_cursor",
        ) from None
