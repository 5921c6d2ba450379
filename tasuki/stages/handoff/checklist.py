"""The article's operating checklist, answered by the gates' findings (§16)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tasuki.rules.decision import Enforcement, Finding, Standing
from tasuki.rules.playbook import ChecklistItem, Playbook
from tasuki.rules.wording import Language

_WORST_FIRST = (Standing.UNMET, Standing.UNKNOWN, Standing.MET)


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """One item: how it stands, and the findings that say why and what would mend it."""

    item: ChecklistItem
    standing: Standing
    findings: tuple[Finding, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for finding in self.findings for one in finding.evidence))

    def spoken(self, language: Language, translate: Callable[[str], str] = str) -> dict[str, object]:
        """The item as the doors show it, in ``language``."""
        return {
            "id": self.item.id,
            "text": self.item.text.spoken(language),
            "actor": self.item.actor,
            "check": self.item.check,
            "blocking": self.item.blocking,
            "standing": self.standing.value,
            "evidence": list(self.evidence),
            "findings": [
                finding.spoken(language, translate) for finding in self.findings if finding.troubles
            ],
        }


def standings(list_name: str, book: Playbook, findings: Iterable[Finding]) -> tuple[ItemStanding, ...]:
    """How each item of one list stands, given the findings of the gates that its rules belong to."""
    given = tuple(findings)
    return tuple(_standing(item, given) for item in book.checklist if item.list == list_name)


def _standing(item: ChecklistItem, findings: tuple[Finding, ...]) -> ItemStanding:
    asked = [finding for finding in findings if finding.rule in item.rules]
    if not asked:
        return ItemStanding(item, Standing.UNKNOWN, ())
    about = tuple(finding for finding in asked if not finding.troubles or _concerns(item, finding))
    found = {finding.standing for finding in about if _weighs(item, finding)} or {Standing.MET}
    return ItemStanding(item, next(one for one in _WORST_FIRST if one in found), about)


def _weighs(item: ChecklistItem, finding: Finding) -> bool:
    """What only warns is shown under a blocking item and leaves it ticked: the gate goes by the same measure."""
    return not item.blocking or finding.enforcement is not Enforcement.WARN


def _concerns(item: ChecklistItem, finding: Finding) -> bool:
    """An item that names fields looks only at what is wrong with those (CH-3)."""
    places = ("/" + field.replace(".", "/") for field in item.fields)
    return not item.fields or any(f"{finding.pointer}/".startswith(f"{place}/") for place in places)
