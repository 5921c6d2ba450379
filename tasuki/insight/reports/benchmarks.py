"""Is our conversion rate where others' is, and do the opportunities hold?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasuki.insight.asked import Asked
from tasuki.insight.columns import Cell, Count, Share, Told
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import DEALS, LEADS
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.reports.quality import DEAD_AFTER, quality
from tasuki.insight.tables import Filled, Table
from tasuki.rules.benchmarks import PLACES, bands_for, blended_warning, standing
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence


def _place(group: Mapping[str, Any], cells: Mapping[str, Cell], book: Playbook) -> Sentence | None:
    """K-30: the most specific bands that apply, each with where the rate stands in it."""
    kinds = {one.key: one.kind for one in book.source}
    what = {key: str(value) for key, value in group.items() if value}
    if "source" in what:
        what["source"] = kinds.get(what["source"], what["source"])
    rate = cells["rate"]
    whole = rate.whole or 0
    part = round((rate.value or 0) * whole)
    said = []
    for band in bands_for(book, what):
        found = standing(part, whole, band)
        values = {
            "band": band.label,
            "low": f"{band.low:.0%}",
            "high": f"{band.high:.0%}",
            "place": Sentence(PLACES[found.place]),
        }
        template = N_("%(band)s %(low)s–%(high)s: %(place)s")
        if not found.certain and whole >= 30:
            template = N_("%(band)s %(low)s–%(high)s: %(place)s, not certainly")
        said.append(Sentence(template, values))
    return Sentence("%(said)s", {"said": said}) if said else None


_LIVED_30 = f"f.converted_at < {so.ago(DEAD_AFTER)}"
_DIED_30 = f"f.lost_at < f.converted_at + interval '{DEAD_AFTER} days'"


def _rates(key: str, label: str, *also: str) -> Table:
    return Table(
        key,
        label,
        Cut(LEADS, "captured_at", so.LEADS),
        (
            Count("leads", N_("Leads")),
            Share("rate", N_("Lead → opportunity"), so.CONVERTED),
            Told("band", N_("Published band"), _place),
            Share("won", N_("of these won"), so.WON, so.CONVERTED),
            Share("dead", N_("of these dead within 30 days"), _DIED_30, f"{so.CONVERTED} AND {_LIVED_30}"),
        ),
        also=also,
    )


def _quality(book: Playbook) -> Table:
    return Table(
        "quality",
        N_("Quality of the opportunities that were made"),
        Cut(DEALS, "created_at"),
        (
            Count("made", N_("Opportunities")),
            *quality(book),
            Share("overridden", N_("made by override"), "f.overridden"),
        ),
    )


def _tables(book: Playbook) -> tuple[Table, ...]:
    return (
        _rates("rates", N_("Everybody together, and as it is split")),
        _rates("by_source", N_("By source"), "source"),
        _rates("by_segment", N_("By segment"), "segment"),
        _rates("by_industry", N_("By industry"), "industry"),
        _quality(book),
    )


def _notes(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Sentence, ...]:
    """The blended rate's warning, and what bands are worth."""
    rate = filled[0].total.cells["rate"]
    whole = rate.whole or 0
    warning = blended_warning(round((rate.value or 0) * whole), whole, book)
    bands = Sentence(
        N_("The bands come from a vendor's article; nobody has measured them. They are editable.")
    )
    return (*([warning] if warning else []), bands)


REPORT = Report(
    key="benchmarks",
    question=N_("Is our conversion rate where others' is, and do the opportunities hold?"),
    definition=N_(
        "Opportunities among the distinct leads captured in the period, beside the most specific published bands "
        "that apply; with fewer than 30 leads nothing is said. A rate is worth what its opportunities are worth: "
        "25 % that die are worse than 10 % that hold, so quality stands beside it. Dead means lost or undone "
        "within 30 days, counted among those made more than 30 days ago. Proven means that 30 days after its "
        "making every criterion stood at level 2 or more, of those whose answers are on record; what an import "
        "brought has none."
    ),
    rules=("K-2", "K-10", "K-30", "K-31", "K-32"),
    family="conversion",
    tables=_tables,
    chart=Chart("by_source", ("rate",), x="source"),
    notes=_notes,
)
