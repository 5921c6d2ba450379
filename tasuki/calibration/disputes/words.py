"""What the states, causes and rulings of a dispute are called."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.rules.wording import N_

STATES: Mapping[str, str] = {
    "open": N_("waits for a ruling"),
    "ruled": N_("ruled on"),
    "withdrawn": N_("withdrawn"),
}
CAUSES: Mapping[str, str] = {
    "criteria": N_("The criteria (process)"),
    "execution": N_("The execution (individual)"),
}
RULINGS: Mapping[str, str] = {
    "upheld": N_("The decision stands"),
    "overturned": N_("The decision was wrong"),
}
SIDES: Mapping[str, str] = {"marketing": N_("marketing"), "sales": N_("sales"), "joint": N_("both sides")}
