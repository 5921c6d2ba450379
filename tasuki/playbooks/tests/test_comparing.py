"""Two playbooks are compared in words; a way of writing is no difference."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasuki.platform.language import translator
from tasuki.playbooks.comparing import differences, lines_that_differ
from tasuki.playbooks.presets import complete_toml, preset_toml
from tasuki.playbooks.shape import TABLES, is_list_of_rows
from tasuki.rules.layering import name_of, toml_of
from tasuki.rules.toml_text import with_item, with_item_moved, with_values, without_item
from tasuki.rules.wording import Language

ARTICLE = preset_toml("article")
ROWS = {
    table: rows
    for table, rows in tomllib.loads(ARTICLE).items()
    if table in TABLES and is_list_of_rows(table)
}


def said(after: str, language: Language = "en", before: str = ARTICLE) -> list[str]:
    return [one.said.spoken(language, translator(language)) for one in differences(before, after)]


def with_change(overlay: str) -> str:
    return complete_toml(f'base = "article"\n{overlay}')


@pytest.mark.parametrize(
    ("overlay", "english", "japanese"),
    [
        (
            '[[gate]]\nkey = "opportunity"\nrequire = [{ criterion = "budget", level = 3 }]',
            "Budget at the opportunity gate: level 2 → 3",
            "商談ゲートの予算:レベル2 → 3",
        ),
        (
            '[[gate]]\nkey = "sql"\nrequire = [{ criterion = "authority", remove = true }]',
            "Authority at the SQL gate: level 1 → not asked for",
            "SQLゲートの決裁権:レベル1 → 求めない",
        ),
        (
            '[[gate]]\nkey = "opportunity"\nenforcement = { O-5 = "block" }',
            "the opportunity gate: if O-5 is not met, warns → blocks",
            "商談ゲートでO-5を満たさないとき:警告 → 通過不可",
        ),
        (
            '[[sla]]\nid = "SL-2"\nwithin = "4 business hours"',
            "SL-2 First contact (first logged outbound touch), Within: 24 hours → 4 working hours",
            "SL-2 初回コンタクト(最初の発信の記録)・期限:24時間 → 4時間(営業時間)",
        ),
        (
            '[[calendar]]\nkey = "office"\nhours = { 0 = [{ start = "10:00", end = "12:00" }, { start = "13:00", '
            'end = "17:00" }], 1 = [{ start = "09:00", end = "18:00" }] }',
            "office, Monday: 09:00–18:00 → 10:00–12:00, 13:00–17:00",
            "office・月曜日:09:00–18:00 → 10:00–12:00、13:00–17:00",
        ),
        (
            '[[calendar]]\nkey = "office"\nhalf_days = [{ on = 2026-12-29, '
            "hours = [{ start = 09:00:00, end = 12:00:00 }] }]",
            "office, Half days: nothing → 2026-12-29: 09:00–12:00",
            "office・半日営業:なし → 2026-12-29: 09:00–12:00",
        ),
        (
            "[limits]\nclose_within_days = 120",
            "Limits, Expected close at most this far ahead (O-4): 180 days → 120 days",
            "上限・下限・受注予定日の上限(O-4):180日 → 120日",
        ),
        (
            '[[stage]]\nkey = "proposal"\nprobability = 0.65',
            "Proposal, Probability (per cent): 60 % → 65 %",
            "提案・見積・確度(%):60% → 65%",
        ),
        (
            '[[route]]\nkey = "territory"\nwhen = { field = "lead.segment", is = "smb" }',
            "Who serves the territory, Only where: nothing → segment is small business",
            "担当地域(テリトリー)の担当者・条件:なし → セグメントが小規模企業",
        ),
        (
            '[[reason]]\ncode = "price"\nlabel = { en = "Price", ja = "価格面" }',
            "Price, Label in Japanese: “価格” → “価格面”",
            "価格面・名称(日本語):「価格」 → 「価格面」",
        ),
        (
            '[[reason]]\ncode = "no_reply"\nlabel = { en = "No reply", ja = "返信なし" }\nused_for = ["lose"]',
            "New: No reply (Reasons)",
            "追加:返信なし(理由)",
        ),
        (
            '[[score]]\nkey = "student"\nremove = true',
            "Taken out: A student (Scores)",
            "削除:学生(スコア)",
        ),
    ],
)
def test_a_difference_reads_as_people_say_it(overlay: str, english: str, japanese: str) -> None:
    assert said(with_change(overlay)) == [english]
    assert said(with_change(overlay), "ja") == [japanese]


def test_a_row_that_moved_is_one_difference() -> None:
    number = [name_of(row) for row in ROWS["route"]].index("round_robin")
    moved = with_item_moved(ARTICLE, "route", number, 0)
    assert said(moved) == ["The next one in turn, with capacity and present: place 7 → 1"]


def test_another_way_of_writing_the_same_is_no_difference() -> None:
    assert said(toml_of(tomllib.loads(ARTICLE))) == []
    assert said(with_values(ARTICLE, ("required", 0), {"enforcement": "block"})) == []
    assert lines_that_differ(ARTICLE, toml_of(tomllib.loads(ARTICLE))) == ()


def test_the_lines_show_what_stood_there_and_what_stands_there_now() -> None:
    lines = lines_that_differ(ARTICLE, with_change("[limits]\nclose_within_days = 120"))
    assert "-close_within_days = 180" in lines
    assert "+close_within_days = 120" in lines


@settings(max_examples=12)
@given(st.data())
def test_whatever_is_taken_out_added_or_changed_is_found(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(["score", "notice", "benchmark", "hygiene", "cadence", "commitment"]))
    number = data.draw(st.integers(0, len(ROWS[table]) - 1))
    name = name_of(ROWS[table][number])
    taken = without_item(ARTICLE, table, number)
    assert [(one.kind, one.path) for one in differences(ARTICLE, taken)] == [("removed", f"{table}/{name}")]
    back = differences(taken, ARTICLE)
    assert (back[0].kind, back[0].path) == ("added", f"{table}/{name}")
    again = with_item(taken, table, ROWS[table][number])
    assert {one.kind for one in differences(ARTICLE, again)} <= {"moved"}
    label = {"en": "Something else", "ja": "別のもの"}
    key = "text" if table == "commitment" else "label"
    changed = with_values(ARTICLE, (table, number), {key: label})
    assert [one.path for one in differences(ARTICLE, changed)] == [
        f"{table}/{name}/{key}/en",
        f"{table}/{name}/{key}/ja",
    ]
