"""One result of a call for many leads: the ids, or everything that stood against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tasuki.platform.refusals import GateRefused, Refusal
from tasuki.rules.wording import Language, Sentence
from tasuki.stages.conversion.outcome import Outcome


def result_spoken(
    lead_id: UUID | str, result: Outcome | Refusal, language: Language, translate: Callable[[str], str] = str
) -> dict[str, Any]:
    """The public shape, one per item and in its place: ``success`` with ids, or ``errors``."""
    if isinstance(result, Outcome):
        return result.spoken()
    return {"lead_id": str(lead_id), "success": False, "errors": errors_of(result, language, translate)}


def errors_of(
    refusal: Refusal, language: Language, translate: Callable[[str], str] = str
) -> list[dict[str, Any]]:
    """Every reason of a refusal as ``{code, message, field, pointer, rule_id, fix}``."""

    def speak(sentence: Sentence) -> str:
        return sentence.spoken(language, translate)

    if isinstance(refusal, GateRefused):
        return [
            _error(
                refusal.code, speak(one.because), one.pointer, one.rule, speak(one.fix) if one.fix else None
            )
            for one in refusal.decision.troubles
        ]
    if refusal.problems:
        return [_error(one.code, speak(one.message), one.pointer) for one in refusal.problems]
    return [_error(refusal.code, speak(refusal.title), "")]


def _error(
    code: str, message: str, pointer: str, rule: str | None = None, fix: str | None = None
) -> dict[str, Any]:
    field = pointer.strip("/").replace("/", ".")
    return {"code": code, "message": message, "field": field, "pointer": pointer, "rule_id": rule, "fix": fix}
