"""One result of a call for many leads: the ids, or everything that stood against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tasuki.platform.refusals import GateRefused, Refusal
from tasuki.rules.decision import Finding
from tasuki.rules.problem import Problem
from tasuki.rules.wording import Language
from tasuki.stages.conversion.outcome import Outcome


def result_spoken(
    lead_id: UUID | str, result: Outcome | Refusal, language: Language, translate: Callable[[str], str] = str
) -> dict[str, Any]:
    """The public shape, one per item and in its place: ``success`` with ids, or ``errors``."""
    if isinstance(result, Outcome):
        return result.spoken(language, translate)
    return {"lead_id": str(lead_id), "success": False, "errors": errors_of(result, language, translate)}


def errors_of(
    refusal: Refusal, language: Language, translate: Callable[[str], str] = str
) -> list[dict[str, Any]]:
    """Every reason of a refusal as ``{code, message, field, pointer, rule_id, fix}``."""
    if isinstance(refusal, GateRefused):
        return [_finding(refusal.code, one, language, translate) for one in refusal.decision.troubles]
    return [one.spoken(language, translate) for one in refusal.reasons]


def _finding(
    code: str, finding: Finding, language: Language, translate: Callable[[str], str]
) -> dict[str, Any]:
    said = Problem(finding.pointer, finding.rule, finding.because, finding.fix)
    return {**said.spoken(language, translate), "code": code}
