"""O-1: the three parts of the name are known; the name itself is built by `tasuki.rules.naming`."""

from __future__ import annotations

from datetime import date

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown, unmet
from tasuki.rules.dossier import Dossier
from tasuki.rules.labels import INDUSTRIES
from tasuki.rules.naming import name_parts, opportunity_name
from tasuki.rules.playbook import Playbook
from tasuki.rules.validation.filled import is_answer, screen_of
from tasuki.rules.wording import N_, Sentence, Text

PARTS = (
    ("/opportunity/company", Text("the company", "会社名")),
    ("/opportunity/product", Text("the product or service", "製品・サービス")),
    ("/opportunity/use_case", Text("the use case", "用途")),
)


def can_the_name_be_built(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-1: company, product and use case each say something."""
    screen, opportunity = screen_of(book), d.opportunity
    if screen.answers.issuperset((opportunity.company, opportunity.product, opportunity.use_case)):
        return NO_TROUBLE
    parts = name_parts(d)
    if all(map(screen.passes, parts)):
        return NO_TROUBLE
    troubles: tuple[Trouble, ...] = ()
    for value, (pointer, part) in zip(parts, PARTS, strict=True):
        if not is_answer(value, book):
            troubles += _part_is_missing(pointer, part, value)
    return troubles


def _part_is_missing(pointer: str, part: Text, value: str) -> tuple[Trouble, ...]:
    because = N_("The opportunity's name needs %(part)s.")
    fix = N_("Fill in %(part)s; the name is built from company, product and use case.")
    return (unmet if value else unknown)(pointer, because, fix, part=part)


def _name(d: Dossier) -> dict[str, object]:
    company, product, use_case = name_parts(d)
    if d.opportunity.use_case or use_case not in INDUSTRIES:
        return {"name": opportunity_name(company, product, use_case)}
    parts = {"company": company, "product": product, "use_case": Sentence(INDUSTRIES[use_case])}
    return {"name": Sentence(N_("%(company)s - %(product)s - %(use_case)s"), parts)}


NAME = Rule(
    "O-1",
    can_the_name_be_built,
    N_("The opportunity will be called “%(name)s”."),
    "/opportunity/company",
    values=_name,
)
