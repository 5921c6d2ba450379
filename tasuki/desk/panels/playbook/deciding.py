"""Signing a draft and putting it in force: who has said yes, what it changes, what takes effect when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from tasuki.desk.forms.field import Field, Option, retyped, told
from tasuki.desk.panels.agreement import Signature, signatures_of
from tasuki.desk.panels.playbook.changes import ChangedTable, by_table
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.actions.sign import SIDES, may_sign
from tasuki.playbooks.comparing import Difference, differences
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import version_stamped
from tasuki.playbooks.telling.people import person_called
from tasuki.sla.models import Clock

COUNTED = 1000
"""So far clocks are counted; beyond it the number is a lower bound, and said to be one."""
AT_A_GATE = frozenset(
    {"gate", "required", "validation", "icp", "exclusion", "criterion", "brief", "checklist"}
)
WHEN_DECIDED = frozenset({"approval", "limits", "reason", "placeholders", "question", "free_mail"})
LATER = frozenset({"route", "score", "notice", "stage", "hygiene", "source", "framework"})


@dataclass(frozen=True, slots=True)
class DecidingPage:
    """``sign`` and ``publish`` are empty for those who may not, ``sides`` those that this person may sign for."""

    version: PlaybookVersion
    signatures: tuple[Signature, ...]
    missing: tuple[str, ...]
    tables: tuple[ChangedTable, ...]
    effects: tuple[str, ...]
    sides: tuple[Option, ...]
    sign: tuple[Field, ...]
    publish: tuple[Field, ...]
    retire: tuple[Field, ...]

    @property
    def count(self) -> int:
        return sum(len(one.differences) for one in self.tables)

    @property
    def is_signed(self) -> bool:
        return not self.missing


def deciding_page(
    stamp: str,
    *,
    by: Actor,
    at: datetime,
    refused: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> DecidingPage:
    """Raises `Forbidden`, `NotFound`."""
    ask_any(by, "playbook.read")
    version = version_stamped(stamp)
    found = _changes(version)
    is_draft = version.state == "draft"
    signed = set(version.sign_offs.values_list("side", flat=True))
    mine = version.sign_offs.filter(person=by.person_id).exists()
    may = is_draft and not mine and by.reach("playbook.sign") is not None
    sides = tuple(
        Option(side, spoken(person_called(side)))
        for side in SIDES
        if may and side not in signed and may_sign(side, by)
    )
    return DecidingPage(
        version=version,
        signatures=signatures_of(version),
        missing=tuple(spoken(person_called(side)) for side in SIDES if side not in signed),
        tables=by_table(found),
        effects=tuple(_effects(found)),
        sides=sides,
        sign=_form("sign", (Field("comment", gettext("What you say to it"), "area"),), refused, typed)
        if sides
        else (),
        publish=_form("publish", _announcement(), refused, typed)
        if is_draft and by.reach("playbook.publish")
        else (),
        retire=_form(
            "retire", (Field("reason", gettext("Why nobody wants it any more"), "area"),), refused, typed
        )
        if is_draft and by.reach("playbook.draft")
        else (),
    )


def _changes(version: PlaybookVersion) -> tuple[Difference, ...]:
    try:
        before = version.replaces or version_stamped("in_force")
    except NotFound:
        return ()
    return differences(before.toml, version.toml)


def _announcement() -> tuple[Field, ...]:
    return (
        Field("announcement/ja", gettext("What everybody reads on their first page, in Japanese"), "area"),
        Field("announcement/en", gettext("The same in English"), "area"),
    )


def _form(
    name: str, fields: tuple[Field, ...], refused: Refused | None, typed: Mapping[str, str] | None
) -> tuple[Field, ...]:
    mine = refused is not None and refused.form == name
    return told(retyped(fields, typed if mine else None), refused if mine else None)


def _effects(found: tuple[Difference, ...]) -> list[str]:
    """What takes effect when, for what this version changes."""
    tables = {one.table for one in found}
    told_: list[str] = []
    if tables & AT_A_GATE:
        told_.append(
            gettext(
                "Gates judge by the new terms at once. Leads that have passed a gate stay where they are."
            )
        )
    if tables & WHEN_DECIDED:
        told_.append(
            gettext(
                "The next decision needs what the new terms ask; decisions that were made keep their version."
            )
        )
    if "sla" in tables or "calendar" in tables:
        told_ += _of_clocks(found)
    if tables & LATER:
        told_.append(
            gettext(
                "Routes, scores, notices and stages: the next lead that is routed, the next touch that is scored, the "
                "next move. Nothing is routed or scored again."
            )
        )
    return told_


def _of_clocks(found: tuple[Difference, ...]) -> list[str]:
    """Open clocks run by the new terms from their start; ended ones stay as they were judged (SL-24)."""
    changed = {one.path.split("/")[1] for one in found if one.table == "sla"}
    open_ = Clock.objects.filter(stopped_at=None)
    if not any(one.table == "calendar" for one in found):
        open_ = open_.filter(sla__in=changed)
    running = open_[:COUNTED].count()
    said = ngettext(
        "%(n)s open clock is reckoned anew from its start; it may be overdue at once.",
        "%(n)s open clocks are reckoned anew from their start; some may be overdue at once.",
        running,
    )
    return [
        said % {"n": f"{COUNTED}+" if running == COUNTED else running},
        gettext("Clocks that have ended stay as they were judged."),
    ]
