"""A draft tried on history, as a page: how many decisions of each gate change, and which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from tasuki.calibration.shapes import summary
from tasuki.calibration.trial import MOST, USUAL, USUAL_DAYS, Retried, Trial, try_on_history
from tasuki.desk.forms.field import Field, told
from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import invalid
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import book_of, version_stamped
from tasuki.rules.labels import gate_called
from tasuki.rules.replay import Outcome, Tally
from tasuki.rules.wording import N_, Sentence

SHOWN = 25
TITLES: Mapping[Outcome, str] = {
    Outcome.NEWLY_REFUSED: N_("Newly refused"),
    Outcome.NEWLY_LET_THROUGH: N_("Newly let through"),
    Outcome.SAME: N_("The same, with other findings"),
    Outcome.UNTOLD: N_("Cannot be told"),
}


@dataclass(frozen=True, slots=True)
class TallyShown:
    label: Sentence
    counts: Tally


@dataclass(frozen=True, slots=True)
class RetriedShown:
    """One decision; ``state`` is what became of it: of the deal where there is one."""

    row: Retried
    gate: Sentence

    @property
    def state(self) -> str:
        return self.row.fate.deal_state or self.row.fate.state


@dataclass(frozen=True, slots=True)
class Group:
    """Decisions with one outcome, the newest first; ``count`` may be more than are shown."""

    key: str
    title: str
    count: int
    rows: tuple[RetriedShown, ...]


@dataclass(frozen=True, slots=True)
class TryingPage:
    version: PlaybookVersion
    fields: tuple[Field, ...]
    trial: Trial | None
    summary: tuple[Sentence, ...] = ()
    tallies: tuple[TallyShown, ...] = ()
    groups: tuple[Group, ...] = ()


def trying_page(stamp: str, asked: Mapping[str, str], *, by: Actor, at: datetime) -> TryingPage:
    """``asked`` is what the form sends, empty before it is sent. Raises `Forbidden`, `NotFound`, `Invalid`."""
    version = version_stamped(stamp)
    if not asked:
        return TryingPage(version, _fields(asked), None)
    first, last, most = _day(asked, "from"), _day(asked, "to"), _number(asked.get("most", ""))
    trial = try_on_history(book_of(version), first, last, by=by, at=at, most=most)
    shown = {"from": str(trial.first), "to": str(trial.last), "most": str(most)}
    return TryingPage(
        version,
        _fields(shown),
        trial,
        summary(trial),
        tuple(TallyShown(gate_called(one.gate), one) for one in trial.tallies),
        tuple(_groups(trial)),
    )


def not_tried(version: PlaybookVersion, asked: Mapping[str, str], refused: Refused) -> TryingPage:
    """The form as it was sent, with what is wrong with it."""
    return TryingPage(version, told(_fields(asked), refused), None)


def _groups(trial: Trial) -> list[Group]:
    groups = []
    for outcome, title in TITLES.items():
        rows = trial.by_outcome[outcome]
        if outcome is Outcome.SAME:
            rows = tuple(one for one in rows if one.replayed.appeared or one.replayed.gone)
        if rows:
            shown = tuple(RetriedShown(one, gate_called(one.decided.gate)) for one in rows[:SHOWN])
            groups.append(Group(outcome.value, gettext(title), len(rows), shown))
    return groups


def _fields(asked: Mapping[str, str]) -> tuple[Field, ...]:
    usual = gettext("Left out, it is the last %(days)s days.") % {"days": USUAL_DAYS}
    most = gettext("The newest, at most %(most)s.") % {"most": MOST}
    return (
        Field("from", gettext("First day"), "date", asked.get("from", ""), help=usual),
        Field("to", gettext("Last day"), "date", asked.get("to", ""), help=gettext("Left out, it is today.")),
        Field("most", gettext("Decisions"), "number", asked.get("most", "") or str(USUAL), help=most),
    )


def _day(asked: Mapping[str, str], name: str) -> date | None:
    typed = asked.get(name, "")
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise invalid(f"/{name}", N_("“%(text)s” is no date."), text=typed) from None


def _number(typed: str) -> int:
    if not typed:
        return USUAL
    return int(typed) if typed.isdecimal() else 0
