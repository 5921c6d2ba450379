"""Fields as they stand on a page."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.translation import override

from tasuki.desk.drawn.field import all_drawn, drawn, radios
from tasuki.desk.forms.field import Field, Option, ticks
from tasuki.desk.forms.shapes import as_json
from tasuki.rules.dossier import Discount, OpportunityFacts


def test_what_somebody_typed_never_becomes_markup() -> None:
    typed = '"><script>alert(1)</script>'
    for kind in ("text", "area", "lines", "hidden", "choice", "check", "checks"):
        field = Field(
            f"a/{typed}", typed, kind, typed, (Option(typed, typed, True),), typed, typed, form=typed
        )
        assert "<script" not in drawn(field)
        assert 'value=""' not in drawn(field)


def test_a_refused_field_says_what_is_wrong_and_is_described_by_it() -> None:
    field = Field(
        "budget/status", "Budget", help="As the buyer said it.", problem="Say which.", required=True
    )

    with override("ja"):
        html = drawn(field)

    assert 'class="field field-wrong"' in html
    assert 'aria-describedby="budget-status-help budget-status-problem" aria-invalid="true"' in html
    assert '<p class="field-problem" id="budget-status-problem">Say which.</p>' in html
    assert '<span class="field-required">必須</span>' in html


def test_one_of_several_is_chosen_and_any_of_several_are_ticked() -> None:
    chosen = Field("kind", "Kind", "choice", "b", (Option("a", "A"), Option("b", "B", True)))
    ticked = Field("roles", "Roles", "checks", options=ticks([("sdr", "SDR"), ("ae", "AE")], ["ae"]))

    assert '<option value="b" selected>B</option>' in drawn(chosen)
    assert 'value="ae" checked>' in drawn(ticked)
    assert (
        'type="radio" name="level" value="b" checked> <span class="form-check-label">b · B</span>'
        in radios(chosen.options, "level")
    )


def test_a_text_offers_its_options_while_one_types() -> None:
    html = all_drawn([Field("city", "City", options=(Option("大阪", "大阪"),), placeholder="東京")])

    assert 'list="city-offers"' in html
    assert '<datalist id="city-offers"><option value="大阪">大阪</option></datalist>' in html
    assert 'placeholder="東京"' in html


def test_a_share_is_typed_as_people_write_it() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    for typed, fraction in (("10%", "0.1"), ("10％", "0.1"), ("0.10", "0.10"), ("12.5 %", "0.125")):
        assert as_json(Discount, {"kind": "percent", "fraction": typed}, zone)["fraction"] == fraction
    assert as_json(Discount, {"fraction": "a lot"}, zone) == {"fraction": "a lot"}
    assert as_json(OpportunityFacts, {"probability": "40%"}, zone) == {"probability": 0.4}
