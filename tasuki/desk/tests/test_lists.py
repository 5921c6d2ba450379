"""Lists: what one sees, in which order, in which groups; and that a page follows another in every order."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest

from tasuki.desk.lists import page as paged
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.sla.models import Clock
from tasuki.stages.intake.actions import edit

Visit = Callable[..., Visitor]
NAMES = "ABCDE"


def lead(name: str, owner: Person | None, at: datetime, **more: object) -> Lead:
    facts = {"state": "mql", "source": "inbound", **more}
    return Lead.objects.create(
        id=new_id(at), name=name, company_name=f"{name} works", owner=owner, captured_at=at, state_since=at,
        created_at=at, search_text=f" {name.lower()} works", **facts,
    )  # fmt: skip


def promise(about: Lead, due_at: datetime, sla: str = "SL-3") -> Clock:
    return Clock.objects.create(
        sla=sla, lead=about, subject="lead", subject_id=about.pk, owner=about.owner, playbook="article@1",
        calendar="always", within="24 h", started_at=due_at - timedelta(days=1), due_at=due_at,
        allowance_seconds=86_400, warn_at=[due_at - timedelta(hours=5)], warn_levels=["0.8"], next_at=due_at,
    )  # fmt: skip


@pytest.fixture
def five(aoi: Person, at: datetime, clock: list[datetime]) -> list[Lead]:
    """Five of Aoi's, A captured last. B has no scores; D is due first, then A; B, C and E owe nothing."""
    made = [
        lead(
            name, aoi, at - timedelta(days=n), fit=None if name == "B" else 10 * n,
            intent=None if name == "B" else 50 - 10 * n,
        )
        for n, name in enumerate(NAMES)
    ]  # fmt: skip
    promise(made[3], at - timedelta(hours=2))
    promise(made[0], at + timedelta(hours=2))
    promise(made[0], at + timedelta(days=3), "SL-2")
    return made


def names(page: str) -> str:
    return "".join(re.findall(r"<strong>(\w) works", page))


def pages(desk: Visitor, path: str) -> list[str]:
    """The pages of a list, by their own links to the next."""
    found, place = [desk.read(path)], path.split("?")[0]
    while more := re.search(r'class="more".*?rel="next" href="([^"]+)"', found[-1]):
        found.append(desk.read(f"{place}{unescape(more[1])}"))
    return found


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", "ABCDE"), ("captured", "EDCBA"), ("due", "DABCE"), ("-due", "ADBCE"), ("since", "EDCBA"),
        ("company", "ABCDE"), ("-company", "EDCBA"), ("-intent&owner=aoi", "ACDEB"), ("fit&owner=aoi", "ACDEB"),
    ],
)  # fmt: skip
def test_each_order_goes_on_from_page_to_page(
    sort: str, order: str, five: list[Lead], aoi: Person, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paged, "ROWS", 2)
    found = pages(visit(aoi, "en"), f"/leads?sort={sort}")
    assert [len(names(page)) for page in found] == [2, 2, 1]
    assert "".join(map(names, found)) == order


def test_one_goes_back_as_one_came(
    five: list[Lead], aoi: Person, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paged, "ROWS", 2)
    desk = visit(aoi, "en")
    shown = pages(desk, "/leads?sort=company")[-1]
    back = []
    while link := re.search(r'rel="prev" href="([^"]+)"', shown):
        shown = desk.read(f"/leads{unescape(link[1])}")
        back.append(names(shown))
    assert back == ["CD", "AB"]
    assert "cursor" not in link_of_sort(shown)


def link_of_sort(page: str) -> str:
    link = re.search(r'<th scope="col"[^>]*><a href="([^"]+)"', page)
    assert link is not None
    return link[1]


def test_a_cursor_of_another_order_is_refused(five: list[Lead], aoi: Person, visit: Visit) -> None:
    visit(aoi, "en").read("/leads?sort=company&cursor=WyItY2FwdHVyZWQiLCJBIiwxXQ", status=422)
    visit(aoi, "en").read("/leads?cursor=nonsense", status=422)


