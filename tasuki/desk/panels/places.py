"""Pages to go to and things to do, as the palette finds them: each with the words that people may type for it.

A page that is worth finding is a row here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from tasuki.platform.access.actor import Actor
from tasuki.rules.matching.spelling import fold
from tasuki.rules.wording import N_


@dataclass(frozen=True, slots=True)
class Action:
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class _Row:
    """``name`` is the page's; ``words`` are other ways to ask for it; ``needs`` a permission, empty for everybody."""

    label: str
    name: str
    words: str = ""
    needs: str = ""
    query: str = ""


# fmt: off
ROWS = (
    _Row(N_("New lead"), "new_lead", "create add lead リード 新規 登録 追加 作成", "lead.create"),
    _Row(N_("Import leads"), "imports", "upload csv file インポート 取り込み 取込 ファイル", "import.run"),
    _Row(N_("Go to: Today"), "today", "home decisions tasks 今日 ホーム タスク 判断"),
    _Row(N_("Go to: Leads"), "leads", "list リード 一覧"),
    _Row(N_("Go to: Opportunities"), "opportunities", "deals board pipeline 商談 案件 ボード パイプライン"),
    _Row(N_("Go to: Handoffs"), "handoffs", "brief 引き継ぎ 引継ぎ ブリーフ", "handoff.read"),
    _Row(N_("Go to: Approvals"), "approvals", "承認", "approval.read"),
    _Row(N_("Go to: Deal registrations"), "registrations", "partners channel 案件登録 パートナー", "registration.read"),
    _Row(N_("Register a deal"), "new_registration", "partner submit 案件登録 登録 パートナー", "registration.submit"),
    _Row(N_("Go to: Accounts"), "accounts", "companies 取引先 会社 企業", "account.read"),
    _Row(N_("Go to: Contacts"), "contacts", "people 担当者 取引先責任者", "account.read"),
    _Row(N_("Go to: Campaigns"), "campaigns", "marketing events キャンペーン", "campaign.read"),
    _Row(N_("Go to: Imports"), "imports", "uploads インポート 取り込み", "import.run"),
    _Row(N_("Go to: Agreement"), "playbook", "playbook sla rules プレイブック 合意 約束", "playbook.read"),
    _Row(N_("Go to: Routing"), "routing", "rotation turns fairness 割り当て 順番 公平 ルーティング", "routing.read"),
    _Row(N_("Go to: Diagnosis"), "diagnosis", "troubles wrong problems 診断 問題", "report.read"),
    _Row(N_("Go to: The leak"), "leak", "money lost cost 漏れ 損失 金額", "report.read"),
    _Row(N_("Go to: Reports"), "reports", "analytics funnel レポート 分析 ファネル"),
    _Row(N_("Go to: Editions"), "editions", "weekly monthly report レポート 週次 月次 定期", "edition.read"),
    _Row(N_("Go to: Promises"), "clocks", "sla clocks overdue due 約束 期限 時計 超過", "clock.read"),
    _Row(N_("When does this breach?"), "clocks_when", "sla test calendar due 期限 いつ 計算", "playbook.read"),
    _Row(N_("Go to: Weekly feedback"), "feedback", "sources quality week フィードバック 週次 ソース", "feedback.read"),
    _Row(N_("Go to: Disputes"), "disputes", "wrong decision appeal ruling 異議 申し立て 裁定", "dispute.read"),
    _Row(N_("Go to: Learning cases"), "learning_cases", "lessons rulings 学習 事例 裁定", "dispute.read"),
    _Row(N_("Go to: Joint reviews"), "reviews", "leadership escalation レビュー 合同 責任者", "review.read"),
    _Row(N_("My preferences"), "preferences", "settings language zone 設定 言語 表示"),
    _Row(N_("My sign-in"), "sign_in_settings", "password second factor mfa totp パスワード 認証 サインイン"),
    _Row(N_("Go to: Notices"), "notices", "inbox notifications 通知 お知らせ"),
    _Row(N_("My absences"), "absences", "holiday vacation away out of office 不在 休暇 休み"),
    _Row(N_("API tokens"), "tokens", "api key トークン 連携"),
    _Row(N_("Webhooks"), "webhooks", "events integration 連携 通知先", "webhook.edit"),
    _Row(N_("People"), "people", "users settings メンバー 人 社員 ユーザー", "person.read"),
    _Row(N_("Teams"), "teams", "settings チーム", "person.read"),
    _Row(N_("Territories"), "territories", "routing settings 担当地域 テリトリー", "person.read"),
    _Row(N_("Calendars"), "calendars", "business hours holidays settings 営業時間 休日 カレンダー", "playbook.read"),
    _Row(N_("Roles and permissions"), "roles", "grants access settings 権限 ロール", "person.read"),
    _Row(N_("My open leads"), "leads", "mine 自分 私 リード", query="owner=me"),
    _Row(N_("My opportunities"), "opportunities", "mine deals 自分 私 商談", query="owner=me"),
)
# fmt: on


def actions_for(text: str, by: Actor) -> Iterator[Action]:
    """Those that this person may open and whose name or words contain everything that was typed."""
    asked = fold(text).split()
    if text.strip() and not asked:
        return  # signs alone name nothing
    for row in ROWS:
        if row.needs and by.reach(row.needs) is None:
            continue
        label = gettext(row.label)
        said = fold(f"{label} {row.label} {row.words}")
        if all(word in said for word in asked):
            yield Action(label, reverse(row.name) + (f"?{row.query}" if row.query else ""))
