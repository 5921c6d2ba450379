"""From a JSON pointer to the field on a page: a finding says “/answers/budget/status”, a person clicks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.urls import reverse

# The first part of a pointer → the page that has its fields, and the fragment where one field stands for many.
PAGES: Mapping[str, str] = {
    "answers": "lead",
    "asked": "lead",
    "evidence": "lead",
    "meetings": "lead",
    "handoff": "handoff",
    "opportunity": "convert",
    "contacts": "convert",
    "account": "convert",
    "override": "convert",
}
TOUCHES = "/lead/touches"


def anchor(pointer: str) -> str:
    """The id of the field that a pointer names; also the name it is sent under, with other marks."""
    return pointer.strip("/").replace("/", "-")


@lru_cache(maxsize=256)
def _address(page: str, lead_id: str) -> str:
    """A page has many findings, and all point to a few pages of one lead."""
    return reverse(page, args=[lead_id])


def where_to_mend(pointer: str, lead_id: str, here: str, form: str = "") -> str:
    """The address of the field: only the fragment when it is on this page, empty when no page has it.

    ``form`` is the form that was refused, where several on the page share the names of their fields.
    """
    parts = pointer.strip("/").split("/")
    if pointer.startswith(TOUCHES):
        page, fragment = "lead", "touch"
    elif parts[0] in ("meetings", "asked", "evidence"):
        page, fragment = "lead", parts[0]
    elif parts[0] == "lead":
        page, fragment = "edit_lead", anchor("/".join(parts[1:]))
    elif parts[0] in PAGES:
        page, fragment = PAGES[parts[0]], anchor(pointer)
    elif not pointer.strip("/"):
        return ""
    else:
        return f"#{form}-{anchor(pointer)}" if form else f"#{anchor(pointer)}"
    if not lead_id:
        return f"#{fragment}"
    address = _address(page, lead_id)
    return f"#{fragment}" if address == here else f"{address}#{fragment}"