def test_scores_sort_the_leads_of_somebody_and_not_all_leads(
    five: list[Lead], aoi: Person, visit: Visit
) -> None:
    desk = visit(aoi, "en")
    assert "Choose an owner to sort by this." in desk.read("/leads?sort=-intent")
    assert names(desk.read("/leads?sort=-intent")) == "ABCDE"
    page = desk.read("/leads?sort=-intent&owner=me")
    assert names(page) == "ACDEB"
    assert 'aria-sort="descending"' in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("owner=me", "D"), ("owner=nobody", "C"), ("owner=team", "ABD"), ("owner=ren", ""), ("ae=ren", "BD"),
        ("owner=nobody,aoi", "ABC"), ("state=at_work", "ABC"), ("state=mql,sal", "AB"), ("state=nonsense", ""),
        ("source=referral", "D"), ("captured=today", "A"), ("captured_until=2026-11-18", "CD"),
        ("captured=7d&captured_from=2026-11-19", "AB"), ("captured=last_month", ""), ("sla=overdue", "A"),
        ("sla=soon", "B"), ("sla=none", "CD"), ("q=b", "B"), ("segment=smb", "D"), ("overridden=yes", "D"),
        ("recycled=yes", "C"), ("nonsense=1", "ABCD"),
    ],
)  # fmt: skip
def test_what_people_ask_is_what_they_see(
    asked: str, found: str, aoi: Person, ren: Person, mio: Person, at: datetime, visit: Visit
) -> None:
    first = lead("A", aoi, at)
    second = lead("B", aoi, at - timedelta(days=1), state="sal", ae=ren)
    lead("C", None, at - timedelta(days=2), state="captured", times_recycled=1)
    lead(
        "D", mio, at - timedelta(days=3), state="converted", source="referral", ae=ren, segment="smb",
        sql_override="kept",
    )  # fmt: skip
    promise(first, at - timedelta(hours=1))
    promise(second, at + timedelta(hours=1))
    assert "".join(sorted(names(visit(mio, "en").read(f"/leads?{asked}")))) == found


def test_a_lead_that_changed_lately_is_found_by_it(aoi: Person, at: datetime, visit: Visit) -> None:
    lead("A", aoi, at - timedelta(days=40))
    changed = lead("B", aoi, at - timedelta(days=40))
    edit(changed.pk, {"person": {"title": "課長"}}, by=Actor.of(aoi, "web"), at=at)
    assert names(visit(aoi).read("/leads?changed=7d")) == "B"
    assert names(visit(aoi).read("/leads?changed=last_month")) == ""


def test_every_group_counts_what_opening_it_shows(
    five: list[Lead], aoi: Person, mio: Person, visit: Visit
) -> None:
    five[1].state = "sal"
    five[1].save()
    five[2].owner = None
    five[2].save()
    desk = visit(mio, "en")
    for group, counted in (("state", {"MQL": 4, "SAL": 1}), ("owner", {"青木 葵": 4, "nobody": 1})):
        page = desk.read(f"/leads?group={group}")
        links = dict(
            re.findall(r'<a href="(\?[^"]*)"[^>]*><span>[^<]*</span> <span class="count">(\d+)', page)
        )
        assert sorted(links.values()) == sorted(map(str, counted.values()))
        for query, count in links.items():
            opened = desk.read(f"/leads{unescape(query)}")
            assert len(names(opened)) == int(count)
            assert 'class="count"' in opened  # the other groups stay in sight


def test_an_sdr_sees_no_group_of_a_colleague_in_another_team(
    five: list[Lead], aoi: Person, stranger: Person, at: datetime, visit: Visit
) -> None:
    lead("X", stranger, at)
    page = visit(aoi, "en").read("/leads?group=owner")
    assert stranger.name not in page.split('class="list-groups')[1].split("</nav>")[0]


def test_columns_are_chosen_and_ordered_in_the_address(five: list[Lead], aoi: Person, visit: Visit) -> None:
    page = visit(aoi, "en").read("/leads?col=email&col=state&col=nonsense")
    heads = re.findall(r"<th[^>]*>(?:<a[^>]*>)?([^<]+)", page)
    assert heads == ["Lead", "E-mail", "State"]
    assert "col=lead&amp;col=state&amp;col=email" in page  # the way to put one before the other


def test_a_filter_that_htmx_sends_brings_the_rows_and_the_shortest_address(
    five: list[Lead], aoi: Person, visit: Visit
) -> None:
    client = visit(aoi, "en").client
    answer = client.get("/leads?q=&state=mql&owner=&sort=-captured", headers={"HX-Target": "rows"})
    assert "<html" not in answer.content.decode()
    assert answer["HX-Push-Url"] == "/leads?state=mql"


def test_the_promise_that_is_due_first_stands_beside_the_lead(
    five: list[Lead], aoi: Person, visit: Visit
) -> None:
    page = visit(aoi, "en").read("/leads")
    row = page.split("<strong>A works")[1].split("</tr>")[0]
    assert "clock-warned" in row
    assert "2.0 hours left" in row
    assert "clock-breached" in page.split("<strong>D works")[1].split("</tr>")[0]


def test_what_stays_long_in_a_state_is_said_in_words_and_colour(
    aoi: Person, at: datetime, visit: Visit
) -> None:
    for name, days in (("A", 1), ("B", 9), ("C", 40)):
        lead(name, aoi, at - timedelta(days=days))
    lead("D", aoi, at - timedelta(days=90), state="disqualified")
    page = visit(aoi, "en").read("/leads")
    rows = {name: page.split(f"<strong>{name} works")[1].split("</tr>")[0] for name in "ABCD"}
    assert "age-" not in rows["A"]
    assert "ageing" in rows["B"]
    assert 'class="age-old"' in rows["C"]
    assert "business day" not in rows["D"]
