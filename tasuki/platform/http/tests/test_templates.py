"""Templates as they are kept: one per language, with its phrases in place."""

from __future__ import annotations

from django.template import Context, Template
from django.template.base import TextNode
from django.template.loader import get_template
from django.utils.translation import override

from tasuki.platform.http.templates import write_out


def test_a_template_is_kept_in_each_language_and_its_phrases_stand_written_in_it() -> None:
    pages = {}
    for language in ("ja", "en", "ja"):
        with override(language):
            pages[language] = get_template("components/palette.html")
    assert "検索" in pages["ja"].render()
    assert "検索" not in pages["en"].render()
    nodes = pages["ja"].template.nodelist  # type: ignore[attr-defined]
    assert [type(node) for node in nodes] == [TextNode]


def test_what_depends_on_the_page_is_worked_out_when_it_is_shown() -> None:
    template = Template(
        "{% load i18n %}{% if page %}{% translate said %} {% translate 'Search' as word %}{{ word }}"
        " {% url page %} {% translate 'Close' %}{% endif %}"
    )
    with override("en"):
        write_out(template.nodelist)
    with override("ja"):
        for page, address in (("today", "/"), ("leads", "/leads")):
            shown = template.render(Context({"said": "Leads", "page": page}))
            assert shown == f"リード 検索 {address} Close"
