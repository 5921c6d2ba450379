"""The gates: MQL, SAL, SQL, handoff and opportunity, put together from a playbook and asked of a dossier (G-00 … G-10).

`decide` gives the whole decision with every finding; `verdict` gives the verdict alone, without wording anything, for
replays over whole histories. Both put the same questions in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from tasuki.rules import conversation, profile
from tasuki.rules.asking import Rule, Trouble
from tasuki.rules.brief import BRIEF_RULES
from tasuki.rules.criteria import COMPETITION, PATH_TO_MONEY, VALUE, criterion_rule
from tasuki.rules.decision import Decision, Enforcement, Finding, Verdict, verdict_of
from tasuki.rules.dossier import Dossier
from tasuki.rules.frameworks import falls_short
from tasuki.rules.playbook import Gate, Playbook, Requirement, Variant
from tasuki.rules.rationale import OVERRIDE_DOCUMENTED
from tasuki.rules.validation import (
    OPPORTUNITY_RULES,
    approval_rules,
    custom_validations,
    is_above_the_approval_threshold,
    required_fields,
)
from tasuki.rules.wording import N_

OVERRIDABLE = frozenset({"G-04", "C-1", "C-1b", "C-2", "C-3", "C-4", "C-5", "CH-12", "CH-13", "G-10"})
"""What an override may leave open (G-05): criteria, never the record's data (O-2 …)."""

OVERRIDABLE_GATES = frozenset({"sql", "opportunity"})


def decide(gate_key: str, dossier: Dossier, book: Playbook, at: datetime) -> Decision:
    """Every finding of one gate about one lead at ``at`` (UTC). The playbook's zone decides which day it is."""
    today = day_of(at, book)
    said: list[Finding] = []
    for rule in rules_of(gate_key, dossier, book):
        said += rule.findings(dossier, book, today)
    findings = tuple(said)
    if gate_key in OVERRIDABLE_GATES and dossier.override is not None:
        findings = _with_override(findings, dossier, book)
    return Decision(gate_key, verdict_of(findings), book.stamp, at, findings)


def verdict(gate_key: str, dossier: Dossier, book: Playbook, at: datetime) -> Verdict:
    """The verdict alone: stops at the first block. Equal to ``decide(…).verdict``."""
    if dossier.override is not None:
        return decide(gate_key, dossier, book, at).verdict
    today = day_of(at, book)
    worst = Verdict.PASSED
    for rule in rules_of(gate_key, dossier, book):
        troubles = rule.ask(dossier, book, today)
        if not troubles:
            continue
        for trouble in troubles:
            enforcement = trouble.enforcement or rule.enforcement
            if enforcement is Enforcement.BLOCK:
                return Verdict.REFUSED
            if enforcement is Enforcement.MANAGER_REVIEW:
                worst = Verdict.NEEDS_REVIEW
            elif worst is Verdict.PASSED:
                worst = Verdict.PASSED_WITH_WARNINGS
    return worst


def gate_after(state: str) -> str:
    """The gate that a lead in this state stands before."""
    return _GATE_AFTER.get(state, "opportunity")


_GATE_AFTER: Mapping[str, str] = {
    "captured": "mql",
    "mql": "sal",
    "sal": "sql",
    "sql": "handoff",
    "discovery": "opportunity",
    "recycled": "mql",
}


def day_of(at: datetime, book: Playbook) -> date:
    """The date of ``at`` where the playbook lives."""
    return _day_in(book.zone, at)


@lru_cache(maxsize=1024)
def _day_in(zone: ZoneInfo, at: datetime) -> date:
    """Many leads are judged at one moment."""
    return at.astimezone(zone).date()


def rules_of(gate_key: str, dossier: Dossier, book: Playbook) -> tuple[Rule, ...]:
    """The gate's rules for this dossier: the first variant whose condition holds replaces the criteria (C-8)."""
    gate = book.gates.get(gate_key)
    if gate is None:
        raise KeyError(f"the playbook {book.stamp} has no gate “{gate_key}”")
    for index, variant in enumerate(gate.variants):
        if variant.when.holds(dossier):
            return _compiled(gate_key, index, book)
    return _compiled(gate_key, None, book)


