"""Who may rule, how a lead comes back, and which names stand in a text."""

from __future__ import annotations

import pytest

from tasuki.rules.dispute import names_in, parts_of, side_of, way_back


def test_whoever_has_no_part_may_rule() -> None:
    assert parts_of("kei", {"opened": {"aoi"}, "decided": {"ren"}, "works": {"aoi", "ren"}}) == ()
    assert parts_of("aoi", {"opened": {"aoi"}, "works": {"aoi", "ren"}}) == ("opened", "works")


def test_a_marketer_speaks_for_marketing_and_revops_for_nobody() -> None:
    assert [side_of(one) for one in (("marketer",), ("sdr",), ("revops",))] == ["marketing", "sales", "joint"]


@pytest.mark.parametrize(
    ("code", "state", "way"),
    [
        ("lead.disqualified", "disqualified", "reopen"),
        ("handoff.rejected", "disqualified", "reopen"),
        ("handoff.rejected", "sql", ""),
        ("lead.recycled", "recycled", "reengage"),
        ("lead.disqualified", "mql", ""),
        ("sla.breached", "disqualified", ""),
    ],
)
def test_a_lead_comes_back_only_from_where_the_decision_put_it(code: str, state: str, way: str) -> None:
    assert way_back(code, state) == way


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ｻﾝﾌﾟﾙ製作所の議事録", ("サンプル製作所株式会社",)),
        ("高橋さんに聞いた", ("高橋",)),
        ("Ask ACME first", ("Acme",)),
        ("An acmeist asks", ()),
        ("役員会の議事録が予算の証拠になる", ()),
    ],
)
def test_names_are_found_however_they_are_spelt(text: str, found: tuple[str, ...]) -> None:
    assert names_in(text, ["高橋 美咲"], ["サンプル製作所株式会社", "Acme"]) == found
