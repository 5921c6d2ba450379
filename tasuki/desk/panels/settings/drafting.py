"""The way from a page that shows terms of the agreement to where they are changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from tasuki.platform.access.actor import Actor
from tasuki.playbooks.models import PlaybookVersion


@dataclass(frozen=True, slots=True)
class Way:
    href: str
    label: str


def where_to_change(table: str, by: Actor) -> Way | None:
    """To this table of the newest draft, or to where a draft begins; None for who may not draft."""
    if by.reach("playbook.draft") is None:
        return None
    draft = PlaybookVersion.objects.filter(state="draft").order_by("-drafted_at", "-number").first()
    if draft is None:
        return Way(reverse("playbook_versions"), gettext("Begin a draft to change it"))
    label = gettext("Change it in the draft %(version)s") % {"version": draft}
    return Way(reverse("playbook_table", args=[str(draft), table]), label)