@lru_cache(maxsize=256)
def _compiled(gate_key: str, variant: int | None, book: Playbook) -> tuple[Rule, ...]:
    gate = book.gates[gate_key]
    terms: Gate | Variant = gate if variant is None else gate.variants[variant]
    rules = (*_BUILDERS[gate_key](terms, book), *custom_validations(gate_key, book))
    return tuple(_enforced(rule, gate) for rule in rules)


def _enforced(rule: Rule, gate: Gate) -> Rule:
    agreed = gate.enforcement.get(rule.id)
    return replace(rule, enforcement=agreed) if agreed else rule


def _mql(terms: Gate | Variant, book: Playbook) -> tuple[Rule, ...]:
    return (
        *required_fields("mql", book),
        *profile.profile_rules(book),
        profile.NOT_EXCLUDED,
        profile.intent_rule("G-00"),
        *_criteria(terms, book),
    )


def _sal(terms: Gate | Variant, book: Playbook) -> tuple[Rule, ...]:
    return (
        *required_fields("sal", book),
        *profile.profile_rules(book),
        profile.fit_rule("G-01"),
        profile.intent_rule("G-01"),
        profile.NOT_EXCLUDED,
        profile.ONLY_ONE,
        *_criteria(terms, book),
    )


def _sql(terms: Gate | Variant, book: Playbook) -> tuple[Rule, ...]:
    return (
        conversation.CONVERSATION,
        *_criteria(terms, book),
        profile.NOT_EXCLUDED,
        *required_fields("sql", book),
        OVERRIDE_DOCUMENTED,
    )


def _handoff(terms: Gate | Variant, book: Playbook) -> tuple[Rule, ...]:
    return (
        *BRIEF_RULES,
        conversation.QUESTIONS,
        conversation.BOOKED,
        conversation.IN_TIME,
        conversation.AE_KNOWS,
        *_criteria(terms, book),
        *required_fields("handoff", book),
    )


def _opportunity(terms: Gate | Variant, book: Playbook) -> tuple[Rule, ...]:
    return (
        conversation.CALL_HELD,
        *_criteria(terms, book),
        PATH_TO_MONEY,
        COMPETITION,
        VALUE,
        *required_fields("opportunity", book),
        *OPPORTUNITY_RULES,
        OVERRIDE_DOCUMENTED,
        *approval_rules(book),
    )


_BUILDERS: Mapping[str, Callable[[Gate | Variant, Playbook], tuple[Rule, ...]]] = {
    "mql": _mql,
    "sal": _sal,
    "sql": _sql,
    "handoff": _handoff,
    "opportunity": _opportunity,
}


def _criteria(terms: Gate | Variant, book: Playbook) -> tuple[Rule, ...]:
    """The gate's criteria in its mode (G-10): each for itself, at least n of them, or a framework's points."""
    rules = tuple(criterion_rule(book.criteria[one.criterion], one) for one in terms.require)
    if terms.mode == "binary_all":
        return rules
    by_criterion = {one.criterion: rule for one, rule in zip(terms.require, rules, strict=True)}

    def are_enough_met(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
        def met(d: Dossier, requirement: Requirement) -> bool:
            rule = by_criterion.get(requirement.criterion)
            if rule is None:
                rule = criterion_rule(book.criteria[requirement.criterion], requirement)
            return not rule.ask(d, book, today)

        return falls_short(d, terms, book, today, met)

    return (Rule("G-10", are_enough_met, N_("Enough of the criteria are met."), "/answers"),)


def _with_override(findings: tuple[Finding, ...], dossier: Dossier, book: Playbook) -> tuple[Finding, ...]:
    """G-05, X-14: a documented override turns missing criteria into warnings; above the threshold, into a review.

    An override that is itself not documented changes nothing.
    """
    if any(finding.rule == "G-05" and finding.troubles for finding in findings):
        return findings
    above = is_above_the_approval_threshold(dossier, book)
    instead = Enforcement.MANAGER_REVIEW if above else Enforcement.WARN
    return tuple(
        replace(finding, enforcement=instead)
        if finding.troubles and finding.rule in OVERRIDABLE and finding.enforcement is Enforcement.BLOCK
        else finding
        for finding in findings
    )


def overridden(decision: Decision) -> tuple[Finding, ...]:
    """The criteria that an override left open, each of which has to close before it expires (SL-12)."""
    return tuple(finding for finding in decision.troubles if finding.rule in OVERRIDABLE)
