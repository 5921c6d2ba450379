"""An edition as a file that stands alone and as a PDF, with its charts in it; made once, by a job or a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from tasuki.desk.papers.press import typeset
from tasuki.insight.editions.kinds import KINDS
from tasuki.insight.editions.sections import MOST_LINES
from tasuki.insight.models import Edition, EditionPaper
from tasuki.insight.pictures import svgs_of
from tasuki.platform.dates import day_in
from tasuki.platform.language import translator
from tasuki.playbooks.queries import in_force
from tasuki.rules.gates import day_of
from tasuki.rules.wording import N_, Language

TEMPLATE = Path(__file__).with_name("edition.typ")


def papers_of(edition: Edition) -> tuple[EditionPaper, ...]:
    """The edition in every language; those that were made before are taken as they are."""
    made = {one.language: one for one in edition.papers.all()}
    for language in get_args(Language):
        if language not in made:
            told = with_pictures(told_in(edition, language))
            printed = {"html": page_of(told), "pdf": typeset(TEMPLATE, "edition", told)}
            made[language], _ = EditionPaper.objects.get_or_create(  # another may print it at the same time
                edition=edition, language=language, defaults=printed
            )
    return tuple(made[language] for language in get_args(Language))


def told_in(edition: Edition, language: Language) -> dict[str, Any]:
    """Everything that a paper says; its charts are not drawn yet."""
    say = translator(language)
    issued = say(N_("Issued on %(day)s, by the agreement %(playbook)s"))
    issued_on = day_in(day_of(edition.issued_at, in_force()), language)
    return {
        "lang": language,
        "title": say(KINDS[edition.kind].label),
        "period": f"{day_in(edition.since, language)} – {day_in(edition.until, language)}",
        "stamp": issued % {"day": issued_on, "playbook": edition.playbook},
        **words_between(language),
        "sections": sections_of(edition.body["sections"][language]),
    }


def words_between(language: Language) -> dict[str, str]:
    """What every paper of reports says around their numbers."""
    say = translator(language)
    return {
        "all": say(N_("All together")),
        "meaning": say(N_("What the numbers mean")),
        "nothing": say(N_("Nothing was found in this period.")),
        "first": say(N_("Only the first %(n)s lines are shown.")) % {"n": MOST_LINES},
        "last": say(N_("Only the last %(n)s lines are shown.")) % {"n": MOST_LINES},
    }


def sections_of(sections: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**one, "svg": "", "tables": [{**table, **_emptiness(table)} for table in one["tables"]]}
        for one in sections
    ]


def with_pictures(told: Mapping[str, Any]) -> dict[str, Any]:
    """What a paper says, with its charts drawn."""
    pictures = iter(svgs_of([one["chart"]["spec"] for one in told["sections"] if one["chart"]]))
    sections = [{**one, "svg": next(pictures)} if one["chart"] else one for one in told["sections"]]
    return {**told, "sections": sections}


def _emptiness(table: Mapping[str, Any]) -> dict[str, bool]:
    """Nothing is said to be nothing; its sum stands only where there was something last time."""
    empty = bool(table["splits"]) and not table["rows"]
    return {"empty": empty, "bare": empty and not any(cell.get("last") for cell in table["total"])}


def page_of(told: Mapping[str, Any]) -> str:
    """One HTML file that asks nothing of anybody. The pictures are our own."""
    sections = [{**one, "picture": mark_safe(one["svg"])} for one in told["sections"]]
    return render_to_string("desk/papers/edition.html", {"told": {**told, "sections": sections}})
