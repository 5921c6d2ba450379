"""The list of leads: filtered, by keyset, never counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options
from tasuki.desk.panels.people import choices
from tasuki.desk.words import STATES, spoken, word
from tasuki.platform.access.actor import Actor, visible
from tasuki.platform.access.roles import Role
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.people.models import Person
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.lifecycle import LeadState
from tasuki.rules.playbook import Playbook
from tasuki.stages.intake.searching import having_text

COLUMNS = (
    "id", "name", "company_name", "title", "state", "source", "fit", "intent", "captured_at", "owner__name", "ae__name",
)  # fmt: skip
ROWS = 50


@dataclass(frozen=True, slots=True)
class LeadList:
    """One page of leads, the filter it was asked for, and the cursor of the next."""

    rows: list[dict[str, Any]]
    following: str | None
    filters: tuple[Field, ...]
    query: str
    book: Playbook
    is_filtered: bool


def lead_list(asked: Mapping[str, str], *, by: Actor, at: datetime) -> LeadList:
    """The leads this person may see that match the filter, newest first. Raises `Invalid` for a bad cursor."""
    book = in_force()
    wanted = {name: asked.get(name, "").strip() for name in ("state", "owner", "source", "q")}
    rows = visible(Lead.objects.all(), by, "lead.read", *LEAD_OWNERS)
    rows = _filtered(rows, wanted)
    paging = Paging(cursor=asked.get("cursor") or None, limit=ROWS)
    whose = _whose(wanted["owner"], by)
    shown, following = page_of(rows, paging, *COLUMNS, order=("-captured_at", "-id"), any_of=whose)
    query = urlencode({name: value for name, value in wanted.items() if value})
    return LeadList(shown, following, _filters(wanted, book), query, book, bool(query))


def _filtered(rows: QuerySet[Lead], wanted: Mapping[str, str]) -> QuerySet[Lead]:
    if wanted["state"]:
        rows = rows.filter(state=wanted["state"])
    if wanted["source"]:
        rows = rows.filter(source=wanted["source"])
    if wanted["q"]:
        rows = having_text(rows, wanted["q"])
    return rows


def _whose(owner: str, by: Actor) -> list[Q]:
    if owner == "me":
        return [Q(owner=by.person_id), Q(ae=by.person_id)]
    if owner == "nobody":
        return [Q(owner=None)]
    if not owner:
        return []
    return [Q(owner=person) for person in Person.objects.filter(handle=owner)] or [Q(pk=None)]


def _filters(wanted: Mapping[str, str], book: Playbook) -> tuple[Field, ...]:
    states = [(str(state), word(state, STATES)) for state in LeadState]
    people = [("me", gettext("Mine")), ("nobody", gettext("Nobody's")), *choices(Role.SDR)]
    sources = [(source.key, spoken(source.label)) for source in book.source]
    return (
        Field("q", gettext("Name, company or e-mail"), value=wanted["q"]),
        Field(
            "state",
            gettext("State"),
            "choice",
            wanted["state"],
            options(states, wanted["state"], gettext("All")),
        ),
        Field(
            "owner",
            gettext("Owner"),
            "choice",
            wanted["owner"],
            options(people, wanted["owner"], gettext("All")),
        ),
        Field(
            "source",
            gettext("Source"),
            "choice",
            wanted["source"],
            options(sources, wanted["source"], gettext("All")),
        ),
    )
