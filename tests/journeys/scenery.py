"""Records at every stage of the way, made by the actions, so that every page has something to show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.calibration.disputes import actions as disputes
from tasuki.calibration.disputes.queries import disputable
from tasuki.desk.lists.bulk.starting import start_bulk, start_undo
from tasuki.desk.lists.bulk.working import take_back, work_off
from tasuki.desk.papers.edition import papers_of
from tasuki.flow.following import follow_the_journal
from tasuki.insight.editions.issue import issue
from tasuki.integrations.webhooks import actions as webhooks
from tasuki.integrations.webhooks.models import Attempt, Endpoint
from tasuki.platform.access import tokens
from tasuki.platform.access.actor import Actor
from tasuki.platform.people import actions as people
from tasuki.platform.people.models import Person, Team
from tasuki.playbooks import actions as playbooks
from tasuki.records.models import Account, AccountPlan, Contact, Lead, Opportunity
from tasuki.sla import actions as sla
from tasuki.sla.actions.open_review import open_review
from tasuki.sla.models import Clock
from tasuki.stages.conversion import actions as conversion
from tasuki.stages.conversion.input import read_input
from tasuki.stages.conversion.models import Conversion
from tasuki.stages.discovery import actions as discovery
from tasuki.stages.handoff import actions as handoff
from tasuki.stages.intake import actions as intake
from tasuki.stages.intake.incoming import read_incoming
from tasuki.stages.meetings import actions as meetings
from tasuki.stages.qualification import actions as qualification
from tasuki.stages.registration import actions as registration

REPOSITORY = Path(__file__).parents[2]
BASE: dict[str, Any] = json.loads((REPOSITORY / "examples" / "worked" / "base.json").read_text())
NEED = {"tried_before": "表計算で在庫表を作った", "current_process": "受注票を手で転記している"}
NOTES = {
    "recommended_next_step": "新工場の稼働計画を起点に、出荷計画のデモを行う",
    "sdr_assessment": "課題が金額で語られており、決裁者とも話せている",
    "likelihood": "high",
    "red_flags": "なし",
    "red_flags_checked_how": "高橋様に懸念点を直接確認",
    "response_pattern": "当日中に返信がある",
    "engagement_level": "高い。資料を三回閲覧",
}
DEAL = {
    "product": "Planner", "use_case": "出荷計画", "amount_basis": "discovery", "close_on": "2027-03-15",
    "close_date_basis": "forcing_function", "close_date_evidence": "ev-1", "stage": "discovery",
    "next_steps": [{"action": "デモ", "owner": "ren", "due_on": "2026-11-27"}], "follow_up_plan": "隔週の確認会",
    "risks": "既存ERPの改修時期", "discount": {"kind": "none", "checked_how": "価格表どおり"},
}  # fmt: skip
FILE = """\
会社名,氏名,メールアドレス,従業員数
株式会社北斗精機,山本 由美,yumi@hokuto.co.jp,320
南星物流株式会社,森田 剛,壊れたアドレス,たくさん
"""
WHY = "製造業で従業員850名、出荷の遅れという課題を本人が話している。"
WEBHOOK = UUID("0193a1b2-0000-7000-8000-000000000815")
Pages = Sequence[tuple[str, str, int]]
DRAFT = "/playbook/versions/article@2"
DRAFT_PAGES: Pages = (
    ("playbook-versions", "/playbook/versions", 200),
    ("playbook-changes", f"{DRAFT}/changes", 200),
    ("playbook-decide", f"{DRAFT}/decide", 200),
    ("playbook-tables", f"{DRAFT}/tables", 200),
    ("playbook-table", f"{DRAFT}/tables/route", 200),
    ("playbook-row", f"{DRAFT}/tables/gate/rows/opportunity", 200),
    ("playbook-row-condition", f"{DRAFT}/tables/route/rows/territory", 200),
    ("playbook-row-new", f"{DRAFT}/tables/sla/new", 200),
    ("playbook-limits-form", f"{DRAFT}/tables/limits", 200),
    ("playbook-toml", f"{DRAFT}/toml", 200),
    ("playbook-try", f"{DRAFT}/try?from=2026-11-01", 200),
)


@dataclass(frozen=True, slots=True)
class Told:
    """Where to look: a lead per stage, and the records that came of the conversions."""

    captured: UUID
    accepted: UUID
    qualified: UUID
    handed_over: UUID
    in_discovery: UUID
    disqualified: UUID
    merged: UUID
    converted: UUID
    deal: UUID
    pending: UUID
    key_account: UUID
    conversion: UUID
    account: UUID
    contact: UUID
    imported: UUID
    plan: UUID
    upload: UUID
    tried: UUID
    working: UUID
    bulk: UUID
    clock: UUID
    review: UUID
    registration: UUID
    sheet: UUID
    edition: UUID


class Days:
    """Aoi and Ren at work; each step takes the lead a little further."""

    def __init__(self, aoi: Person, ren: Person, at: datetime) -> None:
        self.sdr, self.ae, self.at = Actor.of(aoi, "web"), Actor.of(ren, "web"), at

    def captured(self, company: str, name: str, email: str) -> UUID:
        person = {"name": name, "email": email, "phone": "+81312345678", "title": "情報システム部長"}
        facts = {
            "name": company, "employees": 850, "industry": "manufacturing", "country": "JP",
            "background": "産業機械の中堅メーカー",
        }  # fmt: skip
        given = {
            "person": person,
            "company": facts,
            "source": "inbound",
            "message": "納期短縮",
            "fields": {"seminar": "秋"},
        }
        return intake.capture(read_incoming(given), by=self.sdr, at=self.at).pk

    def merged(self, *who: str) -> UUID:
        """A second lead of the same person, merged into one that was there."""
        lead, twin = self.captured(*who), self.captured(who[0], who[1], f"old.{who[2]}")
        intake.merge(twin, lead, by=self.sdr, at=self.at, rationale="電話で同じ方だと確認した")
        return twin

    def accepted(self, *who: str) -> UUID:
        lead = self.captured(*who)
        qualification.log_touch(
            lead, "form", by=self.sdr, at=self.at, direction="inbound", content="資料請求"
        )
        qualification.accept(lead, by=self.sdr, at=self.at, rationale=WHY)
        return lead

    def qualified(self, *who: str) -> UUID:
        lead = self.accepted(*who)
        answers = BASE["answers"] | {"need": BASE["answers"]["need"] | NEED}
        qualification.log_touch(lead, "call", by=self.sdr, at=self.at, two_way=True, content="出荷の遅れ")
        qualification.record_answers(
            lead, by=self.sdr, at=self.at, answers=answers, evidence=BASE["evidence"]
        )
        qualification.qualify(lead, by=self.sdr, at=self.at)
        return lead

    def handed_over(self, *who: str) -> UUID:
        lead = self.qualified(*who)
        meetings.book(
            lead, self.at + timedelta(hours=20), by=self.sdr, at=self.at, ae="ren", attendees=[who[1]]
        )
        handoff.write_notes(lead, NOTES, by=self.sdr, at=self.at)
        handoff.submit(lead, by=self.sdr, at=self.at)
        return lead

    def in_discovery(self, *who: str) -> UUID:
        lead = self.handed_over(*who)
        handoff.accept(lead, by=self.ae, at=self.at)
        held = self.at + timedelta(hours=20)
        discovery.record(lead, held_at=held, by=self.ae, at=held, outcome="qualified", notes="新工場が山場")
        return lead

    def converted(self, amount: str, *who: str) -> UUID:
        lead = self.in_discovery(*who)
        asked = {"opportunity": {**DEAL, "amount": {"amount": amount, "currency": "JPY"}}}
        conversion.convert(lead, read_input(asked), by=self.ae, at=self.at + timedelta(days=1))
        return lead

    def disqualified(self, *who: str) -> UUID:
        lead = self.accepted(*who)
        freezes = "担当者に確認したところ、来期まで新規の購買は凍結されている。"
        shrinks = "工場の統合で設備投資が見送られ、システムの予算は再来年まで付かない。"
        already = Lead.objects.filter(owner=self.sdr.person_id, state="disqualified").exists()
        why = shrinks if already else freezes
        qualification.disqualify(lead, reason="no_budget", rationale=why, by=self.sdr, at=self.at)
        return lead


def tell(aoi: Person, ren: Person, mio: Person, at: datetime, folder: Path) -> Told:
    """A lead at each stage; one conversion stands, one waits for Mio's approval, one import has a rejected row."""
    days = Days(aoi, ren, at - timedelta(days=2))
    converted = days.converted(
        "11500000", "株式会社サンプル製作所", "高橋 美咲", "misaki.takahashi@example.co.jp"
    )
    days.converted("150000000", "大和重機株式会社", "岡田 誠", "okada@yamatojuki.co.jp")
    file = folder / "展示会.csv"
    file.write_text(FILE, encoding="utf-8")
    imported = intake.import_file("leads", file, by=Actor.of(mio, "web"), at=at).import_id
    upload, tried, working = _files_on_their_way(file, Actor.of(mio, "web"), at)
    made = Conversion.objects.get(lead=converted)
    pending = Opportunity.objects.get(state="pending_approval")
    draft_next(mio, at)
    told = Told(
        captured=days.captured("青葉電機株式会社", "小林 直樹", "kobayashi@aobadenki.co.jp"),
        accepted=days.accepted("有限会社ミドリ", "緑川 圭", "midorikawa@midori.co.jp"),
        qualified=days.qualified("株式会社アサヒ工業", "石井 智", "ishii@asahikogyo.co.jp"),
        handed_over=days.handed_over("北陸精密株式会社", "田中 舞", "tanaka@hokurikuseimitsu.co.jp"),
        in_discovery=days.in_discovery("東海部品株式会社", "加藤 学", "kato@tokaibuhin.co.jp"),
        disqualified=days.disqualified("西日本商会", "井上 進", "inoue@nishinihonshokai.co.jp"),
        merged=days.merged("株式会社アサヒ工業", "石井 さとし", "s.ishii@asahikogyo.co.jp"),
        converted=converted,
        deal=made.opportunity_id,
        pending=pending.pk,
        key_account=Account.objects.get(opportunities=pending).pk,
        conversion=made.pk,
        account=Account.objects.get(pk=made.account_id).pk,
        contact=Contact.objects.get(pk=made.contact_id).pk,
        imported=imported,
        plan=AccountPlan.objects.latest("opened_at").pk,
        upload=upload,
        tried=tried,
        working=working,
        clock=Clock.objects.filter(sla="SL-8", stopped_at=None).latest("due_at").pk,
        review=_what_the_leaders_have_to_decide(aoi, ren, Actor.of(mio, "web"), at),
        bulk=_many_at_once(Actor.of(mio, "web"), at),
        registration=_registered(aoi, mio, at),
        sheet=_a_sheet_of_deals(Actor.of(aoi, "web"), at),
        edition=_weekly(Actor.of(mio, "web"), at),
    )
    follow_the_journal(at)
    return told


