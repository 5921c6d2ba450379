"""The list of opportunities, with the totals of the open pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options
from tasuki.desk.panels.people import choices
from tasuki.desk.words import STATES, spoken, word
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.roles import Role
from tasuki.platform.http.paging import Paging, page_of
from tasuki.playbooks.queries import in_force
from tasuki.rules.lifecycle import OpportunityState
from tasuki.rules.playbook import Playbook
from tasuki.stages.pipeline.queries import Total, board, opportunities_visible_to

COLUMNS = (
    "id", "name", "account__name", "state", "stage", "amount", "currency", "probability", "close_on", "owner__name",
    "in_forecast", "overridden", "created_at",
)  # fmt: skip
ROWS = 50


@dataclass(frozen=True, slots=True)
class OpportunityList:
    rows: list[dict[str, Any]]
    following: str | None
    filters: tuple[Field, ...]
    totals: tuple[Total, ...]
    query: str
    book: Playbook
    is_filtered: bool


def opportunity_list(asked: Mapping[str, str], *, by: Actor) -> OpportunityList:
    """The opportunities this person may see that match the filter, newest first."""
    book = in_force()
    wanted = {name: asked.get(name, "").strip() for name in ("state", "stage", "owner", "q")}
    rows = opportunities_visible_to(by)
    for name in ("state", "stage"):
        if wanted[name]:
            rows = rows.filter(**{name: wanted[name]})
    if wanted["owner"] == "me":
        rows = rows.filter(owner=by.person_id)
    elif wanted["owner"]:
        rows = rows.filter(owner__handle=wanted["owner"])
    if wanted["q"]:
        rows = rows.filter(name__icontains=wanted["q"])
    paging = Paging(cursor=asked.get("cursor") or None, limit=ROWS)
    shown, following = page_of(rows, paging, *COLUMNS, order=("-created_at", "-id"))
    query = urlencode({name: value for name, value in wanted.items() if value})
    return OpportunityList(shown, following, _filters(wanted, book), board(by), query, book, bool(query))


def _filters(wanted: Mapping[str, str], book: Playbook) -> tuple[Field, ...]:
    states = [(str(state), word(state, STATES)) for state in OpportunityState]
    stages = [(stage.key, spoken(stage.label)) for stage in book.stage if stage.kind == "open"]
    people = [("me", gettext("Mine")), *choices(Role.AE)]
    every = gettext("All")
    return (
        Field("q", gettext("Name"), value=wanted["q"]),
        Field("state", gettext("State"), "choice", wanted["state"], options(states, wanted["state"], every)),
        Field("stage", gettext("Stage"), "choice", wanted["stage"], options(stages, wanted["stage"], every)),
        Field("owner", gettext("Owner"), "choice", wanted["owner"], options(people, wanted["owner"], every)),
    )
