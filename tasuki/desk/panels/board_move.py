"""A move on the board that needs something said first: why back, what the buyer did, why won or lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.forms.endings import ending_fields
from tasuki.desk.forms.field import Field, retyped, told
from tasuki.desk.panels.opportunity_forms import winning_fields
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Opportunity
from tasuki.rules.decision import Finding
from tasuki.rules.hygiene import is_back
from tasuki.rules.playbook import Playbook
from tasuki.stages.pipeline.hygiene import flags_of_move
from tasuki.stages.pipeline.queries import opportunity_for

Kind = Literal["on", "back", "jump", "win", "lose"]
ENDINGS: Mapping[str, Kind] = {"won": "win", "lost": "lose"}


@dataclass(frozen=True, slots=True)
class Move:
    """A card on its way to another stage, and the form that goes with it."""

    deal: Opportunity
    stage: str
    label: str
    kind: Kind
    action: str
    fields: tuple[Field, ...]
    findings: tuple[Finding, ...]
    refused: Refused | None
    before: str
    board: str
    version: str

    @property
    def asks(self) -> bool:
        """Whether there is something to say before it is carried out."""
        return self.kind != "on"


def move_of(
    opportunity_id: UUID, asked: Mapping[str, str], *, by: Actor, at: datetime, refused: Refused | None = None
) -> Move:
    """The move that ``asked`` names by ``stage``; what was typed stays typed. Raises `NotFound`."""
    deal, book, stage = opportunity_for(by, opportunity_id), in_force(), asked.get("stage", "")
    kind = _kind(deal, stage, book, at)
    chosen = book.stages.get(stage)
    typed = asked if "confirmed" in asked else None
    return Move(
        deal=deal,
        stage=stage,
        label=spoken(chosen.label) if chosen else stage,
        kind=kind,
        action=reverse(kind if kind in ("win", "lose") else "advance", args=[deal.pk]),
        fields=_fields(kind, book, refused, typed),
        findings=flags_of_move(deal, stage, at) if kind in ("back", "jump") else (),
        refused=refused,
        before=asked.get("before") or deal.stage,
        board=asked.get("board", ""),
        version=asked.get("version", ""),
    )


def _kind(deal: Opportunity, stage: str, book: Playbook, at: datetime) -> Kind:
    chosen = book.stages.get(stage)
    if chosen and chosen.kind in ENDINGS:
        return ENDINGS[chosen.kind]
    if deal.state != "open":
        return "on"  # the action says why it cannot
    if is_back(book, deal.stage, stage):
        return "back"
    return "jump" if flags_of_move(deal, stage, at) else "on"


def _fields(
    kind: Kind, book: Playbook, refused: Refused | None, typed: Mapping[str, str] | None
) -> tuple[Field, ...]:
    if kind == "lose":
        return ending_fields("lose", "lose", book, refused, typed)
    if kind == "win":
        return told(retyped(winning_fields(book), typed), refused)
    label = {
        "back": gettext("Why does it go back?"),
        "jump": gettext("What did the buyer do that makes the skipped stages unnecessary?"),
    }.get(kind, gettext("What did the buyer do?"))
    field = Field("evidence", label, "area", required=kind == "back", form="move")
    return told(retyped((field,), typed), refused)