def _weekly(mio: Actor, at: datetime) -> UUID:
    """An edition of the very week, on paper as well."""
    edition, _ = issue("weekly", by=mio, at=at + timedelta(days=7))
    papers_of(edition)
    return edition.pk


def _what_the_leaders_have_to_decide(aoi: Person, ren: Person, mio: Actor, at: datetime) -> UUID:
    """A broken promise climbs its ladder, trade fairs have been poor for weeks, the week's feedback is asked for."""
    week, day = timedelta(days=7), timedelta(days=1)
    Days(aoi, ren, at - 9 * day).accepted("南部電子株式会社", "大野 亮", "ono@nanbudenshi.co.jp")
    sla.tick(at)
    numbers = [
        {"week_on": f"2026-11-{monday:02}", "part": 5, "whole": 12, "share": 0.4167} for monday in (2, 9, 16)
    ]
    with transaction.atomic():
        found = {"agreed": 0.3, "weeks": numbers}
        review = open_review("one_reason", "event/no_budget", by=mio, at=at, numbers=found)
    asked = sla.ask_for("展示会のリードを来期も買うか", by=mio, at=at - week)
    sla.decide_review(asked.pk, "春の展示会に絞り、予算の有無を先に尋ねる。", by=mio, at=at - 3 * day)
    sla.open_week(at)
    return review.pk


