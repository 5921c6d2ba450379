"""The handoff brief line by line, and the checklists."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.playbooks.telling.chapter import Chapter, Entry, Table, cell, entry, filled
from tasuki.playbooks.telling.fields import field_called
from tasuki.playbooks.telling.people import person_called
from tasuki.playbooks.telling.rules import rule_told
from tasuki.rules.playbook import BriefItem, ChecklistItem, Playbook
from tasuki.rules.wording import N_, Sentence, Text

CHECKLISTS: Mapping[str, str] = {
    "handoff": N_("Before the handoff"),
    "discovery": N_("During discovery"),
    "opportunity": N_("When the opportunity is created"),
    "after": N_("After the conversion"),
}


def handoff(book: Playbook) -> Chapter:
    introduction = N_("What the SDR hands to the AE, and the checklists that the product keeps on the way.")
    brief = Table(
        Sentence(N_("The brief")),
        (Sentence(N_("Line")), Sentence(N_("Any one of these fields")), Sentence(N_("Needed"))),
        tuple(_line(one, book) for one in book.brief),
    )
    lists = (_checklist(key, title, book) for key, title in CHECKLISTS.items())
    return Chapter("handoff", Sentence(N_("The handoff")), Sentence(introduction), filled((brief, *lists)))


def _line(item: BriefItem, book: Playbook) -> Entry:
    unknown = Sentence(
        N_("“Unknown” will do together with: %(field)s"), {"field": field_called(item.unknown_with, book)}
    )
    none = Sentence(
        N_("“None” will do together with: %(field)s"), {"field": field_called(item.none_with, book)}
    )
    needed = cell(
        Sentence(N_("required")) if item.required else Sentence(N_("optional")),
        unknown if item.unknown_with else None,
        none if item.none_with else None,
    )
    return entry(item.key, item.label, tuple(field_called(path, book) for path in item.any_of), needed)


def _checklist(key: str, title: str, book: Playbook) -> Table:
    headings = (
        Sentence(N_("Item")),
        Sentence(N_("Who")),
        Sentence(N_("Answered by")),
        Sentence(N_("If open")),
    )
    rows = tuple(_item(one, book) for one in book.checklist if one.list == key)
    return Table(Sentence(title), headings, rows)


def _item(item: ChecklistItem, book: Playbook) -> Entry:
    by_hand = Sentence(N_("A tick with evidence.")) if item.check == "evidence" else None
    rules = tuple(told for rule in item.rules if (told := rule_told(rule, book)) != Text(rule))
    said = Sentence(N_("%(id)s %(text)s"), {"id": item.id, "text": item.text})
    stops = Sentence(N_("blocks") if item.blocking else N_("is shown as open"))
    return entry(
        item.id,
        said,
        person_called(item.actor),
        cell(by_hand, *(rules or (Sentence(N_("The product itself.")),))),
        stops,
    )
