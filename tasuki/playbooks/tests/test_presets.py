"""What ships as a preset, what a company's own file may say on top of it, and how mistakes in it are told."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tasuki.playbooks.presets import (
    complete_toml,
    load_file,
    load_preset,
    load_text,
    preset_names,
    preset_toml,
)
from tasuki.rules.decision import Verdict
from tasuki.rules.dossier import read_dossier
from tasuki.rules.gates import decide
from tasuki.rules.playbook import Playbook, read_playbook
from tasuki.rules.reading import Unreadable
from tasuki.rules.wording import Text

EXAMPLES = Path(__file__).parents[3] / "examples" / "playbooks"
AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
ARTICLE = load_preset("article")


def every_text(value: object, where: str = "") -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield where, value
    elif isinstance(value, tuple):
        for item in value:
            name = getattr(item, "key", "") or getattr(item, "id", "") or getattr(item, "code", "")
            yield from every_text(item, f"{where}/{name}")
    elif is_dataclass(value):
        for one in fields(value):
            yield from every_text(getattr(value, one.name), f"{where}/{one.name}")


def test_the_article_is_the_preset_that_ships() -> None:
    assert preset_names() == ("article",)
    assert load_preset("article") is ARTICLE
    assert ARTICLE.stamp == "article@1"
    assert read_playbook(preset_toml("article")).stamp == "article@1"


def test_a_preset_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(LookupError, match="known: article"):
        preset_toml("artcle")
    with pytest.raises(LookupError, match="known: article"):
        load_preset("artcle")


def test_both_sides_have_signed_and_a_company_is_told_to_sign_its_own() -> None:
    assert {signed.side for signed in ARTICLE.agreement.sign_offs} == {"marketing", "sales"}
    assert {signed.on for signed in ARTICLE.agreement.sign_offs} == {date(2026, 1, 1)}
    assert "signs its own" in ARTICLE.agreement.closed_won_analysis.en


def test_everything_that_is_read_by_people_is_there_in_both_languages() -> None:
    unfinished = [
        where
        for where, text in every_text(ARTICLE)
        if bool(text.en) != bool(text.ja) or (not text.en and not where.endswith(("/means", "/fix")))
    ]
    assert unfinished == []


def test_the_japanese_is_japanese_and_not_a_copy() -> None:
    names = {"BANT", "MEDDIC", "MEDDPICC", "CHAMP", "SaaS"}
    copied = [where for where, text in every_text(ARTICLE) if text.en == text.ja and text.en not in names]
    assert copied == []


def test_nothing_has_one_name_twice() -> None:
    for table, items in (
        ("icp", [item.key for item in ARTICLE.icp]),
        ("exclusion", [item.code for item in ARTICLE.exclusion]),
        ("required", [(item.gate, item.key) for item in ARTICLE.required]),
        ("brief", [item.key for item in ARTICLE.brief]),
        ("route", [item.key for item in ARTICLE.route]),
        ("score", [item.key for item in ARTICLE.score]),
        ("notice", [item.key for item in ARTICLE.notice]),
        ("approval", [item.key for item in ARTICLE.approval]),
        ("benchmark", [item.key for item in ARTICLE.benchmark]),
        ("commitment", [item.key for item in ARTICLE.commitment]),
        ("source", [item.key for item in ARTICLE.source]),
        ("placeholders", [text.casefold() for text in ARTICLE.placeholders.texts]),
        ("empty phrases", ARTICLE.placeholders.empty_phrases),
        ("free mail", ARTICLE.free_mail),
    ):
        twice = [name for name, count in Counter(items).items() if count > 1]
        assert twice == [], table


def named(name: str) -> Playbook:
    return load_file(EXAMPLES / f"{name}.toml")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_playbook_reads_and_stays_complete_when_stored(path: Path) -> None:
    book = load_file(path)
    stored = read_playbook(complete_toml(path.read_text(encoding="utf-8"), path.name))
    assert book.playbook.name == stored.playbook.name == path.stem
    assert (stored.sla, stored.question, stored.gate) == (book.sla, book.question, book.gate)
    assert len(book.checklist) == 25


def test_a_preset_stored_and_read_again_is_the_same_agreement() -> None:
    again = load_text('base = "article"\n')
    for one in fields(Playbook):
        assert getattr(again, one.name) == getattr(ARTICLE, one.name), one.name


def test_the_strict_preset_takes_the_words_of_sql_literally(contract: dict[str, Any]) -> None:
    contract["answers"]["budget"]["level"] = 1
    dossier = read_dossier(contract)
    assert decide("sql", dossier, ARTICLE, AT).verdict is Verdict.PASSED
    assert decide("sql", dossier, named("strict"), AT).verdict is Verdict.REFUSED


def test_the_strict_preset_sends_every_override_to_the_manager(contract: dict[str, Any]) -> None:
    contract["override"] = {
        "rationale": "来月の新工場稼働に間に合わせるため、佐藤取締役の予算承認を待たずに先行して提案準備に入る。"
        "承認は十二月二日の役員会で得られる見込みであり、高橋様から電話で確認済み。並行して要件の確認を進める。",
        "expires_on": "2026-12-02",
    }
    contract["answers"]["budget"]["level"] = 1
    dossier = read_dossier(contract)
    assert decide("opportunity", dossier, ARTICLE, AT).verdict is Verdict.PASSED_WITH_WARNINGS
    assert decide("opportunity", dossier, named("strict"), AT).verdict is Verdict.NEEDS_REVIEW


def test_two_of_four_are_enough_for_the_lenient_preset(contract: dict[str, Any]) -> None:
    lenient = named("two_of_four")
    contract["answers"]["budget"]["level"] = 0
    contract["answers"]["authority"]["level"] = 0
    assert decide("sql", read_dossier(contract), lenient, AT).verdict is Verdict.PASSED
    assert decide("sql", read_dossier(contract), ARTICLE, AT).verdict is Verdict.REFUSED
    contract["answers"]["timeline"]["level"] = 1
    assert decide("sql", read_dossier(contract), lenient, AT).verdict is Verdict.REFUSED
    assert lenient.gates["opportunity"].require == ARTICLE.gates["opportunity"].require


def test_meddic_asks_for_a_champion_and_a_name_on_top_of_the_article(contract: dict[str, Any]) -> None:
    meddic = named("meddic")
    refused = decide("opportunity", read_dossier(contract), meddic, AT)
    assert [finding.pointer for finding in refused.troubles] == ["/answers/champion/level"]
    contract["answers"]["champion"] = {"level": 1, "person": {"name": "高橋 美咲"}}
    assert decide("opportunity", read_dossier(contract), meddic, AT).verdict is Verdict.PASSED
    contract["answers"]["authority"]["decision_maker"] = None
    assert decide("opportunity", read_dossier(contract), meddic, AT).by_rule("M-5")[0].standing == "unmet"


def test_the_discount_tiers_name_another_approver_for_each_tier(contract: dict[str, Any]) -> None:
    tiers = named("discount_tiers")

    def asks(fraction: str) -> list[str]:
        contract["opportunity"]["discount"] = {"kind": "percent", "fraction": fraction}
        decision = decide("opportunity", read_dossier(contract), tiers, AT)
        return [finding.because.spoken("en") for finding in decision.by_rule("AP-1") if finding.troubles]

    assert asks("0.10") == []
    assert len(asks("0.15")) == len(asks("0.25")) == len(asks("0.50")) == 1
    assert "more than 40 %" in asks("0.50")[0]


def test_a_base_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(Unreadable) as refused:
        load_text('base = "artikel"\n', "ours.toml")
    assert refused.value.problems[0].pointer == "ours.toml: base"
    assert "known: article" in str(refused.value)


def test_a_wrong_change_is_named_by_its_item_and_not_by_a_number() -> None:
    with pytest.raises(Unreadable) as refused:
        load_text('base = "article"\n[[sla]]\nid = "SL-4"\nwithin = "two days"\n', "ours.toml")
    assert [problem.pointer for problem in refused.value.problems] == ["ours.toml: sla/SL-4/within"]


def test_a_removal_that_finds_nothing_says_what_was_probably_meant() -> None:
    with pytest.raises(Unreadable) as refused:
        load_text('base = "article"\n[[reason]]\ncode = "no_budgets"\nremove = true\n', "ours.toml")
    assert refused.value.problems[0].pointer == "ours.toml: reason/no_budgets"
    assert "did you mean “no_budget”" in str(refused.value)


def test_a_file_that_is_no_toml_or_no_utf8_is_refused_by_name(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("[playbook\n", encoding="utf-8")
    with pytest.raises(Unreadable, match=r"broken.toml:.*Line \d+ is not TOML"):
        load_file(broken)
    broken.write_bytes('[playbook]\nname = "日本"\n'.encode("cp932"))
    with pytest.raises(Unreadable, match="UTF-8"):
        load_file(broken)


def test_a_complete_file_needs_no_base_and_is_stored_as_it_was_written(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('\ufeff[playbook]\nname = "own"\n', encoding="utf-8")
    assert load_file(own).stamp == "own@1"
    assert complete_toml('[playbook]\nname = "own"\n') == '[playbook]\nname = "own"\n'


def test_the_article_is_written_the_way_it_is_read() -> None:
    assert tomllib.loads(preset_toml("article"))["playbook"]["name"] == "article"
