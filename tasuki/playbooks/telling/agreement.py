"""The agreement itself, as both sides sign it: targets, what each side promises, the meetings, and the way up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tasuki.playbooks.telling.chapter import Chapter, Entry, Table, entry, filled
from tasuki.playbooks.telling.chapters.stages import EVERY
from tasuki.playbooks.telling.measures import measure_told
from tasuki.playbooks.telling.people import ladder_told, person_called
from tasuki.playbooks.telling.values import share_told
from tasuki.rules.amounts import money_told
from tasuki.rules.playbook import Cadence, Commitment, Playbook
from tasuki.rules.wording import N_, Sentence, Text

SIDES: Mapping[str, str] = {
    "marketing": N_("Marketing commits"),
    "sales": N_("Sales commits"),
    "sdr": N_("SDRs commit"),
    "ae": N_("AEs commit"),
    "joint": N_("Both commit"),
    "escalation": N_("When it does not work"),
}
_WHAT = (Sentence(N_("Item")), Sentence(N_("Value")))


def agreement_of(book: Playbook) -> Chapter:
    """What stands on the paper that both sides sign."""
    introduction = N_("What marketing and sales promise each other, and how each promise is measured.")
    tables = (
        targets(book),
        *(_side(title, promises) for title, promises in promises_of(book)),
        ladder(book),
        meetings(book),
    )
    return Chapter("agreement", Sentence(N_("The agreement")), Sentence(introduction), filled(tables))


def targets(book: Playbook) -> Table:
    """X, Y, Z and W stand together, because they depend on each other (RP-2)."""
    wanted = book.targets
    rows = (
        entry("", Sentence(N_("Marketing: qualified leads (MQLs) a month")), str(wanted.mqls_per_month)),
        entry("", Sentence(N_("Sales: share of the MQLs that is accepted")), share_told(wanted.acceptance)),
        entry("", Sentence(N_("Both: opportunities created a month")), str(wanted.opportunities_per_month)),
        entry(
            "",
            Sentence(N_("Both: average amount of an opportunity")),
            money_told(wanted.average_amount, wanted.currency),
        ),
    )
    return Table(Sentence(N_("Targets")), _WHAT, rows)


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment in words: how it is measured, and who answers for it."""

    commitment: Commitment
    measure: Sentence | Text
    owner: Sentence | None


def promises_of(book: Playbook) -> tuple[tuple[Sentence, tuple[Promise, ...]], ...]:
    """What each side promises; a side that promises nothing is left out."""
    sides = (
        (Sentence(title), tuple(_promise(one, book) for one in book.commitment if one.side == side))
        for side, title in SIDES.items()
    )
    return tuple((title, promises) for title, promises in sides if promises)


def _promise(one: Commitment, book: Playbook) -> Promise:
    return Promise(one, measure_told(one.measure, book), person_called(one.owner) if one.owner else None)


def _side(title: Sentence, promises: tuple[Promise, ...]) -> Table:
    headings = (Sentence(N_("Commitment")), Sentence(N_("Measured by")), Sentence(N_("Who answers for it")))
    rows = tuple(entry(one.commitment.key, one.commitment.text, one.measure, one.owner) for one in promises)
    return Table(title, headings, rows)


def ladder(book: Playbook) -> Table:
    """Who takes up a broken promise, rung by rung (SL-20)."""
    ways: dict[tuple[str, ...], list[str]] = {}
    for sla in book.sla:
        if not sla.is_benchmark:
            ways.setdefault(sla.then, []).append(sla.id)
    headings = (Sentence(N_("Broken promises")), Sentence(N_("Go to")))
    rows = tuple(entry("", ", ".join(ids), ladder_told(rungs)) for rungs, ids in ways.items())
    return Table(Sentence(N_("The escalation ladder")), headings, rows)


def meetings(book: Playbook) -> Table:
    headings = (Sentence(N_("Meeting or report")), Sentence(N_("How often")), Sentence(N_("Agenda")))
    return Table(Sentence(N_("Meetings and reports")), headings, tuple(_cadence(one) for one in book.cadence))


def _cadence(one: Cadence) -> Entry:
    return entry(one.key, one.label, Sentence(EVERY[one.every]), one.agenda)
