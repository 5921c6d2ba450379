"""The leak and the five diagnoses, as the running product tells them, and what cannot be told of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasuki.insight.audit.run import Audited
from tasuki.insight.audit.telling.parts import Block, Figure, Grid, Part, Speaker
from tasuki.rules.diagnosis import PRESENCES, Presence
from tasuki.rules.wording import N_


def leak(found: Audited, speaker: Speaker) -> Part:
    """What a year loses, as a range with its arithmetic; nothing where no price can be told."""
    say, told = speaker.say, found.reports["diagnosis"]
    blocks: list[Block] = []
    if told["leak"]:
        blocks.append(told["leak"]["says"])
        for part in told["leak"]["parts"]:
            title = next(one["title"] for one in told["diagnoses"] if one["trouble"] == part["trouble"])
            blocks.append(Grid([title], [[step] for step in part["steps"]]))
        blocks.append(
            say(
                N_(
                    "A range and no more: two significant digits, from what the files tell of the last year. "
                    "The parts are "
                    "of different leads and opportunities, so that nothing is counted twice."
                )
            )
        )
    else:
        blocks.append(
            say(
                N_(
                    "No trouble was found whose price these files tell. That is no clean bill: see below which "
                    "of the five "
                    "could be judged at all."
                )
            )
        )
    concerned = [
        Figure(one["title"], money["says"], " ".join(money["steps"]))
        for one in told["diagnoses"]
        for money in one["money"]
        if money["kind"] == "now"
    ]
    if concerned:
        blocks.append(tuple(concerned))
    return Part("leak", say(N_("The leak")), blocks)


def troubles(found: Audited, speaker: Speaker) -> Part:
    """Each of the five with its signs; those that no sign tells are named together."""
    say, told = speaker.say, found.reports["diagnosis"]
    blocks: list[Block] = [
        say(
            N_(
                "Of the last year of the files. A sign is there only where its whole 95 % interval lies "
                "beyond the limit, "
                "and nothing is said of fewer than 30."
            )
        )
    ]
    for one in told["diagnoses"]:
        signs = [check for check in one["checks"] if check["value"] is not None]
        blocks.append(one["says"])
        if signs:
            headings = [say(N_("Sign")), say(N_("Standing"))]
            rows = [[check["says"], _standing(check, speaker)] for check in signs]
            blocks.append(Grid(headings, rows, caption=one["title"]))
        if one["standing"] == Presence.PRESENT.value:
            blocks.append(
                Grid([say(N_("What the article does about it"))], [[fix["says"]] for fix in one["fixes"]])
            )
    untold = [
        check["label"] for one in told["diagnoses"] for check in one["checks"] if check["value"] is None
    ]
    if untold:
        blocks.append(say(N_("Signs that these files do not tell: %(signs)s."), signs=untold))
    return Part("troubles", say(N_("The five diagnoses")), blocks)


def _standing(check: Mapping[str, Any], speaker: Speaker) -> str:
    return speaker.say(PRESENCES[Presence(check["standing"])])
