"""Which open opportunities are still true?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tasuki.insight.columns import Cell, Column, Count, Share, Told, Total
from tasuki.insight.cuts import Cut
from tasuki.insight.dimensions import EVERYWHERE
from tasuki.insight.facts import HEALTH
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports.populations import TODAY
from tasuki.insight.reports.quality import quoted
from tasuki.insight.tables import Table
from tasuki.rules.hygiene import LONGEST_IN_STAGE, SKIPPED, TWICE
from tasuki.rules.playbook import Hygiene, Playbook
from tasuki.rules.wording import N_, Sentence

HEALTHY, UNRELIABLE = 0.85, 0.70
"""K-17: from here on it is well; below this the forecast cannot be relied on."""
Condition = Callable[[Hygiene, Playbook], str]


def _days(since: str) -> str:
    return f"floor(extract(epoch FROM %(at)s - {since}) / 86400)"


def _older(since: str, row: Hygiene) -> str:
    return f"coalesce({_days(since)} >= {row.days}, FALSE)" if row.days is not None else "FALSE"


def _stale_date(row: Hygiene, book: Playbook) -> str:
    return f"(f.close_on IS NULL OR f.close_on < {TODAY} OR {_older('f.date_set_at', row)})"


def _no_step(row: Hygiene, book: Playbook) -> str:
    return f"(f.step_set_at IS NULL OR {_older('f.step_set_at', row)})"


def _stalled(row: Hygiene, book: Playbook) -> str:
    return _older("coalesce(f.last_activity_at, f.stage_since)", row)


def _stuck(row: Hygiene, book: Playbook) -> str:
    """Beside what is usual, where enough visits speak for it; else beside the stage's cap."""
    days = _days("f.stage_since")
    caps = " ".join(
        f"WHEN {quoted(one.key)} THEN {one.cap_days}" for one in book.stage if one.cap_days is not None
    )
    cap = f"CASE f.stage {caps} END" if caps else "NULL::int"
    usual = f"{days} > {row.threshold or TWICE} * f.usual_days"
    beside = f"CASE WHEN f.usual_n >= {book.limits.outlier_min_n} THEN {usual} ELSE coalesce({days} > {cap}, FALSE) END"
    return f"({days} >= {row.days or LONGEST_IN_STAGE} OR {beside})"


def _pushed(row: Hygiene, book: Playbook) -> str:
    return f"f.close_date_pushes >= {row.threshold or TWICE}"


def _jumped(row: Hygiene, book: Playbook) -> str:
    return f"f.skipped >= {row.threshold or SKIPPED}"


def _alone(row: Hygiene, book: Playbook) -> str:
    if row.threshold is None:
        return "FALSE"
    ours = f"f.currency = {quoted(book.playbook.currency)}"
    return f"(f.contacts <= 1 AND {ours} AND coalesce(f.amount > {row.threshold}, FALSE))"


def _senseless(row: Hygiene, book: Playbook) -> str:
    """No amount, an impossible probability, or a last move that went back."""
    keys = ", ".join(quoted(one.key) for one in book.stage if one.kind == "open")
    order = f"ARRAY[{keys}]::text[]"
    visits = f"""SELECT visit, lag(visit) OVER (ORDER BY place) AS before, place
        FROM unnest(f.stages) WITH ORDINALITY way(visit, place) WHERE visit = ANY({order})"""
    back = f"""(SELECT array_position({order}, visit) < array_position({order}, before)
        FROM ({visits}) way ORDER BY place DESC LIMIT 1)"""
    odd = "coalesce(f.probability NOT BETWEEN 0 AND 1, FALSE)"
    return f"(f.amount IS NULL OR f.amount <= 0 OR {odd} OR coalesce({back}, FALSE))"


CONDITIONS: Mapping[str, Condition] = {
    "HY-1": _stale_date,
    "HY-2": _no_step,
    "HY-3": _stalled,
    "HY-4": _stuck,
    "HY-5": _pushed,
    "HY-6": _jumped,
    "HY-7": _alone,
    "HY-8": _senseless,
}
"""The questions of `rules.hygiene`, asked of all open deals at once; a test holds the two to each other."""
LABELS: Mapping[str, str] = {
    "HY-1": N_("close date passed or stale"),
    "HY-2": N_("no next step, or a stale one"),
    "HY-3": N_("no activity"),
    "HY-4": N_("too long in its stage"),
    "HY-5": N_("pushed again and again"),
    "HY-6": N_("stages skipped"),
    "HY-7": N_("large, and one contact only"),
    "HY-8": N_("figures that make no sense"),
}


def flags(book: Playbook) -> dict[str, str]:
    """The agreement's flags, each as a condition on a deal's row ``f``."""
    return {row.id: CONDITIONS[row.id](row, book) for row in book.hygiene if row.id in CONDITIONS}


def _verdict(group: Mapping[str, Any], cells: Mapping[str, Cell], book: Playbook) -> Sentence | None:
    """K-17."""
    score = cells["clean"].value
    if score is None:
        return None
    if score >= HEALTHY:
        return Sentence(N_("well"))
    return Sentence(N_("the forecast is unreliable") if score < UNRELIABLE else N_("needs work"))


def _columns(book: Playbook) -> tuple[Column, ...]:
    raised = flags(book)
    dirty = " OR ".join(raised.values()) or "FALSE"
    return (
        Count("open", N_("Open now")),
        Share("clean", N_("Clean"), f"NOT ({dirty})"),
        Told("verdict", N_("Verdict"), _verdict),
        *(Count(key.lower().replace("-", "_"), LABELS[key], condition) for key, condition in raised.items()),
        Total("amount", N_("Amount"), dirty),
    )


def _tables(book: Playbook) -> tuple[Table, ...]:
    cut, columns = Cut(HEALTH), _columns(book)
    return (
        Table("together", N_("Everybody together, and as it is split"), cut, columns),
        Table("by_owner", N_("By AE"), cut, columns, also=("ae",)),
        Table("by_stage", N_("By stage"), cut, columns, also=("deal_stage",)),
    )


REPORT = Report(
    key="hygiene",
    question=N_("Which open opportunities are still true?"),
    definition=N_(
        "Every opportunity that is open now, by the agreement's flags: one that has none is clean. The score is clean "
        "ones among open ones: 85 % and more is well, under 70 % the forecast cannot be relied on. A flag asks for a "
        "decision (revive, nurture, close with its reason) and closes nothing. The amount is of those that have a flag."
    ),
    rules=("K-17", "HY-1", "HY-2", "HY-3", "HY-4", "HY-5", "HY-6", "HY-7", "HY-8", "HY-10"),
    family="value",
    tables=_tables,
    by=tuple(key for key in EVERYWHERE if key not in ("week", "month", "quarter")),
    chart=Chart("by_owner", ("clean",), x="ae"),
)