def _registered(aoi: Person, mio: Person, at: datetime) -> UUID:
    """Two partners register one company: the first is approved, the second waits and sees who was there."""
    sdr, manager = Actor.of(aoi, "web"), Actor.of(mio, "web")
    deals = []
    for hours, (code, name) in enumerate((("hokuto", "北斗SI"), ("nansei", "南星商事"))):
        registration.add_partner(code, {"name": name, "manager": "ren"}, by=manager, at=at)
        asked = registration.NewRegistration(
            code,
            "株式会社東海部品",
            "tokai.example.jp",
            country="JP",
            evidence="11月18日の商談議事録",
            product="Planner",
        )
        deals.append(registration.submit(asked, by=sdr, at=at + timedelta(hours=hours)).pk)
    registration.approve(deals[0], by=manager, at=at + timedelta(hours=2))
    return deals[1]


def _a_sheet_of_deals(aoi: Actor, at: datetime) -> UUID:
    """One deal of a company that somebody registered before, and one that nothing proves."""
    head = "パートナーコード,顧客名,ドメイン,エビデンス\n"
    rows = (
        "nansei,株式会社東海部品,tokai.example.jp,見積書\n"
        + "hokuto,見本商事株式会社,mihon.example.jp,11月19日の議事録\nhokuto,架空工業株式会社,,\n"
    )
    with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write(head + rows)
        file.flush()
        run = registration.bring_sheet(
            Path(file.name), file_name="代理店の案件.csv", by=aoi, at=at, dry_run=True
        )
    registration.carry_out_sheet(run.pk, at=at)
    return run.pk


