"""The gates: what must be true to pass, what proves it, and who validates (V-07)."""

from __future__ import annotations

from collections.abc import Iterator

from tasuki.playbooks.telling.chapter import Chapter, Entry, Said, Table, cell, entry, filled
from tasuki.playbooks.telling.conditions import when_told
from tasuki.playbooks.telling.fields import field_called
from tasuki.playbooks.telling.people import validators_of
from tasuki.playbooks.telling.rules import proof_of_level, proof_told, rule_told
from tasuki.playbooks.telling.values import enforcement_told, level_told
from tasuki.rules.asking import Rule
from tasuki.rules.decision import Enforcement
from tasuki.rules.dossier import Dossier
from tasuki.rules.gates import rules_of
from tasuki.rules.playbook import Gate, Playbook, RequiredField, Requirement, Validation, Variant
from tasuki.rules.wording import N_, Sentence, Text

PROFILE = "ICP-1"
ENOUGH = "G-10"


def gates(book: Playbook) -> Chapter:
    introduction = N_(
        "A lead passes a gate when all of this is true. Unknown is an answer of its own, and no yes."
    )
    tables = [table for gate in book.gate for table in (_asked(gate, book), _to_be_filled(gate, book))]
    return Chapter("gates", Sentence(N_("The gates")), Sentence(introduction), filled(tables))


def _asked(gate: Gate, book: Playbook) -> Table:
    headings = (
        Sentence(N_("Rule")),
        Sentence(N_("What must be true")),
        Sentence(N_("What proves it")),
        Sentence(N_("If not")),
    )
    return Table(gate.label, headings, tuple(_rows(gate, book)), tuple(_lead(gate, book)))


def _lead(gate: Gate, book: Playbook) -> Iterator[Said]:
    yield Sentence(N_("Who validates: %(who)s."), {"who": validators_of(gate.key)})
    if any(one.enforcement is Enforcement.MANAGER_REVIEW for one in _rules(gate, book)):
        yield Sentence(
            N_("Where a manager reviews, the opportunity waits outside the forecast until they have.")
        )
    if gate.mode != "binary_all":
        yield _mode(gate, book)
    for variant in gate.variants:
        values = {
            "label": variant.label,
            "when": when_told(variant.when, book) or "",
            "terms": _terms(variant, book),
        }
        yield Sentence(N_("Instead of the criteria below, for “%(label)s” (%(when)s): %(terms)s."), values)


def _terms(variant: Variant, book: Playbook) -> tuple[Sentence, ...]:
    told = tuple(
        Sentence(
            N_("%(criterion)s at %(level)s"), {"criterion": _label(one, book), "level": level_told(one.level)}
        )
        for one in variant.require
    )
    return told if variant.mode == "binary_all" else (*told, _mode(variant, book))


def _mode(terms: Gate | Variant, book: Playbook) -> Sentence:
    if terms.mode == "min_count":
        return Sentence(N_("At least %(n)s of the criteria have to be met."), {"n": terms.min_count})
    framework = (
        book.frameworks[terms.framework].label if terms.framework in book.frameworks else terms.framework
    )
    values = {"framework": framework, "n": terms.threshold}
    return Sentence(N_("The points of %(framework)s have to reach %(n)s."), values)


def _rows(gate: Gate, book: Playbook) -> Iterator[Entry]:
    required = {one.criterion: one for one in gate.require}
    told: set[str] = set()
    for rule in _rules(gate, book):
        if rule.id in told:
            continue
        told.add(rule.id)
        if rule.criterion in required and rule.id == book.criteria[rule.criterion].id:
            yield _criterion(rule, required[rule.criterion], book)
        else:
            yield _rule(rule, book)
    if gate.mode != "binary_all":
        yield from (_counted(one, book) for one in gate.require)


def _rules(gate: Gate, book: Playbook) -> tuple[Rule, ...]:
    return rules_of(gate.key, Dossier(), book)


def _rule(rule: Rule, book: Playbook) -> Entry:
    own = next((one for one in book.validation if one.id == rule.id), None)
    otherwise = (
        Sentence(N_("as the profile says")) if rule.id == PROFILE else enforcement_told(rule.enforcement)
    )
    true = _own(own, book) if own else cell(rule_told(rule.id, book))
    return entry("", rule.id, true, proof_told(rule.id), otherwise)


def _own(own: Validation, book: Playbook) -> tuple[Said, ...]:
    whenever, must = when_told(own.when, book), when_told(own.must, book)
    said = Sentence(N_("Must hold: %(must)s."), {"must": must or ""})
    if whenever:
        said = Sentence(N_("Whenever %(when)s: %(must)s."), {"when": whenever, "must": must or ""})
    return cell(own.label, said, own.fix)


def _criterion(rule: Rule, requirement: Requirement, book: Playbook) -> Entry:
    criterion = book.criteria[requirement.criterion]
    asked = Sentence(
        N_("%(criterion)s: %(level)s"), {"criterion": criterion.label, "level": level_told(requirement.level)}
    )
    true = cell(asked, criterion.means)
    return entry("", rule.id, true, proof_of_level(requirement.level), enforcement_told(rule.enforcement))


def _counted(requirement: Requirement, book: Playbook) -> Entry:
    criterion = book.criteria[requirement.criterion]
    asked = Sentence(
        N_("%(criterion)s: %(level)s"), {"criterion": criterion.label, "level": level_told(requirement.level)}
    )
    counts = Sentence(N_("counts towards %(rule)s"), {"rule": ENOUGH})
    return entry("", criterion.id, cell(asked, criterion.means), proof_of_level(requirement.level), counts)


def _label(requirement: Requirement, book: Playbook) -> Text:
    return book.criteria[requirement.criterion].label


def _to_be_filled(gate: Gate, book: Playbook) -> Table:
    title = Sentence(N_("Must be filled: %(gate)s"), {"gate": gate.label})
    headings = (
        Sentence(N_("Rule")),
        Sentence(N_("Item")),
        Sentence(N_("Any one of these fields")),
        Sentence(N_("If not")),
    )
    asked = [one for one in book.required if one.gate == gate.key]
    return Table(title, headings, tuple(_required(one, book) for one in asked))


def _required(one: RequiredField, book: Playbook) -> Entry:
    when = when_told(one.when, book)
    only = Sentence(N_("Only where %(when)s."), {"when": when}) if when else None
    fields = tuple(field_called(path, book) for path in one.any_of)
    return entry(
        f"{one.gate}/{one.key}", one.rule, cell(one.label, only), fields, enforcement_told(one.enforcement)
    )
