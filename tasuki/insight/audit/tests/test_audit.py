"""Exports as the systems write them, audited by the command."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tasuki.cli.tests.conftest import Tasuki
from tasuki.insight.audit.tests.conftest import Write

EXAMPLE = Path(__file__).parents[4] / "examples" / "audit"
pytestmark = pytest.mark.django_db
ROWS = "".join(f"{n},New,2026-01-06\n" for n in range(4, 14))


def audited(tasuki: Tasuki, *words: object) -> Any:
    told = tasuki("audit", *words, "--json")
    assert told.exit_code == 0, told.stdout
    return told.json


def fields(found: Any, kind: str) -> dict[str, str]:
    columns = next(file["columns"] for file in found["files"] if file["kind"] == kind)
    return {column["column"]: column["field"] for column in columns}


def test_the_example_has_the_figures_that_were_counted_from_its_rows(tasuki: Tasuki) -> None:
    found = audited(
        tasuki, "--leads", EXAMPLE / "leads.csv", "--opportunities", EXAMPLE / "opportunities.csv",
        "--currency", "JPY",
    )  # fmt: skip
    wanted = json.loads((EXAMPLE / "figures.json").read_text(encoding="utf-8"))
    leads, deals = found["leads"], found["opportunities"]
    assert (leads["n"], leads["converted"]["part"], leads["won"]["part"]) == (
        wanted["leads"], wanted["converted"], wanted["won_leads"],
    )  # fmt: skip
    assert (deals["n"], deals["won"], deals["lost"], deals["open"]) == (
        wanted["opportunities"], wanted["won"], wanted["lost"], wanted["open"],
    )  # fmt: skip
    assert deals["won_amount"] == [{"amount": f"{wanted['won_amount']}.00", "currency": "JPY"}]
    assert leads["days_to_win"]["median"] == wanted["median_days_to_win"]
    assert deals["days_to_win"]["median"] == wanted["median_cycle_won"]
    by_source = {
        row["value"]: {"leads": row["leads"], "converted": row["converted"], "won": row["won"]}
        for row in leads["by"]["source"]
    }
    assert by_source == wanted["by_source"]
    assert leads["states"]["disqualified"] == wanted["disqualified"]
    assert leads["states"]["recycled"] == wanted["recycled"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_report_is_one_file_that_asks_nothing_of_anybody(
    tasuki: Tasuki, tmp_path: Path, language: str
) -> None:
    out, pdf = tmp_path / "report.html", tmp_path / "report.pdf"
    told = tasuki(
        "audit", "--leads", EXAMPLE / "leads.csv", "--opportunities", EXAMPLE / "opportunities.csv",
        "--out", out, "--pdf", pdf, "--lang", language,
    )  # fmt: skip
    assert told.exit_code == 0, told.stderr
    page = out.read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page
    assert "<svg" in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "<script" not in page
    assert pdf.read_bytes().startswith(b"%PDF")


def test_nothing_is_left_behind(tasuki: Tasuki) -> None:
    audited(tasuki, "--leads", EXAMPLE / "leads.csv")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.audit_lead'), count(*) FROM lead_facts")
        assert cursor.fetchone() == (None, 0)


SYSTEMS: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "salesforce report",
        "Lead ID,Lead Owner,First Name,Last Name,Company / Account,Lead Source,"
        "Lead Status,Created Date,Converted,Converted Date\n"
        "00Q1,Ann,A,B,Acme,Web,Closed - Converted,1/15/2026,1,1/20/2026\n"
        "00Q2,Ann,C,D,Bolt,Web,Open - Not Contacted,1/28/2026,0,\n",
        "Opportunity Name,Stage,Amount,Amount Currency,Close Date,Created Date,"
        "Opportunity Owner,Account Name,Loss Reason\n"
        "Acme deal,Closed Won,1000.50,USD,2/14/2026,1/20/2026,Ann,Acme,\n"
        "Other,Closed Lost,500,USD,2/20/2026,1/20/2026,Ann,Zed,Price\n",
        {"leads": 2, "converted": 1, "won": 1, "lost": 1, "amount": "1000.50"},
    ),
    (
        "hubspot",
        "Record ID,First Name,Email,Lifecycle Stage,Lead Status,Create Date,Original Source,Contact owner,"
        "Became a Marketing Qualified Lead Date,Became an Opportunity Date,Became a Customer Date,Associated Deal IDs\n"
        "101,A,a@x.example,Customer,,2026-01-02 10:00,Organic Search,Ann,"
        "2026-01-05 10:00,2026-01-09 10:00,2026-02-01 10:00,9001\n"
        "102,B,b@x.example,Marketing Qualified Lead,,2026-01-03 10:00,Direct Traffic,Ann,2026-01-08 10:00,,,\n"
        "103,C,c@x.example,Lead,UNQUALIFIED,2026-01-04 10:00,Direct Traffic,Ann,,,,\n",
        "Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Deal owner,"
        "Is Closed Won,Is closed lost,Closed Lost Reason\n"
        "9001,Acme,Closed won (Sales Pipeline),1200,2026-02-01 10:00,2026-01-09 10:00,Ann,true,false,\n"
        "9002,Zed,Closed lost (Sales Pipeline),300,2026-02-03 10:00,2026-01-10 10:00,Ann,false,true,Price\n"
        "9003,New,Appointment scheduled (Sales Pipeline),300,2026-03-03 10:00,2026-01-10 10:00,Ann,false,false,\n",
        {"leads": 3, "converted": 1, "won": 1, "lost": 1, "amount": "1200.00"},
    ),
    (
        "dynamics",
        "(Do Not Modify) Lead,Name,Topic,Company Name,Status,Status Reason,Created On,Owner,Lead Source\n"
        "L-1,A B,Interest,Acme,Qualified,Qualified,1/15/2026 9:00 AM,Ann,Web\n"
        "L-2,C D,Interest,Bolt,Disqualified,Lost,1/16/2026 9:00 AM,Ann,Web\n",
        "(Do Not Modify) Opportunity,Topic,Potential Customer,Status,Est. Close Date,Est. Revenue,Actual Close Date,"
        "Actual Revenue,Created On,Owner,Originating Lead Id\n"
        "D-1,Interest,Acme,Won,2/1/2026,900,2/13/2026,1000,1/20/2026 9:00 AM,Ann,L-1\n"
        "D-2,Interest,Zed,Lost,2/1/2026,900,2/14/2026,0,1/20/2026 9:00 AM,Ann,\n",
        {"leads": 2, "converted": 1, "won": 1, "lost": 1, "amount": "1000.00"},
    ),
    (
        "zoho",
        "Record Id,Lead Owner,Company,Last Name,Lead Source,Lead Status,Created Time,"
        "Is Converted,Converted Date Time,Converted Deal\n"
        "zcrm_1,Ann,Acme,A,Trade Show,Contacted,15/01/2026 09:00,true,20/01/2026 09:00,zcrm_9\n"
        "zcrm_2,Ann,Bolt,B,Cold Call,Junk Lead,16/01/2026 09:00,false,,\n",
        "Record Id,Deal Name,Stage,Amount,Closing Date,Created Time,Deal Owner,"
        "Account Name,Probability (%),Reason For Loss\n"
        "zcrm_9,Acme,Closed Won,1000,13/02/2026,20/01/2026 09:00,Ann,Acme,100,\n"
        "zcrm_8,Zed,Closed Lost to Competition,1000,14/02/2026,20/01/2026 09:00,Ann,Zed,0,Price\n",
        {"leads": 2, "converted": 1, "won": 1, "lost": 1, "amount": "1000.00"},
    ),
    (
        "pipedrive, semicolons",
        "Lead - ID;Lead - Title;Lead - Organization;Lead - Source;Lead - Lead created;Lead - Owner\n"
        "a1;Acme lead;Acme;Web;2026-01-15 09:00:00;Ann\n"
        "a2;Bolt lead;Bolt;Web;2026-01-16 09:00:00;Ann\n",
        "Deal - ID;Deal - Title;Deal - Value;Deal - Currency of Value;Deal - Status;Deal - Stage;Deal - Deal created;"
        "Deal - Won time;Deal - Lost time;Deal - Lost reason;Deal - Organization;Deal - Owner\n"
        "1;Acme deal;1.000,50;EUR;Won;Negotiations;2026-01-20 09:00:00;2026-02-13 09:00:00;;;Acme;Ann\n"
        "2;Zed deal;900,00;EUR;Lost;Proposal;2026-01-20 09:00:00;;2026-02-14 09:00:00;Price;Zed;Ann\n"
        "3;New deal;900,00;EUR;Open;Proposal;2026-01-20 09:00:00;;;;Bolt;Ann\n",
        {"leads": 2, "converted": 2, "won": 1, "lost": 1, "amount": "1000.50"},
    ),
    (
        "hubspot in Japanese",
        "レコードID,姓,名,Eメール,会社名,ライフサイクルステージ,リードステータス,作成日,コンタクト担当者,オリジナルソース\n"
        "1,佐藤,一郎,a@a.example,甲,顧客,,2026-01-05 10:00,青木,オーガニック検索\n"
        "2,鈴木,二郎,b@b.example,乙,MQL,試行中,2026-01-07 10:00,青木,直接トラフィック\n"
        "3,田中,四郎,d@d.example,丁,リード,不適格,2026-01-08 10:00,青木,有料検索\n",
        "レコードID,取引名,取引ステージ,クローズ日,取引担当者,金額,作成日,関連コンタクトID\n"
        "9,甲取引,成約 (セールスパイプライン),2026-02-13 10:00,林,100000,2026-01-20 10:00,1\n"
        "10,丙取引,契約書送付済み (セールスパイプライン),2026-03-10 10:00,林,50000,2026-01-21 10:00,\n"
        "11,己取引,失注 (セールスパイプライン),2026-02-12 10:00,林,50000,2026-01-22 10:00,\n",
        {"leads": 3, "converted": 1, "won": 1, "lost": 1, "amount": "100000.00"},
    ),
    (
        "a sheet with a title above it",
        "Leads of spring,,,\n,,,\nLead No,Company,Created,Status\n1,Acme,05.01.2026,Converted\n2,Bolt,07.01.2026,New\n",
        "Pipeline 2026,,,,,\nCustomer,Value (EUR),Salesperson,Opened,Closed,Result\n"
        'Acme,"12.000,00",Ann,01.02.2026,25.02.2026,Won\nZed,"3.500,00",Ben,13.02.2026,20.03.2026,Lost\n'
        'Other,"1.000,00",Ben,14.02.2026,,In progress\n',
        {"leads": 2, "converted": 1, "won": 1, "lost": 1, "amount": "12000.00"},
    ),
    (
        "a Japanese sheet",
        "リードID,会社名,氏名,流入経路,問い合わせ日,対応状況,営業担当\n"
        "1,甲社,佐藤,展示会,2026年1月15日,商談化,青木\n"
        "2,乙社,鈴木,紹介,2026年1月16日,対象外,青木\n",
        "案件番号,リードID,案件名,取引先名,フェーズ,受注金額,案件作成日,受注日,失注日,失注理由\n"
        "A-1,1,甲社案件,甲社,受注,¥100万,2026年1月20日,2026年2月13日,,\n"
        "A-2,,丙社案件,丙社,失注,¥50万,2026年1月20日,,2026年2月14日,価格\n",
        {"leads": 2, "converted": 1, "won": 1, "lost": 1, "amount": "1000000.00"},
    ),
    (
        "zoho in Japanese, with headings of groups and amounts as people write them",
        "見込み客一覧,,,,,,\n,,,,,,\n基本情報,,会社,担当者,経路,状況,\n"
        "見込み客ID,見込み客の担当者,会社名,姓,見込み客のソース,見込み客のステータス,作成日時\n"
        "z1,青木,甲社,佐藤,展示会,商談化,令和8年1月15日\nz2,青木,乙社,鈴木,Web,見込みなし,R8.1.16\n合計,2件,,,,,\n",
        "商談一覧,,,,,,,\n基本情報,,金額,,,,,\n"
        "商談ID,商談名,総額,ステージ,完了予定日,取引先名,作成日時,商談の担当者\n"
        "d1,甲,\"1億2,000万円\",完了(受注),2026/2/13,甲社,20260120,林\n"
        "d2,丙,\"￥3,500,000-\",完了(失注),2026年2月14日,丙社,２０２６/１/２０,林\n",
        {"leads": 2, "converted": 1, "won": 1, "lost": 1, "amount": "120000000.00"},
    ),
    (
        "dynamics in Japanese",
        "(変更しない) 潜在顧客,名前,会社名,状態,ステータスの説明,作成日,所有者,潜在顧客の発生元\n"
        "L-1,佐藤 一郎,甲社,見込みあり,見込みあり,1/15/2026 9:00,青木,Web\n"
        "L-2,鈴木 二郎,乙社,失格,連絡不可,1/16/2026 9:00,青木,Web\n",
        "(変更しない) 営業案件,トピック,取引先企業,推定収益(千円),実際の収益(千円),状態,作成日,実際のクローズ日,"
        "元の潜在顧客\n"
        'D-1,甲 新規,甲社,"1,200","1,000",受注,1/20/2026 9:00,2/13/2026,佐藤 一郎\n'
        "D-2,丙 新規,丙社,900,,失注,1/20/2026 9:00,2/14/2026,\n",
        {"leads": 2, "converted": 1, "won": 1, "lost": 1, "amount": "1000000.00"},
    ),
    (
        "pipedrive in Japanese",
        "リード - ID,リード - タイトル,リード - 連絡先担当者,リード - 組織,リード - 所有者,"
        "リード - ソースチャネル,リード - リード作成日\n"
        "a1,甲の引合い,佐藤 一郎,株式会社甲,青木,展示会,2026-01-15 09:00:00\n"
        "a2,乙の引合い,鈴木 二郎,乙商事,青木,紹介,2026-01-16 09:00:00\n",
        "取引 - ID,取引 - タイトル,取引 - 所有者,取引 - 金額,取引 - 通貨,取引 - 組織,取引 - 連絡先担当者,"
        "取引 - ステージ,取引 - ステータス,取引 - 取引作成日,取引 - 成約日時,取引 - 失注日時,取引 - 予想成約日\n"
        "1,甲の取引,林,100000,JPY,㈱甲,佐藤 一郎,交渉開始,成約,2026-01-20 09:00:00,2026-02-13 09:00:00,,\n"
        "2,丙の取引,林,50000,JPY,丙社,田中 三郎,提案済み,失注,2026-01-20 09:00:00,,2026-02-14 09:00:00,\n"
        "3,丁の取引,林,50000,JPY,丁社,山田 四郎,提案済み,オープン,2026-01-20 09:00:00,,,2026-03-01\n",
        {"leads": 2, "converted": 1, "won": 1, "lost": 1, "amount": "100000.00"},
    ),
    (
        "dynamics in Japanese, whose opportunities name a contact",
        "(変更しない) 潜在顧客,名前,会社名,状態,ステータスの説明,作成日\n"
        "L-1,佐藤 一郎,甲社,開く,連絡済み,1/15/2026 9:00\nL-2,鈴木 二郎,甲社,開く,新規,1/16/2026 9:00\n",
        "(変更しない) 営業案件,トピック,見込み顧客,取引先担当者,実際の収益,状態,ステータスの説明,"
        "作成日,実際のクローズ日\n"
        "D-1,新規,甲社,佐藤 一郎,1000,受注,受注,1/20/2026 9:00,2/13/2026\n"
        "D-2,新規,丙社,田中 三郎,,失注,競合他社に敗北,1/20/2026 9:00,2/14/2026\n",
        {"leads": 2, "converted": 1, "won": 1, "lost": 1, "amount": "1000.00"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("system", "leads", "deals", "wanted"), SYSTEMS, ids=[row[0] for row in SYSTEMS])
def test_the_export_of_every_system_is_understood(
    tasuki: Tasuki, write: Write, system: str, leads: str, deals: str, wanted: dict[str, Any]
) -> None:
    found = audited(
        tasuki, "--leads", write("leads.csv", leads, "utf-16"), "--opportunities", write("deals.csv", deals)
    )  # fmt: skip
    told = {
        "leads": found["leads"]["n"],
        "converted": found["leads"]["reached"]["converted"],
        "won": found["opportunities"]["won"],
        "lost": found["opportunities"]["lost"],
        "amount": found["opportunities"]["won_amount"][0]["amount"],
    }
    assert told == wanted
    assert found["opportunities"]["days_to_win"]["median"] in (23, 24, 25)


def test_a_lead_left_lying_is_told_of_as_a_state_that_nobody_knows(tasuki: Tasuki, write: Write) -> None:
    """Somebody follows up the one; of the other it is not said how far it had come."""
    leads = write(
        "leads.csv",
        "リードID,会社名,状況,作成日\n1,甲,追客中,2026/1/5\n2,乙,放置,2026/1/6\n3,丙,放置,2026/1/7\n",
    )
    report = leads.with_name("report.html")
    found = audited(tasuki, "--leads", leads, "--out", report, "--lang", "ja")
    assert found["leads"]["reached"]["sal"] == 1
    assert found["leads"]["states"]["captured"] == 2
    assert "状態の意味:放置(2行)" in report.read_text(encoding="utf-8")


def test_a_salesforce_report_in_japanese_with_its_sum_and_its_footer_is_read(
    tasuki: Tasuki, write: Write
) -> None:
    leads = write(
        "leads.csv",
        "姓,名,会社名 / 取引先名,リードソース,状況,作成日,リード 所有者\n"
        "佐藤,一郎,甲株式会社,Web,対応中,2026/1/15,青木\n"
        "鈴木,二郎,乙株式会社,展示会,対象外,,青木\n合計,,,,,,\nCopyright (c) 2026 salesforce.com\n",
        "cp932",
    )
    deals = write(
        "deals.csv",
        "商談名,取引先名,フェーズ,金額,完了予定日,作成日,商談 所有者\n"
        '甲 新規,(株)甲,受注,"\\5,700,000",2026/2/20,2026/1/20,林\n合計,,,"\\5,700,000",,,\n',
        "cp932",
    )
    found = audited(tasuki, "--leads", leads, "--opportunities", deals)
    assert (found["leads"]["n"], found["opportunities"]["n"]) == (2, 1)
    assert found["joined"] == {"company": 1, "without_lead": 0}
    assert found["opportunities"]["won_amount"] == [{"amount": "5700000.00", "currency": "JPY"}]
    assert [flaw["n"] for flaw in found["quality"] if flaw["key"] == "broken_rows"] == [2, 1]
    called = {column["field"]: column["called"] for column in found["files"][1]["columns"]}
    assert called["name"] == "Name of the opportunity"


def test_what_japanese_exports_call_a_source_a_currency_and_a_reason_is_known(
    tasuki: Tasuki, write: Write
) -> None:
    leads = write(
        "leads.csv",
        "レコードID,会社名,リードステータス,作成日,オリジナルトラフィックソース,顧客に転換した日付\n"
        "1,甲社,,2026-01-05,オーガニック検索,2026-02-05\n2,乙社,タイミングが悪い,2026-01-06,直接トラフィック,\n",
    )
    deals = write(
        "deals.csv",
        "商談名,取引先名,状態,ステータスの説明,金額,金額 通貨,作成日\n"
        "甲 新規,甲社,受注,受注,1000,JPY,2026-01-20\n丙 新規,丙社,失注,価格,500,JPY,2026-01-20\n",
    )
    found = audited(tasuki, "--leads", leads, "--opportunities", deals)
    assert {row["value"] for row in found["leads"]["by"]["source"]} == {
        "オーガニック検索",
        "直接トラフィック",
    }
    assert found["leads"]["states"] == {"converted": 1, "disqualified": 1}
    assert found["opportunities"]["won_amount"] == [{"amount": "1000.00", "currency": "JPY"}]
    assert fields(found, "opportunities")["ステータスの説明"] == "close_reason"


def test_a_japanese_lead_names_the_opportunity_that_it_was_converted_into(
    tasuki: Tasuki, write: Write
) -> None:
    leads = write(
        "leads.csv",
        "レコードID,姓,見込み客のステータス,作成日時,変換済み,変換された商談\n"
        "z1,佐藤,見込みあり,2026-01-15 09:00,true,d1\nz2,鈴木,将来連絡,2026-01-16 09:00,false,\n",
    )
    deals = write("deals.csv", "レコードID,商談名,ステージ,失注の理由\nd1,新規,失注,価格\n")
    found = audited(tasuki, "--leads", leads, "--opportunities", deals)
    assert found["joined"] == {"opportunity_id": 1, "without_lead": 0}
    assert found["leads"]["states"] == {"converted": 1, "recycled": 1}
    assert fields(found, "opportunities")["失注の理由"] == "close_reason"


def test_a_lead_of_which_nobody_knows_when_it_came_is_in_no_cohort(tasuki: Tasuki, write: Write) -> None:
    found = audited(
        tasuki,
        "--leads",
        write("leads.csv", "Lead ID,Status,Created\n1,New,2026-01-05\n2,New,\n3,New,2026-03-05\n"),
    )
    table = found["reports"]["cohorts"]["tables"][0]
    assert {row["group"]["month"]: row["cells"]["captured"]["value"] for row in table["rows"]} == {
        "2026-01-01": 1,
        "2026-03-01": 1,
    }
    assert found["leads"]["n"] == 3


def test_one_sheet_of_leads_with_their_outcomes_is_enough(tasuki: Tasuki, write: Write) -> None:
    sheet = write(
        "一覧.csv",
        "問合せ日,会社名,担当,流入経路,商談化日,受注日,失注日,受注金額\n"
        "2026/1/5,甲社,青木,紹介,2026/1/10,2026/2/1,,1200000\n"
        "2026/1/6,乙社,青木,展示会,2026/1/12,,2026/2/3,\n"
        "2026/1/7,丙社,青木,展示会,,,,\n",
        "cp932",
    )
    found = audited(tasuki, "--leads", sheet)
    page = sheet.parent / "report.html"
    tasuki("audit", "--leads", sheet, "--lang", "ja", "--out", page)
    assert not re.search(r">(?:won|lost|open)<", page.read_text(encoding="utf-8"))
    assert found["files"][0]["encoding"] == "cp932"
    assert (found["opportunities"]["won"], found["opportunities"]["lost"]) == (1, 1)
    assert found["leads"]["days_to_win"]["median"] == 27
    assert found["leads"]["days_to_opportunity"]["n"] == 2


def test_an_outcome_and_its_day_in_columns_of_their_own_tell_what_became_of_a_lead(
    tasuki: Tasuki, write: Write
) -> None:
    sheet = write(
        "一覧.csv",
        "No.,問合せ日,会社名,対応状況,受注/失注,決定日,受注額(円)\n1,2026/1/5,甲社,商談済,受注,2026/2/4,1200000\n"
        "2,2026/1/6,乙社,架電済,,,\n3,2026/1/7,丙社,商談済,失注,2026/2/5,\n",
    )
    found = audited(tasuki, "--leads", sheet)
    assert found["leads"]["reached"]["discovery"] == 2
    assert found["leads"]["days_to_win"]["median"] == 30
    assert found["opportunities"]["won_amount"] == [{"amount": "1200000.00", "currency": "JPY"}]


def test_a_sheet_in_thousands_with_marks_in_its_headings_is_read_as_it_is_meant(
    tasuki: Tasuki, write: Write
) -> None:
    sheet = write(
        "管理表.csv",
        "リードNo,会社,獲得日,チャネル,今の状況,商談化?,商談化した日,想定金額(千円)\n"
        '1,㈱北斗商事,2026/01/05,展示会,受注,○,2026/02/01,"1,200"\n2,みなみ,2026/1/10,Web,失注,×,,\n'
        "3,東西物流,2026.01.15,紹介,対応中,,,300万円\n",
    )
    found = audited(tasuki, "--leads", sheet)
    assert found["opportunities"]["won_amount"] == [{"amount": "1200000.00", "currency": "JPY"}]
    assert found["leads"]["reached"]["converted"] == 1
    assert found["leads"]["days_to_opportunity"]["median"] == 27


def test_a_lost_lead_without_an_opportunity_never_was_one(tasuki: Tasuki, write: Write) -> None:
    leads = write("leads.csv", "Lead ID,Status,Created Date\n1,Lost,2026-01-05\n2,Converted,2026-01-05\n")
    deals = write("deals.csv", "Deal ID,Lead ID,Stage\n9,2,Closed Lost\n8,,Closed Won\n")
    found = audited(tasuki, "--leads", leads, "--opportunities", deals)
    assert found["leads"]["reached"]["converted"] == 1
    assert found["leads"]["states"] == {"converted": 1, "disqualified": 1}


def test_days_that_no_cell_decides_follow_the_other_columns_and_it_is_said(
    tasuki: Tasuki, write: Write
) -> None:
    deals = write(
        "deals.csv",
        "Deal ID,Stage,Create Date,Close Date\n1,Won,01/02/2026,03/02/2026\n2,Lost,05/02/2026,25/02/2026\n",
    )
    found = audited(tasuki, "--opportunities", deals)
    columns = {column["column"]: column for column in found["files"][0]["columns"]}
    assert columns["Close Date"]["dates"] == {"order": "dmy", "decided_by": "proof"}
    assert columns["Create Date"]["dates"] == {"order": "dmy", "decided_by": "others"}
    assert found["opportunities"]["days_to_win"]["median"] == 2


def test_a_mapping_is_written_corrected_and_given_back(tasuki: Tasuki, write: Write, tmp_path: Path) -> None:
    leads = write("leads.csv", "No,Wann,Stand\n1,2026-01-05,gut\n2,2026-01-06,schlecht\n")
    refused = tasuki("audit", "--leads", leads, "--write-mapping", tmp_path / "m.toml")
    assert refused.exit_code == 0, refused.stderr
    written = (tmp_path / "m.toml").read_text(encoding="utf-8")
    assert '"Wann" = "captured_at"' in written
    mended = write(
        "mended.toml",
        written.replace('# "Stand" = "-"', '"Stand" = "status"')
        + '\n[leads.states]\n"gut" = "sql"\n"schlecht" = "disqualified"\n',
    )
    found = audited(tasuki, "--leads", leads, "--mapping", mended)
    assert found["leads"]["states"] == {"disqualified": 1, "sql": 1}


def test_a_mapping_fits_the_file_it_was_written_for_with_a_title_above_its_header(
    tasuki: Tasuki, write: Write, tmp_path: Path
) -> None:
    leads = write(
        "leads.csv", "Leads of the year\n\nLead ID,Status,Created Date,Company\n1,New,2026-01-05,Acme\n"
    )
    mapping = tmp_path / "m.toml"
    assert tasuki("audit", "--leads", leads, "--write-mapping", mapping).exit_code == 0
    found = audited(tasuki, "--leads", leads, "--mapping", mapping)
    assert fields(found, "leads")["Created Date"] == "captured_at"


def test_what_is_wrong_in_a_mapping_is_said_at_once(tasuki: Tasuki, write: Write) -> None:
    mapping = write("m.toml", '[leads.columns]\n"A" = "capturd_at"\n[leads.states]\n"x" = "wonn"\n[deals]\n')
    told = tasuki("audit", "--leads", EXAMPLE / "leads.csv", "--mapping", mapping, "--json")
    assert told.exit_code == 2
    assert [error["pointer"] for error in told.json["errors"]] == [
        "/mapping/leads/columns/A", "/mapping/leads/states/x", "/mapping",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04zip", "Excel workbook"),
        (b"", "empty"),
        (b"A,B\n1,2\n", "No column says what a row is about"),
        (b"Lead ID,Status\n", "no rows"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_way_out(
    tasuki: Tasuki, tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "strange.csv"
    file.write_bytes(content)
    told = tasuki("audit", "--leads", file, "--json")
    assert told.exit_code == 2
    assert says in told.json["detail"]
    assert "strange.csv" in told.json["detail"]


def test_broken_rows_are_left_out_and_counted_with_their_lines(tasuki: Tasuki, write: Write) -> None:
    leads = write("leads.csv", "Lead ID,Status,Created Date\n1,New,2026-01-05\n2,New\n3,New,soon\n" + ROWS)
    found = audited(tasuki, "--leads", leads)
    flaws = {flaw["key"]: flaw for flaw in found["quality"]}
    assert flaws["broken_rows"]["lines"] == [{"file": "leads.csv", "line": 3}]
    assert flaws["unreadable_cells"]["lines"] == [{"file": "leads.csv", "line": 4}]
    assert found["leads"]["n"] == 12


def test_a_record_on_several_rows_is_counted_once_as_the_last_one_says(tasuki: Tasuki, write: Write) -> None:
    first = write("q1.csv", "Deal ID,Stage,Amount\n1,Proposal,100\n2,Closed Won,200\n")
    second = write("q2.csv", "Deal ID,Stage,Amount\n1,Closed Won,150\n3,Closed Lost,300\n")
    found = audited(tasuki, "--opportunities", first, "--opportunities", second)
    deals = found["opportunities"]
    assert (deals["n"], deals["won"], deals["won_amount"][0]["amount"]) == (3, 2, "350.00")
    flaws = {flaw["key"]: flaw for flaw in found["quality"]}
    assert flaws["opportunities_again"]["lines"] == [{"file": "q1.csv", "line": 2}]


def test_what_campaigns_cost_stands_beside_what_came_of_them(tasuki: Tasuki, write: Write) -> None:
    leads = write(
        "leads.csv",
        "Lead ID,Created Date,Campaign,Status,Converted Date\n1,2026-01-05,Fair,Converted,2026-01-20\n"
        "2,2026-01-06,Fair,New,\n3,2026-01-07,Web,New,\n",
    )
    campaigns = write(
        "campaigns.csv", "Campaign Name,Start Date,End Date,Actual Cost\nFair,2026-01-01,2026-01-20,900\n"
    )
    found = audited(tasuki, "--leads", leads, "--campaigns", campaigns, "--currency", "EUR")
    table = next(one for one in found["reports"]["closed_loop"]["tables"] if one["key"] == "by_campaign")
    cells = {row["called"]["campaign"]: row["cells"] for row in table["rows"]}
    assert cells["Fair"]["spent"]["value"] == [{"amount": "900.00", "currency": "EUR"}]
    assert cells["Fair"]["per_lead"]["value"] == [{"amount": "450.00", "currency": "EUR"}]


def test_the_files_that_are_read_are_never_written(tasuki: Tasuki, write: Write) -> None:
    leads = write("leads.csv", "Lead ID,Status\n1,New\n")
    assert tasuki("audit", "--leads", leads, "--out", leads).exit_code == 2
    assert leads.read_text() == "Lead ID,Status\n1,New\n"
    assert tasuki("audit", "--leads", leads, "--out", leads.parent / "nowhere" / "x.html").exit_code == 2


def test_nothing_to_read_or_nowhere_to_write_is_a_usage_error(tasuki: Tasuki) -> None:
    assert tasuki("audit", "--out", "report.html").exit_code == 2
    assert tasuki("audit", "--leads", EXAMPLE / "leads.csv").exit_code == 2


def test_as_of_an_earlier_day_later_things_have_not_happened(tasuki: Tasuki) -> None:
    words = ("--leads", EXAMPLE / "leads.csv", "--opportunities", EXAMPLE / "opportunities.csv")
    whole = audited(tasuki, *words)
    half = audited(tasuki, *words, "--as-of", "2025-09-30")
    assert half["as_of"] == "2025-09-30"
    assert 0 < half["leads"]["n"] < whole["leads"]["n"]
    assert half["opportunities"]["won"] < whole["opportunities"]["won"]


def test_as_of_an_earlier_day_a_lead_is_in_the_state_that_it_had_come_to(
    tasuki: Tasuki, write: Write
) -> None:
    leads = write(
        "leads.csv",
        "Lead ID,Created Date,Status,Converted Date,SQL Date\n1,2026-01-05,Converted,2026-03-01,2026-01-20\n",
    )
    assert audited(tasuki, "--leads", leads)["leads"]["states"] == {"converted": 1}
    assert audited(tasuki, "--leads", leads, "--as-of", "2026-02-01")["leads"]["states"] == {"sql": 1}


def test_as_of_an_earlier_day_a_deal_closed_later_is_open_in_a_stage_that_nobody_knows(
    tasuki: Tasuki, write: Write
) -> None:
    deals = write(
        "deals.csv",
        "Deal ID,Stage,Created Date,Close Date\n1,Closed Won,2026-01-05,2026-01-20\n"
        "2,Closed Won,2026-01-06,2026-03-01\n",
    )
    found = audited(tasuki, "--opportunities", deals, "--as-of", "2026-02-01")["opportunities"]
    assert (found["won"], found["open"]) == (1, 1)
    told = [(one["stage"], one["outcome"]) for one in found["by_stage"]]
    assert ("Closed Won", "open") not in told
    assert ("Closed Won", "won") in told


def test_a_day_without_a_time_is_compared_by_the_day(tasuki: Tasuki, write: Write) -> None:
    deals = write(
        "deals.csv",
        "Deal ID,Stage,Created Date,Close Date\n1,Closed Won,2026-01-20 16:30,2026-01-20\n"
        "2,Proposal,2026-01-10 09:00,2026-01-20\n3,Proposal,2026-01-10 09:00,2026-01-19\n",
    )
    found = audited(tasuki, "--opportunities", deals)
    flaws = {flaw["key"]: flaw["lines"] for flaw in found["quality"]}
    assert "deal_backwards" not in flaws
    assert flaws["overdue"] == [{"file": "deals.csv", "line": 4}]
    assert {one["key"]: one["n"] for one in found["idle"]}["overdue"] == 1


def test_an_activity_of_the_day_on_which_a_lead_came_is_its_first_and_says_no_hours(
    tasuki: Tasuki, write: Write
) -> None:
    leads = write(
        "leads.csv", "Lead ID,Status,Created Date\n1,New,2026-01-05 10:00\n2,New,2026-01-05 10:00\n"
    )
    tasks = write("tasks.csv", "Lead ID,Type,Activity Date\n1,Call,2026-01-05\n")
    found = audited(tasuki, "--leads", leads, "--activities", tasks)
    assert (found["leads"]["touched"], found["leads"]["hours_to_first_touch"]) == (1, None)
    assert {one["key"]: one["n"] for one in found["idle"]}["untouched"] == 1