def _many_at_once(mio: Actor, at: datetime) -> UUID:
    """All leads are given to Mio: those whose way has ended are refused; some had nobody before."""
    Lead.objects.filter(name="小林 直樹").update(owner=None)
    leads = list(Lead.objects.order_by("pk").values_list("pk", flat=True))
    typed = {"person": "mio", "reason": "青木は来週まで不在のため。"}
    bulk = start_bulk("leads", "assign", lambda: leads, typed, key="scenery", by=mio, at=at)
    work_off(bulk.pk, lambda: at)
    start_undo(bulk.pk, by=mio, at=at)
    take_back(bulk.pk, lambda: at)
    return bulk.pk


def _files_on_their_way(file: Path, mio: Actor, at: datetime) -> tuple[UUID, UUID, UUID]:
    """A file that is still being read, one that was tried, and one that a worker will take."""
    names = ("名刺.csv", "春.csv", "秋.csv")
    uploads = [intake.bring_file(file, file_name=name, by=mio, at=at).pk for name in names]
    tried = intake.start_import(uploads[1], by=mio, at=at, dry_run=True).pk
    intake.carry_out(tried, at=at)
    working = intake.start_import(uploads[2], by=mio, at=at).pk
    return uploads[0], tried, working


def draft_next(mio: Person, at: datetime) -> None:
    """The next version of the agreement, being talked about: quicker, and stricter about the budget."""
    by = Actor.of(mio, "web")
    draft = playbooks.begin("in_force", by=by, at=at, note="初回連絡を早め、予算の確認を厳しくする。")
    stricter = draft.toml.replace('criterion = "budget", level = 2', 'criterion = "budget", level = 3')
    playbooks.change(draft.pk, stricter, by=by, at=at)
    playbooks.change_table(draft.pk, "limits", {"close_within_days": 120}, by=by, at=at)
    playbooks.move_row(draft.pk, "route", "territory", 0, by=by, at=at)


