"""One result of a call for many leads, the ids or everything that stood against it: kept in no language, then told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from tasuki.platform.refusals import GateRefused, Refusal
from tasuki.rules.kept import kept_sentence, sentence_of
from tasuki.rules.problem import Problem
from tasuki.rules.wording import Language
from tasuki.stages.conversion.outcome import Outcome

_IDS = ("conversion_id", "lead_id", "account_id", "contact_id", "opportunity_id", "approval_id")


def result_spoken(
    lead_id: UUID, result: Outcome | Refusal, language: Language, translate: Callable[[str], str] = str
) -> dict[str, Any]:
    """The public shape, one per item and in its place: ``success`` with ids, or ``errors``."""
    return told_result(kept_result(lead_id, result), language, translate)


def kept_result(lead_id: UUID, result: Outcome | Refusal) -> dict[str, Any]:
    """One result as JSON; `told_result` says it."""
    if isinstance(result, Outcome):
        held = {field.name: getattr(result, field.name) for field in fields(result)}
        ids = {name: str(held[name]) if held[name] else None for name in _IDS}
        return {"success": True, "outcome": {**held, **ids, "unmapped": list(result.unmapped)}}
    errors = [_kept_problem(problem, code) for problem, code in _reasons(result)]
    return {"success": False, "lead_id": str(lead_id), "errors": errors}


def told_result(
    kept: Mapping[str, Any], language: Language, translate: Callable[[str], str] = str
) -> dict[str, Any]:
    """A kept result in its public shape, worded in ``language``."""
    if kept["success"]:
        held = kept["outcome"]
        ids = {name: UUID(held[name]) if held[name] else None for name in _IDS}
        return Outcome(**{**held, **ids, "unmapped": tuple(held["unmapped"])}).spoken(language, translate)
    errors = [
        {
            **error,
            "message": sentence_of(error["message"]).spoken(language, translate),
            "fix": sentence_of(error["fix"]).spoken(language, translate) if error["fix"] else None,
        }
        for error in kept["errors"]
    ]
    return {**kept, "errors": errors}


def _reasons(refusal: Refusal) -> list[tuple[Problem, str]]:
    if isinstance(refusal, GateRefused):
        return [
            (Problem(one.pointer, one.rule, one.because, one.fix), refusal.code)
            for one in refusal.decision.troubles
        ]
    return [(one, one.code) for one in refusal.reasons]


def _kept_problem(problem: Problem, code: str) -> dict[str, Any]:
    remedy = problem.remedy
    return {
        "code": code,
        "message": kept_sentence(problem.message),
        "field": problem.field,
        "pointer": problem.pointer,
        "rule_id": problem.rule_id,
        "fix": kept_sentence(remedy) if remedy else None,
    }
