"""Saved views: opened by name, shared as far as somebody may, and the one with which a list begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.desk.lists.saved import change_view, make_usual, remove_view, save_view, views_for
from tasuki.desk.models import SavedView, UsualView
from tasuki.desk.tests.test_lists import lead, names
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Clash, Forbidden, Invalid, NotFound

Visit = Callable[..., Visitor]
MINE = "state=sal&sort=company&col=email"


@pytest.fixture
def leads(aoi: Person, at: datetime, clock: list[datetime]) -> None:
    lead("A", aoi, at)
    lead("B", aoi, at - timedelta(days=1), state="sal")
    lead("C", aoi, at - timedelta(days=2), state="sal")


def saved(
    person: Person, at: datetime, name: str = "受け入れ済み", query: str = MINE, **more: object
) -> SavedView:
    return save_view("leads", name, query, by=Actor.of(person, "web"), at=at, **more)  # type: ignore[arg-type]


def test_what_is_seen_is_saved_from_the_page_and_opened_by_its_name(
    leads: None, aoi: Person, visit: Visit
) -> None:
    desk = visit(aoi, "en")
    page = desk.fill(f"/leads?{MINE}", "/leads/views", name="Accepted")
    assert "The view is saved." in page
    view = SavedView.objects.get()
    assert f'<a href="?view={view.pk}" aria-current="true">Accepted</a>' in page
    assert names(page) == "BC"
    assert "E-mail" in page
    assert "?view=all" in page


def test_a_view_that_is_narrowed_says_so_and_can_be_kept_as_it_is_now(
    leads: None, aoi: Person, at: datetime, visit: Visit
) -> None:
    view, desk = saved(aoi, at), visit(aoi, "en")
    assert 'class="chip">changed' not in desk.read(f"/leads?view={view.pk}")
    narrowed = f"/leads?view={view.pk}&{MINE}&q=b"
    page = desk.read(narrowed)
    assert 'class="chip">changed' in page
    assert names(page) == "B"
    page = desk.fill(narrowed, f"/views/{view.pk}", query="state=sal&q=b")
    view.refresh_from_db()
    assert view.query == "q=b&state=sal"
    assert 'class="chip">changed' not in page


def test_from_a_view_one_gets_to_what_it_hides(leads: None, aoi: Person, at: datetime, visit: Visit) -> None:
    """Where all filters of a view are taken away the address still says so: it does not open the view again."""
    view = saved(aoi, at, query="state=sal")
    page = visit(aoi, "en").read(f"/leads?view={view.pk}&sort=-captured")
    assert names(page) == "ABC"


def test_a_list_begins_with_the_usual_view_until_one_asks_for_something(
    leads: None, aoi: Person, at: datetime, visit: Visit
) -> None:
    view, desk = saved(aoi, at, usual=True), visit(aoi, "en")
    assert names(desk.read("/leads")) == "BC"
    assert names(desk.read("/leads?view=all")) == "ABC"
    assert names(desk.read("/leads?state=mql")) == "A"
    assert names(desk.read("/leads?view=nonsense")) == "ABC"
    desk.fill(f"/leads?view={view.pk}", "/leads/views/usual", view="")
    assert names(desk.read("/leads")) == "ABC"


def test_a_view_of_opportunities_opens_the_list_and_not_the_board(
    ren: Person, at: datetime, visit: Visit
) -> None:
    view = save_view("opportunities", "Mine", "as=list&owner=me", by=Actor.of(ren, "web"), at=at)
    assert 'class="board"' not in visit(ren).read(f"/opportunities?view={view.pk}")


def test_one_sees_ones_own_views_and_those_that_are_shared(
    aoi: Person, ren: Person, stranger: Person, sora: Person, at: datetime
) -> None:
    saved(aoi, at, "mine")
    saved(aoi, at, "ours", shared="team")
    saved(sora, at, "all's", shared="everybody")

    def seen(person: Person) -> list[str]:
        return [view.name for view in views_for("leads", Actor.of(person, "web"))]

    assert seen(aoi) == ["mine", "all's", "ours"]
    assert seen(ren) == ["all's", "ours"]
    assert seen(stranger) == ["all's"]


def test_a_view_is_shared_no_further_than_one_may(aoi: Person, sora: Person, at: datetime) -> None:
    with pytest.raises(Forbidden):
        saved(aoi, at, shared="everybody")
    with pytest.raises(Invalid):
        saved(sora, at, shared="team")  # she is in none
    with pytest.raises(Invalid):
        saved(aoi, at, shared="the world")
    assert not SavedView.objects.exists()


def test_a_view_is_changed_by_whose_it_is_and_by_their_manager(
    aoi: Person, ren: Person, mio: Person, stranger: Person, at: datetime
) -> None:
    view = saved(aoi, at, shared="team")
    with pytest.raises(Forbidden):
        change_view(view.pk, by=Actor.of(ren, "web"), name="Ren's")
    with pytest.raises(NotFound):
        change_view(view.pk, by=Actor.of(stranger, "web"), name="Nobody's")
    assert change_view(view.pk, by=Actor.of(mio, "web"), name="The team's").name == "The team's"
    make_usual("leads", view.pk, by=Actor.of(ren, "web"))
    remove_view(view.pk, by=Actor.of(aoi, "web"))
    assert not UsualView.objects.exists()


def test_a_name_is_given_and_given_once(leads: None, aoi: Person, at: datetime, visit: Visit) -> None:
    saved(aoi, at, "Accepted")
    with pytest.raises(Clash):
        saved(aoi, at, "Accepted")
    with pytest.raises(Invalid):
        saved(aoi, at, " ")
    page = visit(aoi, "en").fill(f"/leads?{MINE}", "/leads/views", status=409, name="Accepted")
    assert "You have a view “Accepted” of this list already." in page
    assert 'id="view-name" name="name" maxlength="80" required value="Accepted"' in page
    assert names(page) == "BC"


def test_what_the_list_does_not_understand_is_not_kept(aoi: Person, at: datetime) -> None:
    view = saved(aoi, at, query="state=sal&cursor=abc&view=xyz&nonsense=1&sort=-captured")
    assert view.query == "state=sal"
