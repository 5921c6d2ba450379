"""A command typed in a way that cannot be meant says so in the reader's language, and what to do instead."""

from __future__ import annotations

import pytest

from tasuki.cli.tests.conftest import Tasuki

WRONG: list[tuple[tuple[str, ...], str, str, str]] = [
    (("lead", "accept"), "/lead", "この引数は必須です。", "入力してください。"),
    (("lead", "reopen", "x"), "/rationale", "このオプションは必須です。", "入力してください。"),
    (
        ("lead", "list", "--stat", "sql"),
        "/stat",
        "オプション「--stat」はありません。",
        "「--state」のことですか。",
    ),
    (("lead", "acept", "x"), "", "コマンド「acept」はありません。", "「accept」のことですか。"),
    (
        ("lead", "list", "--state", "sqll"),
        "/state",
        "'sqll' は指定できる値ではありません。",
        "「sql」のことですか。",
    ),
    (
        ("lead", "list", "--limit", "0"),
        "/limit",
        "0 は範囲の外です。",
        "1<=x<=1000 の範囲で指定してください。",
    ),
    (
        ("lead", "list", "--limit", "many"),
        "/limit",
        "整数が必要ですが、'many'がありました。",
        "30 のような整数",
    ),
    (("lead", "list", "--limit"), "/limit", "オプション「--limit」には値が必要です。", ""),
    (("lead", "list", "--json=1"), "/json", "オプション「--json」に値は付けられません。", ""),
    (("lead", "show", "x", "y z"), "", "このコマンドには多すぎます:y z。", "取り除いてください。"),
    (("import", "leads", "nowhere.csv"), "/file", "ファイル「nowhere.csv」はありません。", "パスを確認し"),
    (("import", "leads", "/"), "/file", "「/」はフォルダです。", "パスを確認し"),
    (
        ("lead", "recycle", "x", "--rationale", "y", "--reengage-on", "soon"),
        "/reengage_on",
        "「soon」は日付ではありません。",
        "2026-11-20",
    ),
    (("meeting", "book", "x", "--at", "soon"), "/at", "「soon」は日時として読めません。", "2026-11-24T14:00"),
    (
        ("lead", "answer", "x", "need", "--set", "y"),
        "/set",
        "「y」は名前と値の組ではありません。",
        "NAME=VALUE",
    ),
    (("check", "-"), "/dossier", "「-」はJSONではありません", "ファイルのこの箇所を直し"),
    (
        ("check", "-", "--playbook", "nobodys"),
        "/playbook",
        "「nobodys」はファイルでもプリセットでもありません。",
        "article",
    ),
    (("lead",), "/json", "「--json」はコマンドの後に書きます。", "次から選んでください:create"),
]


@pytest.mark.parametrize(("words", "pointer", "message", "fix"), WRONG, ids=lambda one: " ".join(one))
def test_what_was_mistyped_is_told_in_japanese_with_its_place_and_what_to_do(
    tasuki: Tasuki, words: tuple[str, ...], pointer: str, message: str, fix: str
) -> None:
    stdin = {} if "--playbook" in words else "not json"
    told = tasuki(*words[:2], "--json", "--lang", "ja", *words[2:], stdin=stdin)
    assert (told.exit_code, told.stderr, told.json["code"]) == (2, "", "usage")
    assert told.json["title"] == "コマンドの書き方が正しくありません。"
    (error,) = told.json["errors"]
    assert (error["pointer"], message in error["message"], fix in (error["fix"] or "")) == (
        pointer,
        True,
        True,
    ), error


def test_the_terminals_language_is_the_default_for_mistakes_too(
    tasuki: Tasuki, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "This argument is required." in tasuki("lead", "accept").stderr
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert "この引数は必須です。" in tasuki("lead", "accept").stderr
    assert "This argument is required." in tasuki("lead", "accept", "--lang=en").stderr


def test_a_mistake_is_told_by_its_place_its_fix_and_how_the_command_is_called(tasuki: Tasuki) -> None:
    told = tasuki("person", "list", "--role", "sdrr")
    assert (told.exit_code, told.stdout) == (2, "")
    what, fix, usage = told.stderr.splitlines()
    assert what == "--role: 'sdrr' is not one of the allowed values."
    assert fix.startswith("  → Did you mean “sdr”? Allowed: sdr, ae, manager")
    assert usage == "Usage: tasuki person list [OPTIONS] (more: tasuki person list --help)"


def test_a_group_alone_shows_its_help(tasuki: Tasuki) -> None:
    told = tasuki("lead")
    assert (told.exit_code, "Commands:" in told.stderr) == (2, True)
