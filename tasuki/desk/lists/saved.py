"""Saved views: kept for oneself or shared, opened by name, and one per list to begin with.

They are settings of the desk and change no record; the journal does not tell of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast
from urllib.parse import parse_qs
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from tasuki.desk.lists.asking import CURSOR, VIEW, asked_of
from tasuki.desk.lists.catalogue import LISTS
from tasuki.desk.lists.description import RecordList
from tasuki.desk.models import SavedView, UsualView
from tasuki.platform.access.actor import Actor, ask, ask_any
from tasuki.platform.access.grants import roles_with
from tasuki.platform.refusals import Clash, Forbidden, NotFound, invalid
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

Shared = Literal["", "team", "everybody"]
SHARED: Mapping[Shared, str] = {
    "": N_("Only me"),
    "team": N_("My team"),
    "everybody": N_("Everybody"),
}
ALL = "all"
"""In the address instead of a view: the list as it is, also for somebody who has a usual view."""
LONGEST_NAME, LONGEST_QUERY = 80, 4000


@dataclass(frozen=True, slots=True)
class Opened:
    """What an address asks for once the view that it names has been opened. ``view`` is None without one."""

    given: Mapping[str, Iterable[str]]
    view: SavedView | None


def opened(listed: RecordList, given: Mapping[str, Sequence[str]], by: Actor) -> Opened:
    """An address that says nothing but a view stands for what the view says; one that says nothing, for the usual view.

    A view that is gone, or not theirs to see, is passed over.
    """
    asked = next(iter(given.get(VIEW, ())), "")
    kept = {name: values for name, values in given.items() if name in listed.kept}
    says_more = any(name not in (*listed.kept, VIEW) and any(values) for name, values in given.items())
    if asked == ALL or (says_more and not asked):
        return Opened(given, None)
    view = _view_called(asked, listed, by) if asked else usual_view(listed.name, by)
    if view is None:
        return Opened({name: values for name, values in given.items() if name != VIEW}, None)
    if says_more:
        return Opened(given, view)
    return Opened({**parse_qs(view.query), **kept, VIEW: [str(view.pk)]}, view)


def views_for(listed: str, by: Actor) -> QuerySet[SavedView]:
    """The views of a list that somebody has: their own first, then what is shared with them."""
    own = Q(owner=by.person_id)
    shared = Q(shared="everybody") | (Q(shared="team", team=by.team_id) if by.team_id else Q(pk=None))
    rows = SavedView.objects.filter(own | shared, list=listed).select_related("owner")
    return rows.order_by("shared", "name", "pk")


def usual_view(listed: str, by: Actor) -> SavedView | None:
    found = UsualView.objects.filter(person=by.person_id, list=listed, view__in=views_for(listed, by))
    row = found.select_related("view").first()
    return row.view if row else None


@transaction.atomic
def save_view(
    listed: str, name: str, query: str, *, by: Actor, at: datetime, shared: str = "", usual: bool = False
) -> SavedView:
    """Keep what an address says under a name. Raises Forbidden, Invalid, Clash (the name is taken)."""
    ask_any(by, "view.save")
    view = SavedView(
        list=listed,
        name=_named(name),
        query=_plain(LISTS[listed], query),
        owner_id=cast(UUID, by.person_id),
        created_at=at,
    )
    _share(view, shared, by)
    _keep(view)
    if usual:
        make_usual(listed, view.pk, by=by)
    return view


@transaction.atomic
def change_view(
    view_id: UUID, *, by: Actor, name: str | None = None, query: str | None = None, shared: str | None = None
) -> SavedView:
    """Rename a view, share it otherwise, or let it say something else. Raises Forbidden, NotFound, Invalid, Clash."""
    view = _locked(view_id, by)
    if name is not None:
        view.name = _named(name)
    if query is not None:
        view.query = _plain(LISTS[view.list], query)
    if shared is not None and shared != view.shared:
        _share(view, shared, by)
    _keep(view)
    return view


@transaction.atomic
def remove_view(view_id: UUID, *, by: Actor) -> SavedView:
    """Whoever began a list with it sees the list as it is again. Raises Forbidden, NotFound."""
    view = _locked(view_id, by)
    view.delete()
    return view


@transaction.atomic
def make_usual(listed: str, view_id: UUID | None, *, by: Actor) -> None:
    """Begin a list with this view from now on, or as it is (None). Raises Forbidden, NotFound."""
    ask_any(by, "view.save")
    UsualView.objects.filter(person=by.person_id, list=listed).delete()
    if view_id is not None:
        view = views_for(listed, by).filter(pk=view_id).first()
        if view is None:
            raise NotFound("view", view_id)
        UsualView.objects.create(person_id=cast(UUID, by.person_id), list=listed, view=view)


def _view_called(key: str, listed: RecordList, by: Actor) -> SavedView | None:
    try:
        return views_for(listed.name, by).filter(pk=UUID(key)).first()
    except ValueError:
        return None


def _locked(view_id: UUID, by: Actor) -> SavedView:
    """A view that is theirs to change. Raises Forbidden, NotFound (also for one that they cannot see)."""
    view = (
        SavedView.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=view_id).first()
    )
    if view is None or not views_for(view.list, by).filter(pk=view_id).exists():
        raise NotFound("view", view_id)
    ask(by, "view.save", view.owner_id, teams=(view.owner.team_id,))
    return view


def _named(name: str) -> str:
    given = name.strip()
    if not given or len(given) > LONGEST_NAME:
        text = N_("A view has a name of at most %(longest)s characters.")
        raise invalid("/name", text, longest=LONGEST_NAME)
    return given


def _plain(listed: RecordList, query: str) -> str:
    """What the list understands of an address, without the page and without another view."""
    given = {name: values for name, values in parse_qs(query).items() if name not in (VIEW, CURSOR)}
    plain = asked_of(listed, given).query()
    if len(plain) > LONGEST_QUERY:
        raise invalid("/query", N_("This is too much to be kept."), "too_long")
    return plain


def _share(view: SavedView, shared: str, by: Actor) -> None:
    """Raises `Forbidden` for who may share less far, `Invalid` for a word that is none of ours or a team they lack."""
    if shared not in SHARED:
        raise invalid(
            "/shared", N_("“%(found)s” is none of %(known)s."), found=shared, known=tuple(SHARED)[1:]
        )
    reach = by.reach("view.share")
    if shared and (reach is None or (shared == "everybody" and reach != "all")):
        raise Forbidden("view.share", roles_with("view.share"))
    if shared == "team" and by.team_id is None:
        raise invalid("/shared", N_("You are in no team: share it with everybody, or keep it."))
    view.shared, view.team_id = shared, by.team_id if shared == "team" else None


def _keep(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        text = Sentence(N_("You have a view “%(name)s” of this list already."), {"name": view.name})
        fix = Sentence(N_("Choose another name, or open that view and save the changes there."))
        raise Clash(text, [Problem("/name", "taken", text, fix)]) from None
