"""Every version of the agreement: what is in force, what is being talked about, and what was before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.playbooks.models import PlaybookVersion, SignOff

SHOWN = 100


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """``begin`` are the fields of the form that begins a draft; empty for those who may not."""

    drafts: tuple[PlaybookVersion, ...]
    others: tuple[PlaybookVersion, ...]
    begin: tuple[Field, ...]


def versions_page(
    *, by: Actor, refused: Refused | None = None, typed: Mapping[str, str] | None = None
) -> VersionsPage:
    """Raises `Forbidden`."""
    ask_any(by, "playbook.read")
    signed = Prefetch("sign_offs", SignOff.objects.order_by("side"))
    rows = PlaybookVersion.objects.defer("toml").select_related("drafted_by", "changed_by", "replaces")
    found = tuple(rows.prefetch_related(signed).order_by("-drafted_at", "-number")[:SHOWN])
    settled = [one for one in found if one.state != "draft"]
    # What is in force, then the latest that was.
    settled.sort(key=lambda one: (one.state != "in_force", -(one.retired_at or one.drafted_at).timestamp()))
    return VersionsPage(
        tuple(one for one in found if one.state == "draft"),
        tuple(settled),
        told(retyped(_begin(found), typed), refused) if by.reach("playbook.draft") else (),
    )


def _begin(found: tuple[PlaybookVersion, ...]) -> tuple[Field, ...]:
    stamps = [(str(one), str(one)) for one in found if one.state != "in_force"]
    chosen = [("in_force", gettext("the version in force")), *stamps]
    return (
        Field("begin_with", gettext("Begin with"), "choice", "in_force", options(chosen, "in_force", None)),
        Field("note", gettext("What shall change, and why"), "area"),
    )
