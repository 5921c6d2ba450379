"""What was typed about a person, as the changes that the action takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasuki.desk.forms.moments import lines_typed
from tasuki.platform.people.actions import Changes
from tasuki.platform.refusals import invalid
from tasuki.rules.wording import N_

TEXTS = ("name", "email", "team", "manager", "backup", "language", "zone", "calendar")
LISTS = ("roles", "territories", "segments", "industries", "skills")


def changes_typed(typed: Mapping[str, str]) -> Changes:
    """Every field that the form has; a role without a tick is taken away. Raises `Invalid` for what is no number."""
    changes: Any = {name: typed[name].strip() for name in TEXTS if name in typed}
    changes |= {name: lines_typed(typed.get(name, "")) for name in LISTS if name in typed or name == "roles"}
    if "capacity" in typed:
        changes["capacity"] = number_typed(typed["capacity"], "/capacity")
    if "weight" in typed:
        weight = number_typed(typed["weight"], "/weight")
        changes["weight"] = 1 if weight is None else weight
    made: Changes = changes
    return made


def number_typed(text: str, pointer: str) -> int | None:
    """None where nothing was typed. Raises `Invalid`."""
    plain = text.strip()
    if not plain:
        return None
    if not plain.isdecimal():
        raise invalid(
            pointer, N_("Enter a whole number."), "wrong_type", fix=N_("Write digits only, such as 30.")
        )
    return int(plain)