def pages_of(told: Told) -> dict[str, Pages]:
    """Every page by the person who reads it: a name, its address, the status it answers with."""
    return {
        "aoi": (
            ("today-sdr", "/", 200),
            ("leads", "/leads", 200),
            ("leads-filtered", "/leads?state=sal&owner=me&q=ミドリ", 200),
            ("leads-grouped", "/leads?group=state&sort=due&col=email&col=due&col=state", 200),
            ("lead-new", "/leads/new", 200),
            ("lead-captured", f"/leads/{told.captured}", 200),
            ("lead-accepted", f"/leads/{told.accepted}", 200),
            ("lead-edit", f"/leads/{told.accepted}/edit", 200),
            ("lead-routing", f"/leads/{told.accepted}/routing", 200),
            ("registration-new", "/registrations/new", 200),
            ("registration-sheet", "/registrations/sheet", 200),
            ("registration-sheet-run", f"/registrations/sheets/{told.sheet}", 200),
            ("handoff-draft", f"/leads/{told.qualified}/handoff", 200),
            ("not-found", "/leads/0193a1b2-0000-7000-8000-000000000001", 404),
            ("forbidden", "/imports", 403),
            ("nowhere", "/nowhere", 404),
            ("gallery", "/gallery", 200),
            ("notices", "/notices", 200),
            ("notices-all", "/notices?show=all&kind=handoff_decided", 200),
            ("find", "/find?q=サンプル", 200),
            ("find-nothing", "/find?q=zzzz", 200),
        ),
        "ren": (
            ("today-ae", "/", 200),
            ("lead-discovery", f"/leads/{told.in_discovery}", 200),
            ("handoff-decide", f"/leads/{told.handed_over}/handoff", 200),
            ("discovery", f"/leads/{told.in_discovery}/discovery", 200),
            ("convert", f"/leads/{told.in_discovery}/convert", 200),
            ("conversion", f"/conversions/{told.conversion}", 200),
            ("opportunities", "/opportunities", 200),
            ("opportunities-list", "/opportunities?as=list&group=stage", 200),
            ("handoffs", "/handoffs", 200),
            ("opportunity", f"/opportunities/{told.deal}", 200),
            ("plan", f"/plans/{told.plan}", 200),
            ("lead-converted", f"/leads/{told.converted}", 200),
        ),
        "mio": (
            ("today-manager", "/", 200),
            ("approvals", "/approvals", 200),
            ("opportunity-pending", f"/opportunities/{told.pending}", 200),
            ("lead-disqualified", f"/leads/{told.disqualified}", 200),
            ("merge-choose", f"/leads/{told.captured}/merge", 200),
            ("merge", f"/leads/{told.captured}/merge?into={told.accepted}", 200),
            ("unmerge", f"/leads/{told.merged}/unmerge", 200),
            ("accounts", "/accounts", 200),
            ("account", f"/accounts/{told.account}", 200),
            ("account-shared", f"/accounts/{told.key_account}", 200),
            ("contacts", "/contacts", 200),
            ("campaigns", "/campaigns", 200),
            ("contact", f"/contacts/{told.contact}", 200),
            ("bulk", f"/bulk/{told.bulk}", 200),
            ("registrations", "/registrations", 200),
            ("registration", f"/registrations/{told.registration}", 200),
            ("bulks", "/bulk", 200),
            ("clocks", "/clocks", 200),
            ("clock", f"/clocks/{told.clock}", 200),
            ("clocks-when", "/clocks/when?sla=SL-3&from=2026-11-20T15:00", 200),
            ("clocks-when-refused", "/clocks/when?sla=SL-3&from=then", 422),
            ("reviews", "/reviews", 200),
            ("review", f"/reviews/{told.review}", 200),
            ("feedback", "/feedback", 200),
            ("imports", "/imports", 200),
            ("import", f"/imports/{told.imported}", 200),
            ("import-file", f"/imports/files/{told.upload}", 200),
            ("import-columns", f"/imports/files/{told.upload}/columns", 200),
            ("import-rows", f"/imports/files/{told.upload}/rows", 200),
            ("import-tried", f"/imports/{told.tried}", 200),
            ("import-working", f"/imports/{told.working}", 200),
            ("import-records", f"/imports/{told.imported}/records", 200),
            ("import-revert", f"/imports/{told.imported}/revert", 200),
            ("playbook", "/playbook", 200),
            ("playbook-terms", "/playbook/terms", 200),
            *DRAFT_PAGES,
            ("reports", "/reports", 200),
            ("editions", "/editions", 200),
            ("edition", f"/editions/{told.edition}", 200),
            ("report-closed-loop", "/reports/closed_loop", 200),
            ("report-funnel", "/reports/funnel?by=source", 200),
            ("diagnosis", "/diagnosis", 200),
            ("leak", "/leak", 200),
            ("report-traits", "/reports/traits", 200),
            ("report-acceptance", "/reports/acceptance", 200),
            ("report-rows", "/reports/funnel/rows?table=reached&column=captured", 200),
        ),
    }


