"""“None” as a true answer: it counts when somebody says how it was checked (HB-3, G-04)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tasuki.rules.asking import NO_TROUBLE, Trouble, unknown, unmet
from tasuki.rules.dossier import Dossier
from tasuki.rules.placeholders import folded
from tasuki.rules.playbook import Playbook
from tasuki.rules.validation.filled import is_answer
from tasuki.rules.wording import N_, Text

NONE_WORDS = frozenset({"none", "nothing", "no", "nil", "none found", "nothing found"}) | frozenset(
    {"なし", "無し", "無", "ない", "ありません", "特になし", "特に無し", "とくになし", "該当なし", "該当無し"}
)


def says_none(value: object) -> bool:
    """Whether a text claims that there is nothing, in either language."""
    return isinstance(value, str) and len(value) < 40 and folded(value) in NONE_WORDS


@dataclass(frozen=True, slots=True)
class Declaration:
    """A typed “none” somewhere in the dossier, the fields it answers, and where its check is written down."""

    fields: tuple[str, ...]
    is_made: Callable[[Dossier], bool]
    checked_how: Callable[[Dossier], str]
    pointer: str

    def covers(self, path: str) -> bool:
        dotted = path.strip("/").replace("/", ".")
        return any(dotted == field or dotted.startswith(f"{field}.") for field in self.fields)

    def troubles(self, dossier: Dossier, book: Playbook, label: Text) -> tuple[Trouble, ...]:
        """None declared: only an account of the check is missing, or it says nothing."""
        how = self.checked_how(dossier)
        if is_answer(how, book):
            return NO_TROUBLE
        because = N_("%(field)s: none, but not how that was checked.")
        fix = N_("Say how it was checked that there is no %(field)s, or record what there is.")
        return (unmet if how else unknown)(self.pointer, because, fix, field=label)


def _has_no_discount(dossier: Dossier) -> bool:
    discount = dossier.opportunity.discount
    return discount is not None and discount.kind == "none"


def _how_no_discount_was_checked(dossier: Dossier) -> str:
    discount = dossier.opportunity.discount
    return discount.checked_how if discount else ""


DECLARATIONS = (
    Declaration(
        ("opportunity.discount",),
        _has_no_discount,
        _how_no_discount_was_checked,
        "/opportunity/discount/checked_how",
    ),
    Declaration(
        ("opportunity.competitive_landscape", "answers.competition"),
        lambda dossier: dossier.answers.competition.none_found,
        lambda dossier: dossier.answers.competition.checked_how,
        "/answers/competition/checked_how",
    ),
)
