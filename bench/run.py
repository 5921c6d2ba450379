"""The order of the scenarios, and what a run leaves: a table on the terminal and a JSON file."""

from __future__ import annotations

import json
import os
import platform
import shutil
import time
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

import tasuki
from bench.figure import Figure, shown
from bench.place import Place, open_product_in, place_of_its_own

if TYPE_CHECKING:
    from bench.stage import Stage

BUSY = 0.5
RESULTS = Path(__file__).parent / "results"
NAMES = (
    "verdicts",
    "import",
    "audit",
    "create",
    "convert",
    "http",
    "bulk",
    "route",
    "arrive",
    "lists",
    "open",
    "desk",
    "duplicates",
    "promises",
    "reports",
    "web",
)
HEADINGS = ("", "figure", "floor", "ratio", "must", "")
Say = Callable[[str], None]


def run(only: Collection[str], small: bool, file: Path | None, as_json: bool, say: Say) -> bool:
    """Measure, print the table (or the JSON) and write the JSON. Returns whether every figure is what it must be."""
    began_at, began, load = datetime.now(UTC), time.perf_counter(), os.getloadavg()[0]
    with place_of_its_own() as place:
        open_product_in(place)
        figures = list(_measured(place, only, small, say))
        facts = _facts(place, began_at, small, load)
    written = file or RESULTS / f"{began_at:%Y-%m-%dT%H%M%SZ}.json"
    written.parent.mkdir(parents=True, exist_ok=True)
    result = {
        **facts,
        "seconds": round(time.perf_counter() - began, 1),
        "figures": [one.as_json() for one in figures],
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    written.write_text(f"{text}\n", encoding="utf-8")
    print(text if as_json else f"{table(figures)}\n")
    say(f"{result['seconds']:.0f} s in all; {written}")
    if load > BUSY:
        say(f"The load average was {load:.1f} before it began: others were at work, and slowed this.")
    return all(one.verdict != "short" for one in figures)


def _measured(place: Place, only: Collection[str], small: bool, say: Say) -> Iterator[Figure]:
    from bench.stage import FULL, SMALL, Stage

    with Stage(place, SMALL if small else FULL, say) as stage:
        for name, scenario in _scenarios().items():
            if only and name not in only:
                continue
            say(name)
            for figure in scenario(stage):
                say("  " + "  ".join(filter(None, (*_line(figure), figure.note))))
                yield figure


def _scenarios() -> Mapping[str, Callable[[Stage], Iterator[Figure]]]:
    """Imported here because they need the product set up."""
    from bench.scenarios import (
        auditing,
        converting,
        creating,
        desk,
        importing,
        judging,
        promises,
        reading,
        reports,
        routing,
        standing,
    )  # fmt: skip

    scenarios = (
        judging.gate_verdicts, importing.import_leads, auditing.audit_an_export, creating.create_leads,
        converting.convert_one_by_one, converting.convert_over_http, converting.convert_in_bulk, routing.route_in_bulk,
        routing.from_door_to_owner, reading.lists_of_leads, reading.one_lead,
        desk.at_the_desk, reading.possible_duplicates, promises.running_promises,
        reports.reports, standing.web_server,
    )  # fmt: skip
    return dict(zip(NAMES, scenarios, strict=True))


def _facts(place: Place, began_at: datetime, small: bool, load: float) -> dict[str, Any]:
    """What somebody has to know who compares this run with another."""
    with psycopg.connect(place.dsn) as connection:
        version = connection.info.server_version
    return {
        "at": began_at.isoformat().replace("+00:00", "Z"), "version": tasuki.__version__, "small": small,
        "python": platform.python_version(), "postgresql": version // 10_000, "cpus": os.cpu_count(),
        "load_before": round(load, 2),
    }  # fmt: skip


def table(figures: Sequence[Figure]) -> str:
    """One line per figure; notes stand below their figure where the terminal is narrow."""
    lines = [HEADINGS, *map(_line, figures)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(HEADINGS))]
    notes = ["", *(figure.note for figure in figures)]
    room = shutil.get_terminal_size((160, 40)).columns - sum(widths) - 2 * len(widths)
    told = []
    for line, note in zip(lines, notes, strict=True):
        cells = [_padded(cell, width, at) for at, (cell, width) in enumerate(zip(line, widths, strict=True))]
        beside = note if _width(note) <= room else ""
        told.append("  ".join([*cells, beside]).rstrip())
        if note and not beside:
            told.append(f"    {note}")
    return "\n".join(told)


def _line(figure: Figure) -> tuple[str, ...]:
    return (
        figure.what,
        f"{shown(figure.figure)} {figure.unit}",
        shown(figure.floor) if figure.floor else "",
        f"{figure.ratio:.2f}" if figure.ratio else "",
        ", ".join(map(str, figure.musts)),
        figure.verdict,
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(cell: str, width: int, at: int) -> str:
    space = " " * (width - _width(cell))
    return space + cell if at in (1, 2, 3) else cell + space
