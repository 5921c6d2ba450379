"""The criteria with their questions, and the frameworks through which they can be read."""

from __future__ import annotations

from tasuki.playbooks.telling.chapter import Chapter, Entry, Table, cell, entry, filled
from tasuki.playbooks.telling.fields import field_called
from tasuki.playbooks.telling.people import person_called
from tasuki.playbooks.telling.values import level_told
from tasuki.rules.criteria import LEVELS
from tasuki.rules.labels import gate_called
from tasuki.rules.playbook import Criterion, Framework, Playbook, Question
from tasuki.rules.wording import N_, Sentence, Text

_QUESTION = (
    Sentence(N_("Question")),
    Sentence(N_("A good answer")),
    Sentence(N_("Not an answer")),
    Sentence(N_("Asked by")),
)


def criteria(book: Playbook) -> Chapter:
    introduction = N_(
        "Every criterion stands at a level from 0 to 3. From level 2 on it needs evidence; it counts as met when its "
        "level is the gate's or higher and its words say what is asked."
    )
    tables = (
        _levels(),
        *(_criterion(one, book) for one in book.criterion),
        _for_the_brief(book),
        *(_framework(one, book) for one in book.framework),
    )
    return Chapter("criteria", Sentence(N_("The criteria")), Sentence(introduction), filled(tables))


def _levels() -> Table:
    rows = tuple(entry("", str(level), Sentence(said)) for level, said in LEVELS.items())
    return Table(Sentence(N_("The levels")), (Sentence(N_("Level")), Sentence(N_("Meaning"))), rows)


def _criterion(criterion: Criterion, book: Playbook) -> Table:
    fails = Sentence(N_("Not met when: %(fails)s"), {"fails": criterion.fails_when})
    beside = Sentence(N_("Stands beside the gates: no level of it is asked for by default."))
    lead = cell(
        criterion.means,
        fails if criterion.fails_when != Text() else None,
        None if criterion.gated else beside,
        *_where(criterion, book),
    )
    questions = tuple(_question(one, book) for one in book.question if one.criterion == criterion.key)
    title = Sentence(N_("%(label)s (%(id)s)"), {"label": criterion.label, "id": criterion.id})
    return Table(title, _QUESTION, questions, lead)


def _where(criterion: Criterion, book: Playbook) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            N_("At the %(gate)s gate: %(level)s."),
            {"gate": gate_called(gate.key), "level": level_told(one.level)},
        )
        for gate in book.gate
        for one in gate.require
        if one.criterion == criterion.key
    )


def _question(question: Question, book: Playbook) -> Entry:
    due = Sentence(N_("before the %(gate)s gate"), {"gate": gate_called(question.before)})
    fills = Sentence(N_("Fills: %(field)s"), {"field": field_called(question.field, book)})
    return entry(
        question.key,
        cell(question.text, fills),
        question.good,
        question.bad,
        cell(person_called(question.asked_by), due),
    )


def _for_the_brief(book: Playbook) -> Table:
    questions = tuple(_question(one, book) for one in book.question if one.criterion not in book.criteria)
    return Table(Sentence(N_("Questions of the handoff brief")), _QUESTION, questions)


def _framework(framework: Framework, book: Playbook) -> Table:
    headings = (Sentence(N_("Element")), Sentence(N_("Reads")), Sentence(N_("Weight")))
    rows = tuple(
        entry(
            f"{framework.key}/{one.key}",
            one.label,
            tuple(book.criteria[key].label if key in book.criteria else key for key in one.reads),
            str(one.weight),
        )
        for one in framework.elements
    )
    own = framework.key == book.playbook.framework
    lead = cell(Sentence(N_("The view that pages open with.")) if own else None)
    return Table(Sentence(N_("Seen as %(framework)s"), {"framework": framework.label}), headings, rows, lead)
