"""Reports about handoffs, people, promises and approvals equal a second reckoning."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.tests.by_hand.reckoned import Hand, Number, compare, count, days, mean, money, share
from tasuki.insight.tests.by_hand.rows import Deal, Records, is_in, written
from tasuki.insight.tests.history import STAGES, dense
from tasuki.playbooks.presets import load_preset
from tasuki.sla.models import Clock
from tasuki.stages.conversion.models import Approval
from tasuki.stages.handoff.models import Handoff

BOOK = load_preset("article")
SEEDS = range(3)
AT = datetime.fromisoformat("2026-12-31T06:00:00+00:00")
ASKED = Asked(date(2026, 9, 15), date(2026, 10, 31), AT, "Asia/Tokyo")
MONTH = timedelta(days=30)
pytestmark = pytest.mark.django_db


def is_old(deal: Deal) -> bool:
    return deal.created_at < AT - MONTH


def is_dead(deal: Deal) -> bool:
    return deal.died_at is not None and deal.died_at < deal.created_at + MONTH


QUALITY: dict[str, Number] = {
    "third": share(lambda deal: deal.won_at is not None or not set(STAGES[2:]).isdisjoint(deal.furthest)),
    "won": share(lambda deal: deal.won_at is not None),
}
KEPT = share(lambda clock: clock.outcome == "met", lambda clock: is_owed(clock))


def is_owed(clock: Clock) -> bool:
    """SL-22: it ended, or its time is over; what lost its object is owed no more."""
    return clock.outcome != "released" and (clock.stopped_at is not None or clock.due_at < AT)


def came_back(handoff: Handoff) -> bool:
    return handoff.state in ("rejected", "recycled")


def asked_again(handoff: Handoff) -> int | None:
    return len(handoff.asked_again) if handoff.rated_at else None


def sdr(row: Any) -> Any:
    return row.sdr_id


def ae(row: Any) -> Any:
    return row.ae_id


def owner_as_sdr(records: Records) -> Any:
    return lambda clock: records.by_lead[clock.lead_id].row.owner_id if clock.lead_id else None


def owner_as_ae(records: Records) -> Any:
    return lambda clock: records.by_lead[clock.lead_id].row.ae_id if clock.lead_id else None


@pytest.mark.parametrize("seed", SEEDS)
def test_handoffs_and_what_is_worth_a_talk_are_reckoned_again(seed: int) -> None:
    with written(dense(seed)) as records:
        submitted = [one for one in records.handoffs if is_in(one.submitted_at, ASKED)]
        back = [one for one in records.handoffs if came_back(one) and is_in(one.decided_at, ASKED)]
        made = [one for one in records.deals if is_in(one.created_at, ASKED)]
        by_sdr = {
            "became": share(lambda one: became(one, records)), "completeness": mean(lambda one: one.completeness),
            "rating": mean(lambda one: one.rating), "asked_again": mean(asked_again),
            "quality": mean(lambda one: one.quality), "submitted": count(),
        }  # fmt: skip
        lasted = QUALITY | {
            "survived": share(lambda deal: not is_dead(deal), is_old),
            "dead": share(is_dead, is_old),
        }
        returned = {
            "returned": count(), "rejected": count(lambda one: one.state == "rejected"),
            "recycled": count(lambda one: one.state == "recycled"),
        }  # fmt: skip
        compare("handoffs", ASKED, BOOK, {
            "by_sdr": Hand(submitted, by_sdr, [sdr], [Hand(made, lasted, [lambda deal: deal.row.sdr_id])]),
            "returned": Hand(back, returned, [lambda one: one.reason, lambda one: one.lead.source, sdr]),
            "returned_by_ae": Hand(back, returned, [ae, lambda one: one.reason]),
        })  # fmt: skip
        clocks = [one for one in records.clocks if is_in(one.started_at, ASKED)]
        ended = [one for one in records.counted if one.row.exit_reason and is_in(one.row.state_since, ASKED)]
        ours = share(lambda one: one.row.exit_cause == "process_failure")
        talk = {
            "returned": share(came_back, lambda one: one.decided_at is not None),
            "completeness": by_sdr["completeness"], "asked_again": by_sdr["asked_again"],
        }  # fmt: skip
        too_early = QUALITY | {
            "premature": share(is_dead, is_old), "overridden": share(lambda deal: deal.row.overridden), "made": count(),
        }  # fmt: skip
        compare("coaching", ASKED, BOOK, {
            "sdrs": Hand(submitted, talk, [sdr], [
                Hand([one for one in clocks if one.side == "sdr"], {"kept": KEPT}, [owner_as_sdr(records)]),
                Hand(ended, {"wrong": ours}, [lambda one: one.row.owner_id]),
            ]),
            "reasons": Hand(back, {"returned": count()}, [sdr, lambda one: one.reason]),
            "aes": Hand(made, too_early, [lambda deal: deal.row.owner_id], [
                Hand([one for one in clocks if one.side == "ae"], {"kept": KEPT}, [owner_as_ae(records)]),
            ]),
        })  # fmt: skip
        compare("acceptance", ASKED, BOOK, {"handed": Hand(submitted, {
            "decided": share(lambda one: one.decided_at is not None), "completeness": by_sdr["completeness"],
            "accepted": share(lambda one: one.state == "accepted", lambda one: one.decided_at is not None),
            "became": by_sdr["became"], "days": days(lambda one: one.submitted_at, lambda one: one.decided_at),
        })})  # fmt: skip


def became(handoff: Handoff, records: Records) -> bool:
    converted = records.by_lead[handoff.lead_id].converted_at
    return converted is not None and handoff.submitted_at is not None and converted >= handoff.submitted_at


@pytest.mark.parametrize("seed", SEEDS)
def test_promises_and_approvals_are_reckoned_again(seed: int) -> None:
    with written(dense(seed)) as records:
        clocks = [one for one in records.clocks if is_in(one.started_at, ASKED)]
        broken = [one for one in clocks if one.breached_at and one.outcome != "released"]
        taken = days(lambda one: one.started_at, lambda one: one.stopped_at)
        longest = days(lambda one: one.started_at, lambda one: one.stopped_at, 0.95)
        made = {"made": count(), "attainment": KEPT, "median": taken, "p95": longest}
        running = count(lambda one: one.stopped_at is None and one.due_at >= AT)
        compare("promises", ASKED, BOOK, {
            "promises": Hand(clocks, {**made, "running": running}, [lambda one: one.sla]),
            "sides": Hand(clocks, {**made, "late": count(lambda one: one in broken)}, [lambda one: one.side]),
            "causes": Hand(broken, {"late": count()}, [lambda one: one.side, lambda one: one.late_because]),
        })  # fmt: skip
        owed = {"owed": count(is_owed), "kept": KEPT, "running": running}
        compare("attainment", ASKED, BOOK, {"promises": Hand(clocks, owed, [lambda one: one.sla])})
        asked = [one for one in records.approvals if is_in(one.asked_at, ASKED)]
        answered = days(lambda one: one.asked_at, lambda one: one.decided_at)
        compare("approvals", ASKED, BOOK, {"asked": Hand(asked, {
            "asked": count(), "waiting": count(is_pending), "median": answered,
            "granted": share(lambda one: one.state == "granted", lambda one: one.decided_at is not None),
            "p95": days(lambda one: one.asked_at, lambda one: one.decided_at, 0.95),
            "waits": money(lambda one: one.opportunity.amount, is_pending, lambda one: one.opportunity.currency),
        })})  # fmt: skip


def is_pending(approval: Approval) -> bool:
    return approval.state == "pending"
