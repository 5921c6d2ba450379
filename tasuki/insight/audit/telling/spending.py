"""What each campaign and source cost, and what came of it: the report of the product, where a cost is in the files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasuki.insight.audit.run import Audited
from tasuki.insight.audit.telling.parts import Block, Grid, Part, Speaker
from tasuki.rules.wording import N_

COLUMNS = ("leads", "opportunities", "won", "revenue", "spent", "per_lead", "per_opportunity", "roi")
LISTED = 25


def spending(found: Audited, speaker: Speaker) -> Part | None:
    report = found.reports.get("closed_loop")
    if report is None:
        return None
    blocks: list[Block] = [_table(table, speaker) for table in report["tables"][1:] if table["rows"]]
    blocks += report["notes"]
    blocks.append(
        speaker.say(
            N_(
                "A campaign's money is spread over its days. Wins take time: what young campaigns returned "
                "only grows. A "
                "lead counts for the campaign that its row names."
            )
        )
    )
    return Part("spending", speaker.say(N_("What it cost")), blocks)


def _table(table: Mapping[str, Any], speaker: Speaker) -> Grid:
    labels = {column["key"]: column["label"] for column in table["columns"]}
    kinds = {column["key"]: column["kind"] for column in table["columns"]}
    rows = [
        [
            " / ".join(row["called"].values()),
            *(_told(row["cells"][key], kinds[key], speaker) for key in COLUMNS),
        ]
        for row in table["rows"][:LISTED]
    ]
    headings = ["", *(labels[key] for key in COLUMNS)]
    return Grid(headings, rows, frozenset(range(1, len(headings))), table["label"])


def _told(cell: Mapping[str, Any], kind: str, speaker: Speaker) -> str:
    value = cell["value"]
    if value is None and cell.get("young"):
        return speaker.say(N_("too early to say"))
    if value is None or value == []:
        return "—"
    if kind == "share":
        return speaker.percent(value)
    if kind == "money":
        return speaker.money({one["currency"]: one["amount"] for one in value})
    return speaker.number(value)
