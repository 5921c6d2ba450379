"""The five diagnoses and the leak as data, worded in one language: for API, command line and foreign audits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tasuki.insight.diagnosing import places_of
from tasuki.insight.dimensions import DIMENSIONS
from tasuki.insight.report import Answer
from tasuki.insight.words import Words
from tasuki.platform.language import translator
from tasuki.rules.diagnosis import Check, Diagnosis, Leak, Stake, leak_of
from tasuki.rules.wording import Language, Sentence

_WHO: Mapping[str, tuple[str, ...]] = {
    "aes": ("ae",),
    "pairs": ("sdr", "ae"),
    "reasons": ("source", "reason"),
}
"""Whom a sign that compares groups is about."""


def examined_shape(answer: Answer, words: Words, language: Language) -> dict[str, Any]:
    """``diagnoses`` and ``leak``, where the report examines; else nothing."""
    if not answer.diagnoses:
        return {}
    leak = leak_of(answer.diagnoses)
    return {
        "diagnoses": [_diagnosis(one, answer, words, language) for one in answer.diagnoses],
        "leak": leak_shape(leak, language) if leak else None,
    }


def leak_shape(leak: Leak, language: Language) -> dict[str, Any]:
    return {
        "currency": leak.currency,
        "low": leak.low,
        "high": leak.high,
        "says": _said(leak.says(), language),
        "parts": [{"trouble": trouble, **_stake(stake, language)} for trouble, stake in leak.parts],
    }


def _diagnosis(one: Diagnosis, answer: Answer, words: Words, language: Language) -> dict[str, Any]:
    return {
        "trouble": one.trouble,
        "title": _said(one.title, language),
        "standing": one.standing.value,
        "confidence": one.confidence.value,
        "says": _said(one.says(), language),
        "checks": [_check(check, answer, words, language) for check in one.checks],
        "money": [_stake(stake, language) for stake in one.stakes],
        "fixes": [
            {"says": _said(fix.says, language), "kind": fix.kind, "opens": fix.opens} for fix in one.fixes
        ],
    }


def _check(check: Check, answer: Answer, words: Words, language: Language) -> dict[str, Any]:
    say = translator(language)
    shown: dict[str, Any] = {
        "sign": check.sign.key,
        "rule": check.sign.rule,
        "label": say(check.sign.label),
        "standing": check.standing.value,
        "decides": check.sign.decides,
        "value": check.value,
        "limit": check.limit,
        "beyond": "above" if check.sign.is_high else "below",
        "n": check.n,
        "says": _said(check.says(), language),
        "who": list(who_is_meant(check, words)),
        "rows": [evidence_query(answer, check, place) for place in range(len(places_of(check.sign.key)))],
    }
    if check.interval is not None:
        shown |= {"low": round(check.interval.low, 6), "high": round(check.interval.high, 6)}
    return shown


def who_is_meant(check: Check, words: Words) -> tuple[str, ...]:
    """The people, or the source and reason, that a sign which compares is about."""
    splits = _WHO.get(check.sign.key, ())
    return tuple(
        words.written(DIMENSIONS[split], name) for split, name in zip(splits, check.who, strict=False)
    )


def evidence_query(answer: Answer, check: Check, place: int) -> str:
    """The query of /reports/diagnosis/rows that lists what a sign counted; of those it is about, where it compares."""
    at = places_of(check.sign.key)[place]
    query = {"table": at.table, "column": at.column, "group": list(check.who)}
    return f"{answer.asked.query()}&{urlencode(query, doseq=True)}"


def _stake(stake: Stake, language: Language) -> dict[str, Any]:
    return {
        "kind": stake.kind,
        "currency": stake.currency,
        "low": stake.low,
        "high": stake.high,
        "says": _said(stake.says(), language),
        "steps": [_said(step, language) for step in stake.steps],
    }


def _said(sentence: Sentence, language: Language) -> str:
    return sentence.spoken(language, translator(language))
