"""Every page, as people see it: in both languages, light and dark, on a telephone and on a wide screen.

Here each page is read once per language, one of them in the dark. `make shots` looks at every combination, asks axe
about each, and keeps the pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Literal

import pytest

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.entry import passwords, second
from tasuki.platform.entry.tests.authenticator import code_at
from tasuki.platform.people.models import Person, Team
from tests.journeys import scenery
from tests.journeys.browsing import PICTURES, Reader

OpenDesk = Callable[..., Reader]
Light = Literal["light", "dark"]
PHONE, DESKTOP = 390, 1440
LOOKS: tuple[tuple[str, Light], ...] = (
    tuple(product(("ja", "en"), ("light", "dark"))) if PICTURES else (("ja", "light"), ("en", "dark"))
)
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(900)]


@pytest.mark.parametrize(("language", "light"), LOOKS)
def test_every_page_is_readable_by_everyone(
    language: str,
    light: Light,
    aoi: Person,
    ren: Person,
    mio: Person,
    kei: Person,
    at: datetime,
    open_desk: OpenDesk,
    tmp_path: Path,
) -> None:
    found: list[str] = []
    told = scenery.tell(aoi, ren, mio, at, tmp_path)
    people = {"aoi": aoi, "ren": ren, "mio": mio, "kei": kei}
    disputed = scenery.disputed(told, aoi, mio, kei, at)
    for handle, pages in (*scenery.pages_of(told).items(), *disputed.items()):
        reader = open_desk(people[handle], language)
        reader.page.emulate_media(color_scheme=light)
        for name, path, status in pages:
            reader.read(path, status)
            found += look_at(reader, name, light)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "light"), LOOKS)
def test_every_page_of_the_settings_is_readable_by_everyone(
    language: str,
    light: Light,
    aoi: Person,
    ren: Person,
    mio: Person,
    kei: Person,
    team: Team,
    at: datetime,
    open_desk: OpenDesk,
) -> None:
    found: list[str] = []
    scenery.settle(aoi, ren, kei, team, at)
    reader = open_desk(kei, language)
    reader.page.emulate_media(color_scheme=light)
    for name, path, status in scenery.SETTINGS:
        reader.read(path, status)
        found += look_at(reader, name, light)
    reader.fill("/settings/tokens", "/settings/tokens", name="BI", scopes="read")
    found += look_at(reader, "settings-token-made", light)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "light"), LOOKS)
def test_the_door_is_readable_by_everyone(
    language: str, light: Light, aoi: Person, at: datetime, open_desk: OpenDesk
) -> None:
    reader = open_desk(aoi, language)
    reader.page.emulate_media(color_scheme=light)
    reader.page.context.clear_cookies()
    reader.read("/sign-in")
    found = look_at(reader, "sign-in", light)
    reader.page.fill("[name=name]", "aoi")
    reader.page.fill("[name=password]", "not the one")
    reader.page.click("main button.btn-primary")
    reader.page.wait_for_selector(".problem")
    found += look_at(reader, "sign-in-refused", light)
    second.demand_of(["sdr"], by=SYSTEM, at=at)
    reader.sign_in_as_far_as("aoi")
    found += look_at(reader, "sign-in-set-up", light)
    secret = reader.page.inner_text(".enrolment .secret-text")
    reader.page.fill("[name=code]", code_at(secret, at))
    reader.page.click("main button.btn-primary")
    reader.page.wait_for_selector(".codes")
    found += look_at(reader, "recovery-codes", light)
    reader.page.context.clear_cookies()
    reader.sign_in_as_far_as("aoi")
    found += look_at(reader, "sign-in-code", light)
    link = passwords.make_key(aoi.pk, by=SYSTEM, at=at)
    for name, path in (
        ("forgotten", "/sign-in/forgotten"),
        ("new-password", f"/sign-in/new-password/{link}"),
    ):
        reader.read(path)
        found += look_at(reader, name, light)
    reader.troubles = [one for one in reader.troubles if "401" not in one]  # the browser reports the refusal
    assert not found, "\n".join(found)


def test_a_page_prints_black_on_white_without_navigation(
    aoi: Person, ren: Person, at: datetime, open_desk: OpenDesk
) -> None:
    lead = scenery.Days(aoi, ren, at).accepted("有限会社ミドリ", "緑川 圭", "midorikawa@midori.co.jp")
    reader = open_desk(aoi, "ja", 800)
    reader.page.emulate_media(media="print", color_scheme="dark")
    for name, path in (("print-lead", f"/leads/{lead}"), ("print-leads", "/leads")):
        reader.read(path)
        reader.picture(name, 800)
        assert not reader.page.locator("header.bar").is_visible()
        look = reader.page.evaluate(
            "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))"
        )
        assert look == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def look_at(reader: Reader, name: str, light: Light) -> list[str]:
    """Everything that is wrong with the page, at both widths."""
    found: list[str] = []
    for width in (DESKTOP, PHONE):
        reader.page.set_viewport_size({"width": width, "height": 900})
        reader.picture(name, width, light)
        with noted(found):
            reader.check_fits(name, width)
        if PICTURES or width == PHONE:
            with noted(found):
                reader.check_accessibility(f"{name}, {light}, {width} wide")
    with noted(found):
        reader.check_language(name)
    return found


@contextmanager
def noted(found: list[str]) -> Iterator[None]:
    """A page's trouble does not hide the next one's."""
    try:
        yield
    except AssertionError as trouble:
        found.append(str(trouble))
