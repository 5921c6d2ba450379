"""Are both sides on the way to what they aim at together?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from tasuki.insight.asked import Asked
from tasuki.insight.columns import AverageAmount, Cell, Count, Of, Share, Told
from tasuki.insight.cuts import Cut
from tasuki.insight.facts import DEALS, DELIVERIES
from tasuki.insight.report import Chart, Report
from tasuki.insight.reports import populations as so
from tasuki.insight.reports.attainment import OUR_OWN
from tasuki.insight.tables import Filled, Table
from tasuki.playbooks.telling.values import share_told
from tasuki.rules.amounts import money_told
from tasuki.rules.pace import pace
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence


def _wanted(group: Mapping[str, Any], cells: Mapping[str, Cell], book: Playbook) -> Sentence | None:
    aims = book.targets
    values = {
        "mqls": aims.mqls_per_month,
        "share": share_told(aims.acceptance),
        "opportunities": aims.opportunities_per_month,
        "amount": money_told(aims.average_amount, aims.currency),
    }
    return Sentence(N_("%(mqls)s MQLs, %(share)s accepted, %(opportunities)s × %(amount)s"), values)


def _tables(book: Playbook) -> tuple[Table, ...]:
    made = Cut(DEALS, "created_at", f"{OUR_OWN} AND f.voided_at IS NULL")
    numbers = (
        Count("delivered", N_("MQLs delivered")),
        Share("accepted", N_("accepted"), "f.sal_at IS NOT NULL"),
        Of(made, Count("created", N_("Opportunities created"))),
        Of(made, AverageAmount("amount", N_("Amount, average"), book.targets.currency)),
    )
    delivered = Cut(DELIVERIES, "mql_at", f"{so.LEADS} AND {OUR_OWN}")
    return (
        Table(
            "months",
            N_("Month by month"),
            delivered,
            (*numbers, Told("wanted", N_("Target"), _wanted)),
            ("month",),
        ),
        Table("period", N_("In the whole period"), delivered, numbers),
    )


def _paces(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Sentence, ...]:
    """X and Z as they are due by today, Y and W as they stand: the four belong together."""
    together = filled[1].total.cells
    today, aims = asked.at.astimezone(ZoneInfo(asked.zone)).date(), book.targets
    said = []
    for label, per_month, key in (
        (N_("MQLs delivered"), aims.mqls_per_month, "delivered"),
        (N_("Opportunities created"), aims.opportunities_per_month, "created"),
    ):
        found = pace(per_month, together[key].value or 0, asked.since, asked.until, today)
        template = N_("%(what)s: %(came)s; %(due)s were due by today of %(wanted)s in the period, behind.")
        if found.is_kept:
            template = N_(
                "%(what)s: %(came)s; %(due)s were due by today of %(wanted)s in the period, on pace."
            )
        values = {"came": round(found.came), "due": _whole(found.due), "wanted": _whole(found.wanted)}
        said.append(Sentence(template, {"what": Sentence(label), **values}))
    return tuple(said)


def _whole(number: float) -> int:
    """So many have to be there: nine do not do for nine and a third."""
    return ceil(round(number, 6))


REPORT = Report(
    key="targets",
    question=N_("Are both sides on the way to what they aim at together?"),
    definition=N_(
        "The agreement's target set: so many MQLs a month from marketing, such a share of them accepted by sales, "
        "so many opportunities of such an average amount from both. None is worth anything without the others. "
        "What is due by today is the month's target in proportion to its days. Narrowed or split, the numbers are "
        "a part of the whole, and the targets are not."
    ),
    rules=("RP-2", "K-8a"),
    family="volume",
    tables=_tables,
    chart=Chart("months", ("delivered", "created"), x="month"),
    notes=_paces,
)
