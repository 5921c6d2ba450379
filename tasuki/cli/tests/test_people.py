"""`tasuki person edit`: another role, team or territory."""

from __future__ import annotations

from tasuki.cli.tests.conftest import Tasuki
from tasuki.platform.people.models import Person


def test_what_is_not_named_stays_and_a_list_is_replaced(tasuki: Tasuki, kei: Person, aoi: Person) -> None:
    tasuki(
        "person", "edit", "aoi", "--territory", "関東", "--territory", "東北", "--industry", "saas", as_="kei"
    )
    told = tasuki(
        "person", "edit", "aoi", "--territory", "関西", "--language", "en", "--json", as_="kei"
    ).json
    assert (told["territories"], told["industries"], told["language"]) == (["関西"], ["saas"], "en")
    assert (told["name"], told["roles"], told["team"]) == (aoi.name, ["sdr"], "東日本")


def test_what_somebody_has_no_longer_is_cleared(
    tasuki: Tasuki, kei: Person, aoi: Person, mio: Person
) -> None:
    tasuki("person", "edit", "aoi", "--manager", "mio", "--capacity", "0", as_="kei")
    assert tasuki("person", "edit", "aoi", "--capacity", "30", "--json", as_="kei").json["manager"] == "mio"
    told = tasuki(
        "person", "edit", "aoi", "--clear", "manager", "--clear", "capacity", "--json", as_="kei"
    ).json
    assert (told["manager"], told["capacity"]) == (None, None)
    both = tasuki("person", "edit", "aoi", "--team", "西日本", "--clear", "team", as_="kei")
    assert (both.exit_code, "team" in both.stderr) == (2, True)


def test_a_change_that_changes_nothing_is_a_slip(tasuki: Tasuki, kei: Person, aoi: Person) -> None:
    assert tasuki("person", "edit", "aoi", as_="kei").exit_code == 2
    assert tasuki("person", "edit", "nobody", "--team", "西日本", as_="kei").exit_code == 2
    assert tasuki("person", "edit", "aoi", "--team", "西日本", as_="aoi").exit_code == 1


def test_the_person_is_shown_in_the_readers_language(tasuki: Tasuki, kei: Person, aoi: Person) -> None:
    told = tasuki("person", "edit", "aoi", "--territory", "関東", "--lang", "ja", as_="kei")
    assert "テリトリー" in told.stdout
