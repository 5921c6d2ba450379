"""docs/reference/limits.md: the numbers that the built-in rules read, with the rule each belongs to."""

from __future__ import annotations

import re
from dataclasses import fields

from tasuki.playbooks.presets import load_preset, preset_toml
from tasuki.rules.playbook import Limits
from tests.docs.pages.markdown import code, document, table

INTRODUCTION = """\
The table `[limits]` of a playbook. Money is in the playbook's currency, fractions are fractions, spans are
in the unit that the name says. The column *article* is the value in the default playbook; a limit that a
playbook does not name has the value in the column *default*."""
WITH_A_RULE = re.compile(r"^(\w+) *= *[^#\n]+# *(.+)$", re.MULTILINE)


def page() -> str:
    text = preset_toml("article")
    notes = dict(WITH_A_RULE.findall(text[text.index("[limits]") : text.index("[placeholders]")]))
    agreed = load_preset("article").limits
    rows = [
        (
            code(one.name),
            code(_value(getattr(agreed, one.name))),
            code(_value(one.default)),
            notes.get(one.name, ""),
        )
        for one in fields(Limits)
    ]
    return document("Limits", INTRODUCTION, table(("limit", "article", "default", "rule"), rows))


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)
