"""The same validation rules after the conversion as at it (O-15): an edit may not make an opportunity worse."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tasuki.rules.asking import Trouble
from tasuki.rules.decision import Enforcement, Finding
from tasuki.rules.dossier import Dossier
from tasuki.rules.gates import day_of, rules_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import Problem

_PREFIX = "/opportunity"


def problems_of_change(
    before: Dossier, after: Dossier, changed: Iterable[str], book: Playbook, at: datetime
) -> list[Problem]:
    """What the opportunity gate has against ``after``: every blocking trouble that is new or about a changed field.

    Old troubles elsewhere do not stand in the way of mending one field; hygiene shows them.
    """
    known = {(finding.rule, finding.pointer) for finding in _blocking(before, book, at)}
    touched = tuple(f"{_PREFIX}/{name}" for name in changed)
    return [
        Problem(finding.pointer.removeprefix(_PREFIX), finding.rule, finding.because, finding.fix)
        for finding in _blocking(after, book, at)
        if (finding.rule, finding.pointer) not in known or finding.pointer.startswith(touched)
    ]


def problems_from(troubles: Iterable[Trouble], rule: str, prefix: str = "") -> list[Problem]:
    """Troubles as problems of the input, without those that only warn; ``prefix`` is cut off their pointers."""
    return [
        Problem(trouble.pointer.removeprefix(prefix), rule, trouble.because, trouble.fix)
        for trouble in troubles
        if trouble.enforcement is not Enforcement.WARN
    ]


def _blocking(dossier: Dossier, book: Playbook, at: datetime) -> list[Finding]:
    today = day_of(at, book)
    return [
        finding
        for rule in rules_of("opportunity", dossier, book)
        for finding in rule.findings(dossier, book, today)
        if finding.troubles and finding.enforcement is Enforcement.BLOCK
    ]
