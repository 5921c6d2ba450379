"""docs/reference/rules.md: every rule with worked examples: its question, its sentence, and what RevOps would say."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tasuki.playbooks.presets import load_preset
from tasuki.rules.asking import Rule
from tasuki.rules.dossier import read_dossier
from tasuki.rules.gates import rules_of
from tasuki.rules.playbook import GATE_KEYS
from tests.docs.pages.markdown import code, codes, document, table

WORKED = Path(__file__).resolve().parents[3] / "examples" / "worked"
INTRODUCTION = """\
The rules and their worked examples, one section per id. The examples are the specification: they stand in
`examples/worked/*.toml`, the tests run every one of them, and this page is made from them.

- *Gates* are those of the article's playbook at which the rule speaks; *enforcement* is what trouble does
  there: `block` refuses, `manager_review` asks for an approval, `warn` only warns. A playbook may change
  it.
- *Sentence* is what the finding says when the rule is met.
- An example *expects* a standing (`met`, `unmet`, `unknown`) or, for rules outside the gates, the answer
  itself."""
_ID = re.compile(r"([A-Za-z]+)-?(\d*)(.*)")


def page() -> str:
    told = _examples()
    index = codes_with_links(told)
    return document(
        "Rules", INTRODUCTION, index, *(part for rule in told for part in _section(rule, told[rule]))
    )


def codes_with_links(told: Mapping[str, list[dict[str, Any]]]) -> str:
    return " · ".join(f"[{rule}](#{rule.lower()})" for rule in told)


def _section(rule: str, examples: list[dict[str, Any]]) -> Iterator[str]:
    yield f"## {rule}"
    spoken = _at_the_gates().get(rule, {})
    if spoken:
        first = next(iter(spoken.values()))
        gates = codes(spoken)
        enforcement = codes(dict.fromkeys(one.enforcement.value for one in spoken.values()))
        yield f"Gates: {gates} · enforcement: {enforcement} · sentence: “{first.met}”"
    rows = [(_expected(one["expect"]), one["says"], one.get("says_ja", "")) for one in examples]
    yield table(("expects", "example", "例"), rows)


def _expected(expect: Mapping[str, Any]) -> str:
    if "standing" in expect:
        return " ".join(
            code(expect[key]) for key in ("match", "standing", "enforcement", "verdict") if key in expect
        )
    return "; ".join(f"{key}: {code(_brief(value))}" for key, value in expect.items())


def _brief(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_brief, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_brief(one)}" for key, one in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)


def _examples() -> dict[str, list[dict[str, Any]]]:
    """Rule id → its examples in the order of the files; ids in the order of the alphabet and their numbers."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for file in sorted(WORKED.glob("*.toml")):
        for one in tomllib.loads(file.read_text(encoding="utf-8")).get("example", []):
            found[one["rule"]].append(one)
    return {rule: found[rule] for rule in sorted(found, key=_in_order)}


def _in_order(rule: str) -> tuple[str, int, str]:
    found = _ID.fullmatch(rule)
    letters, number, rest = found.groups() if found else (rule, "", "")
    return letters, int(number or 0), rest


@cache
def _at_the_gates() -> Mapping[str, Mapping[str, Rule]]:
    """Rule id → gate → the rule as the article's playbook asks it there."""
    book = load_preset("article")
    dossier = read_dossier(json.loads((WORKED / "base.json").read_text(encoding="utf-8")))
    found: dict[str, dict[str, Rule]] = defaultdict(dict)
    for gate in GATE_KEYS:
        for rule in rules_of(gate, dossier, book):
            found[rule.id].setdefault(gate, rule)
    return found
