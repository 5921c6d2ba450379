"""What opportunities are worth (K-10): conditions on a deal's row ``f``, and numbers that stand beside every rate."""

from __future__ import annotations

from tasuki.insight.columns import Column, Share
from tasuki.insight.reports import populations as so
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

DEAD_AFTER = 30
"""K-10, K-11a: days within which an opportunity that dies was never real; its criteria are looked at after them."""
MONTH_OLD = f"f.created_at < {so.ago(DEAD_AFTER)}"
DIED = f"coalesce(f.lost_at, f.voided_at) < f.created_at + interval '{DEAD_AFTER} days'"
LIVED = f"coalesce({DIED}, FALSE) IS FALSE"


def quality(book: Playbook) -> tuple[Column, ...]:
    """K-10: what became of the opportunities, and whether they stood on proof."""
    return (
        Share("third", N_("reached the third stage"), f"({reached(book, 2)}) OR {so.WON}"),
        Share("won", N_("won"), so.WON),
        Share("dead", N_("dead within 30 days"), DIED, MONTH_OLD),
        proven(book),
    )


def proven(book: Playbook) -> Share:
    """Whether every criterion was proven thirty days after the making, of those whose answers are on record."""
    keys = ", ".join(quoted(one.key) for one in book.criterion if one.gated)
    all_of_them = f"f.proven @> ARRAY[{keys}]::text[]"
    return Share(
        "proven", N_("all criteria proven at 30 days"), all_of_them, f"({MONTH_OLD}) AND f.proven IS NOT NULL"
    )


def reached(book: Playbook, place: int, row: str = "f") -> str:
    """Whether the deal of a row has been in the open stage of this place (counted from 0) or a later one."""
    stages = [stage.key for stage in book.stage if stage.kind == "open"]
    later = ", ".join(quoted(key) for key in stages[place:])
    return f"{row}.stages && ARRAY[{later}]::text[]" if later else "TRUE"


def quoted(key: str) -> str:
    """A word of the agreement within a statement that has parameters."""
    return "'" + key.replace("'", "''").replace("%", "%%") + "'"