def disputed(told: Told, aoi: Person, mio: Person, kei: Person, at: datetime) -> dict[str, Pages]:
    """Mio calls two decisions of Aoi's wrong; Kei has ruled on one, and others can learn from it."""
    manager, revops = Actor.of(mio, "web"), Actor.of(kei, "web")
    second = Days(aoi, kei, at - timedelta(days=2)).disqualified(
        "四国紙業", "森本 剛", "morimoto@shikokushigyo.co.jp"
    )
    claim = "予算は役員会で承認済みで、議事録も届いている。失格の理由に当たらない。"
    rows = [
        disputes.open_dispute(
            lead, disputable(lead)[0].seq, claim=claim, evidence=["https://example.com/minutes", "電話の録音"],
            by=manager, at=at,
        )
        for lead in (second, told.disqualified)
    ]  # fmt: skip
    why = "議事録により予算の承認が確認でき、予算なしという理由は基準に当たらない。"
    judged = disputes.Judgement(
        "criteria", "overturned", why, "役員会の議事録を予算の証拠として認める。", True
    )
    disputes.rule(rows[0].pk, judged, by=revops, at=at)
    lesson = disputes.Lesson(
        "予算の証拠とは何か",
        "役員会の議事録は予算の証拠になる。凍結という一言だけで失格にしない。",
        is_published=True,
    )
    disputes.write_case(rows[0].pk, lesson, by=revops, at=at)
    disputes.carry(rows[0].pk, "article@2", by=revops, at=at)
    return {
        "kei": (
            ("today-revops", "/", 200),
            ("disputes", "/disputes", 200),
            ("dispute-judge", f"/disputes/{rows[1].pk}", 200),
            ("dispute-ruled", f"/disputes/{rows[0].pk}", 200),
            ("learning-cases", "/disputes/cases", 200),
            ("dispute-new", f"/leads/{told.in_discovery}/dispute", 200),
        ),
        "mio": (("dispute-own", f"/disputes/{rows[1].pk}", 200),),
    }


def settle(aoi: Person, ren: Person, kei: Person, team: Team, at: datetime) -> None:
    """A company that is set up: territories, a backup, somebody away, a token of each kind."""
    revops, sdr = Actor.of(kei, "web"), Actor.of(aoi, "web")
    day = timedelta(days=1)
    people.edit(aoi.pk, {"territories": ["関東", "東北"], "backup": "ren", "capacity": 30}, by=revops, at=at)
    people.edit(ren.pk, {"territories": ["関東"], "calendar": "us_office"}, by=revops, at=at)
    people.edit_team(team.pk, {"lead": "mio"}, by=revops, at=at)
    people.add_absence(aoi.pk, at - day, at + 3 * day, by=sdr, at=at, note="夏季休暇の振替")
    people.add_absence(ren.pk, at + 9 * day, at + 12 * day, by=Actor.of(ren, "web"), at=at)
    webhook, _ = webhooks.add(
        "https://erp.example.com/hooks/tasuki",
        by=revops,
        at=at,
        codes=["opportunity.won"],
        description="基幹システム",
    )
    Endpoint.objects.filter(pk=webhook.pk).update(id=WEBHOOK)
    message = webhooks.send_test(WEBHOOK, by=revops, at=at)
    Attempt.objects.create(
        message=message,
        at=at,
        milliseconds=120,
        status=503,
        response_body="メンテナンス中",
        request_body='{"type":"webhook.tested"}',
    )
    tokens.create(kei, by=revops, at=at, scopes=frozenset({"read"}), name="週次レポートの書き出し")
    tokens.create(
        aoi, by=revops, at=at, scopes=frozenset({"lead.*", "touch.log"}), name="フォーム連携",
        expires_at=at + 90 * day,
    )  # fmt: skip


SETTINGS: Pages = (
    ("settings", "/settings", 200),
    ("settings-preferences", "/settings/preferences", 200),
    ("settings-notices", "/settings/notices", 200),
    ("settings-sign-in", "/settings/sign-in", 200),
    ("settings-second-factor", "/settings/sign-in/second-factor", 200),
    ("settings-people", "/settings/people", 200),
    ("settings-person", "/settings/people/aoi", 200),
    ("settings-person-new", "/settings/people/new", 200),
    ("settings-teams", "/settings/teams", 200),
    ("settings-absences", "/settings/absences", 200),
    ("settings-territories", "/settings/territories", 200),
    ("settings-partners", "/settings/partners", 200),
    ("settings-routing", "/settings/routing?playbook=article@1&last=50", 200),
    ("settings-calendars", "/settings/calendars?n=5&unit=business_days&from=2026-11-20T15:00", 200),
    ("settings-tokens", "/settings/tokens", 200),
    ("settings-roles", "/settings/roles", 200),
    ("settings-worker", "/settings/worker", 200),
    ("settings-webhooks", "/settings/webhooks", 200),
    ("settings-webhook", f"/settings/webhooks/{WEBHOOK}", 200),
)
