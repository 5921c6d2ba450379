"""A rejection is called wrong and ruled on; what was learned is told without names (DS-1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from tasuki.calibration.disputes import actions
from tasuki.calibration.disputes.models import Dispute
from tasuki.calibration.disputes.queries import disputable, way_back_of
from tasuki.cli.demo.hours import before
from tasuki.cli.demo.world import Case, World
from tasuki.platform.journal.models import Event
from tasuki.records.models import Lead

REJECTED = "handoff.rejected"
STILL_OPEN, OPENED_HOURS_AGO, LATELY = 3, (3, 11, 20), timedelta(days=14)
"""Office hours."""
LESSONS = (
    actions.Lesson(
        title_ja="「予算なし」と書く前に",
        text_ja="部門の予算がなくても、本社や別部門の予算で検討している場合がある。誰の予算かを尋ねてから判断する。",
        title_en="Before you write “no budget”",
        text_en="A division without a budget may buy from another one's. Ask whose budget it is first.",
        is_published=True,
    ),
    actions.Lesson(
        title_ja="規模は連結で確かめる",
        text_ja="名刺の会社が小さくても、検討しているのは親会社のことがある。従業員数は連結で確かめる。",
        title_en="Look at the whole group",
        text_en="The company on the card may be small and its parent the buyer. Check the size of the group.",
        is_published=True,
    ),
)
CHANGES = ("予算の基準に「誰の予算か」を確認する質問を加える。", "企業規模は連結の従業員数で判断する。")
CLAIMS = (
    "先方は本社の予算で検討していると電話で話しており、予算の見通しがないという理由には当たらない。",
    "決裁者の名前と次回の打ち合わせの約束が取れている。権限がないという判断は記録と合わない。",
    "却下の理由にある資料は引き継ぎの前に渡してあり、送信の記録も残っている。",
)


def dispute(case: Case, world: World, at: datetime) -> UUID | None:
    """Whoever handed the lead over says that the AE's answer was wrong; nothing where there is none to dispute."""
    by = world.sdr_of(case.lead_id)
    decided = next((one for one in disputable(case.lead_id) if one.code == REJECTED), None)
    if decided is None or decided.actor_id == by.person_id:
        return None
    claim = world.pen.rationale(by.handle, "wrongly_disqualified", case.buyer)
    return actions.open_dispute(case.lead_id, decided.seq, claim=claim, by=by, at=at).pk


def rule(case: Case, world: World, dispute_id: UUID, at: datetime, *, was_wrong: bool) -> None:
    """Kei rules: the lead comes back, or the AE's answer stands. The first rulings are told as cases."""
    by, row = world.as_("kei"), Dispute.objects.select_related("lead").get(pk=dispute_id)
    ruled = Dispute.objects.filter(state="ruled").count()
    told = was_wrong and ruled < len(LESSONS)
    judged = actions.Judgement(
        cause="criteria" if told else "execution",
        ruling="overturned" if was_wrong else "upheld",
        rationale=world.pen.rationale(
            by.handle, "wrongly_disqualified" if was_wrong else "no_budget", case.buyer
        ),
        rule_change=CHANGES[ruled] if told else "",
        brings_back=was_wrong and bool(way_back_of(row)),
    )
    actions.rule(dispute_id, judged, by=by, at=at)
    if told:
        actions.write_case(dispute_id, LESSONS[ruled], by=by, at=at)


def dispute_lately(world: World) -> None:
    """Some of the latest rejections wait for a ruling today."""
    taken = Dispute.objects.values("event")
    rows = Event.objects.filter(code=REJECTED, at__gte=world.ends_at - LATELY, lead_id__isnull=False)
    latest = rows.exclude(seq__in=taken).order_by("-at", "-seq")[:STILL_OPEN]
    for hours, claim, event in zip(OPENED_HOURS_AGO, CLAIMS, latest, strict=False):
        at = max(before(world.office, world.ends_at, hours), event.at + timedelta(minutes=30))
        lead = Lead.objects.get(pk=event.lead_id or UUID(int=0))
        is_theirs = lead.owner_id is not None and lead.owner_id != event.actor_id
        by = world.person(lead.owner_id) if lead.owner_id and is_theirs else world.as_("sora")
        actions.open_dispute(lead.pk, event.seq, claim=claim, by=by, at=at)
