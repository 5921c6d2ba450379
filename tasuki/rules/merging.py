"""Two records are one: which value stays, and which promises go on (AR-5)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tasuki.rules.wording import N_, Sentence

Side = Literal["survivor", "gone"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A value with who set it when: ``by_person`` is false for imports, forms, enrichment and programs."""

    value: object
    at: datetime | None = None
    by_person: bool = False

    @property
    def is_empty(self) -> bool:
        return self.value is None or self.value in ("", [], {}, ())


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose value stays, and why."""

    takes: Side
    because: Sentence


def which_value(survivor: Stated, gone: Stated) -> Choice:
    """What a person typed on the record that stays is never replaced unasked; an empty field is filled."""
    if gone.is_empty:
        return Choice("survivor", Sentence(N_("filled only on the one that stays")))
    if survivor.is_empty:
        return Choice("gone", Sentence(N_("filled only on the one that goes")))
    if folded(survivor.value) == folded(gone.value):
        return Choice("survivor", Sentence(N_("the same, in another spelling")))
    if survivor.by_person:
        return Choice("survivor", Sentence(N_("a person entered it on the one that stays")))
    if gone.by_person:
        return Choice("gone", Sentence(N_("a person entered it on the one that goes")))
    if survivor.at and gone.at and gone.at > survivor.at:
        return Choice("gone", Sentence(N_("the newer one")))
    if survivor.at and gone.at and gone.at < survivor.at:
        return Choice("survivor", Sentence(N_("the newer one")))
    return Choice("survivor", Sentence(N_("nothing speaks for the other")))


def folded(value: object) -> object:
    """A text without width, case and spaces; anything else as it is."""
    if not isinstance(value, str):
        return value
    return "".join(unicodedata.normalize("NFKC", value).casefold().split())


@dataclass(frozen=True, slots=True)
class Owed:
    """A clock of one of the two leads, as far as a merge asks: ``kept`` where its promise was met, late or not."""

    id: str
    sla: str
    started_at: datetime
    stopped_at: datetime | None = None
    kept: bool = False

    @property
    def runs(self) -> bool:
        return self.stopped_at is None


@dataclass(frozen=True, slots=True)
class Promises:
    """``moved`` go on with the survivor, ``released`` (of either lead) have lost their object; each with its reason."""

    moved: tuple[str, ...]
    released: tuple[tuple[str, Sentence], ...]


OLDER_GOES_ON = N_("Both owe the same promise: the older one goes on.")
KEPT_ON_THE_OTHER = N_("It was kept on the other lead meanwhile.")
NOT_OF_THIS_STAGE = N_("The lead that stays is at another stage, where other promises hold.")


def which_promises(survivor: Iterable[Owed], gone: Iterable[Owed], *, same_state: bool) -> Promises:
    """One buyer is owed each promise once.

    Where both run, the one that began first goes on: the buyer has waited since then. One that was kept on the other
    lead after it began is kept for the buyer. A promise of the lead that goes moves where both are at the same stage.
    """
    ours, theirs = tuple(survivor), tuple(gone)
    moved: list[str] = []
    released: list[tuple[str, Sentence]] = []
    running = {clock.sla: clock for clock in ours if clock.runs}
    for clock in theirs:
        if not clock.runs:
            continue
        rival = running.get(clock.sla)
        if _kept_since(clock, ours):
            released.append((clock.id, Sentence(KEPT_ON_THE_OTHER)))
        elif not same_state:
            released.append((clock.id, Sentence(NOT_OF_THIS_STAGE)))
        elif rival is None:
            moved.append(clock.id)
        elif clock.started_at < rival.started_at:
            moved.append(clock.id)
            released.append((rival.id, Sentence(OLDER_GOES_ON)))
            del running[clock.sla]
        else:
            released.append((clock.id, Sentence(OLDER_GOES_ON)))
    released += [
        (clock.id, Sentence(KEPT_ON_THE_OTHER)) for clock in running.values() if _kept_since(clock, theirs)
    ]
    return Promises(tuple(moved), tuple(released))


def _kept_since(clock: Owed, others: tuple[Owed, ...]) -> bool:
    return any(
        one.sla == clock.sla
        and one.kept
        and one.stopped_at is not None
        and one.stopped_at >= clock.started_at
        for one in others
    )
