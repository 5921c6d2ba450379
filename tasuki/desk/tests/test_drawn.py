"""Components that are written in Python: what they say, and what never becomes markup."""

from __future__ import annotations

from django.utils.translation import override

from tasuki.desk.drawn.finding import finding_drawn
from tasuki.desk.words import country_word
from tasuki.rules.decision import Enforcement, Finding, Standing
from tasuki.rules.wording import Sentence

TYPED = '"><script>alert(1)</script>'


def test_a_finding_says_how_it_stands_what_it_does_and_where_it_is_mended() -> None:
    found = Finding(
        "O-3", Standing.UNMET, Enforcement.WARN, Sentence("The day has passed."), "/opportunity/close_on",
        evidence=("ev-1",), fix=Sentence("Ask for another."),
    )  # fmt: skip
    with override("en"):
        html = finding_drawn(found, "/leads/1/convert#opportunity-close_on", called={"ev-1": "call · Friday"})
    assert '<li class="finding finding-unmet finding-warn">' in html
    assert '<a class="finding-mend" href="/leads/1/convert#opportunity-close_on">Ask for another.</a>' in html
    assert '<span class="chip">call · Friday</span>' in html
    assert '<span class="finding-standing">not met · warns</span>' in html


def test_a_finding_that_is_met_does_nothing_and_one_without_a_page_has_no_way() -> None:
    met = Finding("O-3", Standing.MET, Enforcement.BLOCK, Sentence("Well."), "", fix=Sentence("Nothing."))
    html = finding_drawn(met, "")
    assert "<a" not in html
    assert '<span class="finding-standing">met</span>' in html


def test_what_somebody_typed_never_becomes_markup() -> None:
    said = Sentence("%(said)s", {"said": TYPED})
    found = Finding(TYPED, Standing.UNKNOWN, Enforcement.BLOCK, said, TYPED, evidence=(TYPED,), fix=said)
    html = finding_drawn(found, f"#{TYPED}", called={TYPED: TYPED})
    assert "<script" not in html


def test_a_country_is_called_as_its_reader_calls_it_and_what_is_no_code_stands() -> None:
    with override("ja"):
        assert [country_word(code) for code in ("DE", "jp", "関東")] == ["ドイツ", "日本", "関東"]
    with override("en"):
        assert country_word("DE") == "Germany"
