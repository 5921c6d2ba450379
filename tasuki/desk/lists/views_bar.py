"""The saved views beside a list: those one can open, and what can be done with the one that is open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext

from tasuki.desk.forms.field import Option
from tasuki.desk.lists.asking import Asked
from tasuki.desk.lists.saved import ALL, SHARED, usual_view, views_for
from tasuki.desk.models import SavedView
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.refusals import Forbidden

SHOWN = 30


@dataclass(frozen=True, slots=True)
class ViewLink:
    name: str
    query: str
    whose: str
    """Who shares it; empty for one's own."""
    is_here: bool


@dataclass(frozen=True, slots=True)
class ViewsBar:
    """``query`` is what would be saved; ``is_changed``: it is no longer what the open view says."""

    links: tuple[ViewLink, ...]
    view: SavedView | None
    query: str
    is_changed: bool
    is_usual: bool
    may_save: bool
    may_change: bool
    shares: tuple[Option, ...]


def views_bar(asked: Asked, view: SavedView | None, by: Actor) -> ViewsBar:
    usual = usual_view(asked.listed.name, by)
    views = list(views_for(asked.listed.name, by)[:SHOWN])
    query = replace(asked, view="").query()
    everything = ViewLink(gettext("All"), f"view={ALL}", "", view is None)
    links = [
        ViewLink(
            one.name, f"view={one.pk}", "" if one.owner_id == by.person_id else one.owner.name,
            view is not None and one.pk == view.pk,
        )
        for one in views
    ]  # fmt: skip
    return ViewsBar(
        links=(everything, *links) if links else (),
        view=view,
        query=query,
        is_changed=view is not None and view.query != query,
        is_usual=view is not None and usual is not None and usual.pk == view.pk,
        may_save=by.reach("view.save") is not None,
        may_change=view is not None and _may_change(view, by),
        shares=_shares(view, by),
    )


def _shares(view: SavedView | None, by: Actor) -> tuple[Option, ...]:
    """With whom this person may share."""
    reach, now = by.reach("view.share"), view.shared if view else ""
    offered = {"": True, "team": reach is not None and by.team_id is not None, "everybody": reach == "all"}
    return tuple(
        Option(code, gettext(label), code == now)
        for code, label in SHARED.items()
        if offered[code] or code == now
    )


def _may_change(view: SavedView, by: Actor) -> bool:
    try:
        ask(by, "view.save", view.owner_id, teams=(view.owner.team_id,))
    except Forbidden:
        return False
    return True
