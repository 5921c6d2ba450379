"""What the agreement calls things, as conditions on a fact row ``f`` that several reports share."""

from __future__ import annotations

from collections.abc import Iterable

from tasuki.insight.cuts import Once
from tasuki.insight.reports import populations as so
from tasuki.insight.reports.quality import DEAD_AFTER
from tasuki.insight.reports.quality import quoted as word
from tasuki.rules.conditions import ALWAYS
from tasuki.rules.decision import Enforcement
from tasuki.rules.playbook import Playbook

CAP_DAYS = 14
"""HY-4: a stage without a cap of its own."""
OPEN = "f.state = 'open'"
LEAD_OPEN = "f.state IN ('mql', 'sal', 'sql', 'discovery')"
SOME_MET = "f.met_at IS NOT NULL"
TO_A_COMPETITOR = "f.exit_reason = 'lost_to_competitor_before_conversion'"
WITHOUT = "f.exit_reason = 'won_without_opportunity'"
CYCLE = """(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', w.won_at - w.created_at))
    FROM deal_facts w WHERE w.won_at IS NOT NULL)"""
"""The seconds from opportunity to win, median."""


def quoted(keys: Iterable[str]) -> str:
    """A list of text in SQL."""
    return f"ARRAY[{', '.join(map(word, keys))}]::text[]"


class Terms:
    """What the agreement calls things, as conditions on a row."""

    def __init__(self, book: Playbook) -> None:
        entry = [one.key for one in book.stage if one.entry]
        before = [one.key for one in book.stage if one.entry or one.kind in ("lost", "void", "pending")]
        cap = max((one.cap_days or CAP_DAYS for one in book.stage if one.entry), default=CAP_DAYS)
        self.entry = quoted(entry)
        self.criteria = [
            one.criterion for gate in book.gate if gate.key == "opportunity" for one in gate.require
        ]
        self.required = quoted(
            one.key
            for one in book.required
            if one.gate == "opportunity" and one.enforcement is Enforcement.BLOCK and one.when == ALWAYS
        )
        self.qualification = quoted(one.code for one in book.reason if one.qualification)
        self.brief = quoted(
            one.code
            for one in book.reason
            if "reject" in one.used_for and (one.leads_to == "sql" or one.exit_cause == "process_failure")
        )
        self.neutral = quoted(
            one.code for one in book.reason if not one.qualification and "exclude" not in one.used_for
        )
        expected = book.slas["SL-10b"].expected_days if "SL-10b" in book.slas else ()
        self.convert_within = max(expected, default=3)
        self._before, self._cap = quoted(before), cap

    @property
    def stuck(self) -> str:
        """K-11b: in an early stage for more than twice the usual time there, and than its cap; where nobody recorded
        when stages began, for longer than it usually takes to win."""
        return f"{OPEN} AND f.stage = ANY ({self.entry}) AND date_part('epoch', %(at)s - f.created_at) > early.longest"

    @property
    def early(self) -> Once:
        """For how many seconds opportunities may stay early."""
        stay = "date_part('epoch', early.left_at - early.created_at)"
        usual = f"""(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY {stay}) FROM (
            SELECT e.created_at, (SELECT min(v.began)
              FROM (SELECT unnest(e.stages) AS stage, unnest(e.stages_at) AS began) v
              WHERE v.stage <> ALL ({self._before})) AS left_at
              FROM deal_facts e WHERE NOT e.stages <@ {self._before}) early
            WHERE early.left_at IS NOT NULL)"""
        return Once("early", "longest", f"greatest(coalesce(2 * {usual}, {CYCLE}), {self._cap * 86_400})")

    @property
    def dead(self) -> str:
        """K-11a."""
        return (
            f"coalesce(f.lost_at, f.voided_at) < f.created_at + interval '{DEAD_AFTER} days' "
            f"AND f.close_reason = ANY ({self.qualification})"
        )

    @property
    def all_met(self) -> str:
        """How many are met comes first: an index knows."""
        if not self.criteria:
            return "f.met IS NOT NULL"
        return f"{SOME_MET} AND array_length(f.met, 1) >= {len(self.criteria)} AND f.met @> {quoted(self.criteria)}"

    @property
    def idle(self) -> str:
        """K-12: every criterion is met for longer than was agreed (SL-10b), and nobody converts."""
        return (
            f"{LEAD_OPEN} AND NOT ({so.CONVERTED}) "
            f"AND f.met_at < {so.ago(self.convert_within)} AND {self.all_met}"
        )

    @property
    def bought_elsewhere(self) -> str:
        """K-12: lost to a competitor before conversion, although (nearly) every criterion was met."""
        return f"{TO_A_COMPETITOR} AND NOT ({so.CONVERTED}) AND {self.nearly_met}"

    @property
    def nearly_met(self) -> str:
        """K-12: all but one of the criteria; where nobody recorded them, the lead itself tells that it was ready."""
        met = " + ".join(f"({quoted([one])} <@ f.met)::int" for one in self.criteria) or "0"
        return f"(f.met IS NULL OR {met} >= {max(0, len(self.criteria) - 1)})"
