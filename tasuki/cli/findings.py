"""A decision in words for a terminal: the verdict, everything that stands in the way, and what would mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasuki.cli.session import Session
from tasuki.rules.labels import gate_called
from tasuki.rules.wording import N_

_VERDICTS: Mapping[str, str] = {
    "passed": N_("The %(gate)s gate is open."),
    "passed_with_warnings": N_("The %(gate)s gate is open, with warnings."),
    "needs_review": N_("The %(gate)s gate opens with a manager's approval."),
    "refused": N_("The %(gate)s gate is not open."),
}
_STANDINGS: Mapping[str, str] = {"met": N_("met"), "unmet": N_("not met"), "unknown": N_("not known yet")}
_ENFORCEMENTS: Mapping[str, str] = {
    "block": N_("blocks"),
    "warn": N_("warns"),
    "manager_review": N_("needs an approval"),
}


def decision_lines(decision: Mapping[str, Any], session: Session) -> list[str]:
    """A spoken decision: first the verdict, then each finding that troubles, last what is met."""
    head = session.say(_VERDICTS[decision["verdict"]], gate=gate_called(decision["gate"]))
    met = [finding for finding in decision["findings"] if finding["standing"] == "met"]
    rules = list(dict.fromkeys(finding["rule"] for finding in met))
    return [
        f"{head} ({decision['playbook']})",
        *finding_lines([one for one in decision["findings"] if one["standing"] != "met"], session),
        *([session.say(N_("Met: %(rules)s"), rules=rules)] if rules else []),
    ]


def finding_lines(findings: Sequence[Mapping[str, Any]], session: Session) -> list[str]:
    lines: list[str] = []
    for finding in findings:
        named = f"{finding['rule']} {finding['criterion']}" if finding["criterion"] else finding["rule"]
        standing = session.say(_STANDINGS[finding["standing"]])
        lines.append(
            f"  {named}: {standing}, {session.say(_ENFORCEMENTS[finding['enforcement']])}  {finding['pointer']}"
        )
        lines.append(f"      {finding['because']}")
        if finding["fix"]:
            lines.append(f"      → {finding['fix']}")
    return lines
