"""Run the worked examples: each says what RevOps would say, changes the passing dossier, and expects a standing."""

from __future__ import annotations

import json
import tomllib
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tasuki.playbooks.presets import load_preset
from tasuki.rules.decision import Decision, Finding
from tasuki.rules.dossier import Dossier, read_dossier
from tasuki.rules.gates import decide

WORKED = Path(__file__).parents[3] / "examples" / "worked"
BASE: dict[str, Any] = json.loads((WORKED / "base.json").read_text())
AWAY = "__missing__"


@dataclass(frozen=True)
class Example:
    """One worked example of a rule at a gate."""

    file: str
    rule: str
    gate: str
    says: str
    at: datetime
    expect: dict[str, Any]
    playbook: str = "article"
    change: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule}: {self.says}"

    def dossier(self) -> Dossier:
        source = deepcopy(BASE)
        for pointer, value in self.change.items():
            put(source, pointer, value)
        return read_dossier(source)

    def decision(self) -> Decision:
        return decide(self.gate, self.dossier(), load_preset(self.playbook), self.at)

    def findings(self, decision: Decision) -> tuple[Finding, ...]:
        found = decision.by_rule(self.rule)
        wanted = self.expect.get("pointer")
        return tuple(finding for finding in found if wanted is None or finding.pointer == wanted)


def examples() -> list[Example]:
    """Every example that is judged through a gate; the others have runners beside their own rules."""
    found = []
    for file in sorted(WORKED.glob("*.toml")):
        for row in tomllib.loads(file.read_text()).get("example", []):
            if "gate" not in row:
                continue
            row.pop("says_ja", None)
            found.append(Example(file=file.name, **row))
    return found


def put(source: Any, pointer: str, value: Any) -> None:
    """Set, append or take away what a JSON pointer names; tables on the way are made where they are missing."""
    *way, last = pointer.strip("/").split("/")
    for step in way:
        source = source[int(step)] if isinstance(source, list) else source.setdefault(step, {})
    if isinstance(source, list):
        if value == AWAY:
            del source[int(last)]
        elif int(last) == len(source):
            source.append(value)
        else:
            source[int(last)] = value
    elif value == AWAY:
        source.pop(last, None)
    else:
        source[last] = value
