"""From the numbers of the report `diagnosis` to the five diagnoses, and where the rows behind each sign are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasuki.insight.asked import Asked
from tasuki.insight.columns import Cell
from tasuki.insight.tables import Filled
from tasuki.rules.diagnosis import Diagnosis, Group, Measured, Part, Sum, diagnose
from tasuki.rules.playbook import Playbook


@dataclass(frozen=True, slots=True)
class At:
    """A number of the report."""

    table: str
    column: str


PARTS: Mapping[str, tuple[At, ...]] = {
    "early_deaths": (At("made", "early_deaths"),),
    "unreal": (At("made", "unreal"),),
    "overridden": (At("made", "overridden"),),
    "mature_won": (At("made", "mature_won"),),
    "stuck": (At("pipeline", "stuck"),),
    "fields_missing": (At("pipeline", "fields_missing"),),
    "guessed": (At("pipeline", "guessed"),),
    "without_role": (At("pipeline", "without_role"),),
    "source_lost": (At("pipeline", "source_lost"),),
    "win": (At("closed", "win"),),
    "short_notice": (At("closed", "short_notice"), At("ready", "without")),
    "bought_elsewhere": (At("ready", "bought_elsewhere"),),
    "idle": (At("ready", "idle"),),
    "slow": (At("ready", "slow"),),
    "rate": (At("captured", "rate"),),
    "brief_incomplete": (At("handoffs", "brief_incomplete"),),
    "asked_again": (At("handoffs", "asked_again"),),
    "rated_low": (At("handoffs", "rated_low"),),
    "sent_back": (At("handoffs", "sent_back"),),
    "sent_back_for_good": (At("handoffs", "sent_back_for_good"),),
    "decided_late": (At("handoffs", "decided_late"),),
    "accepted_by_aes": (At("handoffs", "accepted"),),
    "accepted_became": (At("handoffs", "became"),),
    "without_sdr": (At("calls", "without_sdr"),),
    "accepted_by_sales": (At("delivered", "accepted"),),
    "accepted_leads_became": (At("delivered", "became"),),
    "overturned": (At("handoffs", "overturned"), At("delivered", "overturned")),
}
"""Where each number of `Measured` stands; counts of several places are added, since they are of different records."""
SUMS: Mapping[str, At] = {
    "won": At("closed", "won"),
    "made": At("made", "made_amount"),
    "mature": At("made", "mature"),
    "mature_won": At("made", "mature_won_amount"),
    "stuck_amount": At("pipeline", "stuck_amount"),
    "missing_amount": At("pipeline", "missing_amount"),
    "idle_amount": At("waiting", "idle_amount"),
}
GROUPS: Mapping[str, At] = {
    "aes": At("by_ae", "accepted"),
    "pairs": At("by_pair", "accepted"),
    "versions": At("versions", "made"),
    "reasons": At("delivered", "judged"),
}


def places_of(sign: str) -> tuple[At, ...]:
    """The numbers whose lists are the evidence of a sign."""
    if sign == "created_to_won":
        return (SUMS["mature"], SUMS["mature_won"])
    return PARTS.get(sign) or ((GROUPS[sign],) if sign in GROUPS else ())


def diagnoses_of(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Diagnosis, ...]:
    """The five, from the filled tables of the report."""
    return diagnose(measured(filled, asked, book), book)


def measured(filled: Sequence[Filled], asked: Asked, book: Playbook) -> Measured:
    tables = {one.table.key: one for one in filled}
    return Measured(
        days=max(1, (asked.until - asked.since).days + 1),
        parts={key: _part([_total(place, tables) for place in places]) for key, places in PARTS.items()},
        sums={key: _sums(_total(place, tables)) for key, place in SUMS.items()},
        groups={
            **{
                key: _groups(tables[GROUPS[key].table], GROUPS[key].column)
                for key in ("aes", "pairs", "versions")
            },
            "reasons": _reasons(tables["delivered"], book),
        },
    )


def _total(place: At, tables: Mapping[str, Filled]) -> Cell:
    return tables[place.table].total.cells[place.column]


def _part(cells: Sequence[Cell]) -> Part:
    counted = [_counted(one) for one in cells]
    return Part(sum(one.part for one in counted), sum(one.whole for one in counted))


def _counted(cell: Cell) -> Part:
    """A count is its own whole."""
    if cell.whole is None:
        return Part(cell.value or 0, cell.value or 0)
    return Part(round((cell.value or 0) * cell.whole), cell.whole)


def _sums(cell: Cell) -> dict[str, Sum]:
    return {currency: Sum(amount, cell.counts[currency]) for currency, amount in (cell.value or {}).items()}


def _groups(table: Filled, column: str) -> tuple[Group, ...]:
    found = []
    for row in table.rows:
        part = _counted(row.cells[column])
        found.append(Group(tuple(str(one or "") for one in row.group), part.part, part.whole))
    return tuple(found)


def _reasons(table: Filled, book: Playbook) -> tuple[Group, ...]:
    """How many of each source's judged MQLs a reason of qualification turned away; an accepted one has none."""
    qualifying = {one.code for one in book.reason if one.qualification}
    judged: dict[str, int] = {}
    for row in table.rows:
        judged[row.group[0]] = judged.get(row.group[0], 0) + row.cells["judged"].value
    return tuple(
        Group((str(row.group[0]), str(row.group[1])), row.cells["judged"].value, judged[row.group[0]])
        for row in table.rows
        if row.group[0] and row.group[1] in qualifying
    )
