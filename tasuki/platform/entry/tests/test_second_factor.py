"""The second factor: real codes at a given moment, each good once; recovery codes; and who must have one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator

from tasuki.platform.access.actor import Actor
from tasuki.platform.entry import second
from tasuki.platform.entry.tests.authenticator import code_at
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotPossibleNow, TooManyAttempts

As = Callable[[Person], Actor]
HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture
def admin(cast: Callable[..., Person]) -> Person:
    found: Person = Person.objects.get(handle="admin")
    return found


@pytest.fixture
def secret() -> str:
    return second.new_secret()


@pytest.fixture
def codes(aoi: Person, secret: str, at: datetime) -> tuple[str, ...]:
    """Aoi has an app since an hour ago, and these recovery codes."""
    hour_ago = at - timedelta(hours=1)
    return second.add(aoi, secret, code_at(secret, hour_ago), at=hour_ago)


def test_the_test_app_shows_what_the_standard_says() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B, the last six of its eight digits
    for seconds, shown in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert code_at(secret, datetime.fromtimestamp(seconds, UTC)) == shown


def test_an_app_is_set_up_by_a_code_that_it_shows_now(aoi: Person, secret: str, at: datetime) -> None:
    with pytest.raises(Invalid):
        second.add(aoi, secret, code_at(secret, at - timedelta(minutes=5)), at=at)
    assert not second.factors_of(aoi).is_there
    codes = second.add(aoi, secret, code_at(secret, at), at=at)
    assert len(set(codes)) == 10
    assert second.factors_of(aoi) == second.Factors(at, 10)
    assert Event.objects.filter(code="second_factor.added", subject_id=aoi.pk).exists()
    with pytest.raises(NotPossibleNow):
        second.add(aoi, secret, code_at(secret, at + HALF_MINUTE), at=at + HALF_MINUTE)


def test_the_picture_for_the_app_is_svg_without_style_or_script(aoi: Person, secret: str) -> None:
    picture = second.enrolment_of(aoi, secret).picture
    assert picture.startswith("<svg")
    assert not re.search(r"<style|\sstyle=|<script|\son\w+=|href=", picture)


@pytest.mark.parametrize("off", [-30, 0, 30])
def test_a_telephone_may_be_half_a_minute_off(
    off: int, aoi: Person, secret: str, codes: tuple[str, ...], at: datetime
) -> None:
    assert second.check(aoi, code_at(secret, at + timedelta(seconds=off)), at=at) == "totp"


@pytest.mark.parametrize("off", [-90, 90])
def test_a_code_of_another_time_is_refused(
    off: int, aoi: Person, secret: str, codes: tuple[str, ...], at: datetime
) -> None:
    with pytest.raises(Invalid):
        second.check(aoi, code_at(secret, at + timedelta(seconds=off)), at=at)


def test_a_code_is_good_once_and_an_earlier_one_not_after_it(
    aoi: Person, secret: str, codes: tuple[str, ...], at: datetime
) -> None:
    second.check(aoi, code_at(secret, at), at=at)
    for earlier in (timedelta(), HALF_MINUTE):
        with pytest.raises(Invalid):
            second.check(aoi, code_at(secret, at - earlier), at=at)
    assert second.check(aoi, code_at(secret, at + HALF_MINUTE), at=at + HALF_MINUTE) == "totp"


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def test_a_code_is_taken_as_an_input_method_writes_it(aoi: Person, secret: str, at: datetime) -> None:
    shown = code_at(secret, at).translate(FULL_WIDTH)
    second.add(aoi, secret, f"{shown[:3]}　{shown[3:]}", at=at)
    later = at + HALF_MINUTE
    assert second.check(aoi, code_at(secret, later).translate(FULL_WIDTH), at=later) == "totp"


def test_a_recovery_code_is_good_once_and_new_ones_replace_all(
    aoi: Person, secret: str, codes: tuple[str, ...], at: datetime
) -> None:
    assert second.check(aoi, f" {codes[0][:4]} {codes[0][4:]} ", at=at) == "recovery"
    with pytest.raises(Invalid):
        second.check(aoi, codes[0], at=at)
    assert second.factors_of(aoi).codes_left == 9
    renewed = second.renew_codes(aoi, code_at(secret, at), at=at)
    assert not set(renewed) & set(codes)
    with pytest.raises(Invalid):
        second.check(aoi, codes[1], at=at)
    assert second.check(aoi, renewed[3], at=at) == "recovery"


def test_nobody_guesses_codes_for_long(
    aoi: Person, secret: str, codes: tuple[str, ...], at: datetime
) -> None:
    for _ in range(10):
        with pytest.raises(Invalid):
            second.check(aoi, "000000", at=at)
    with pytest.raises(TooManyAttempts) as refusal:
        second.check(aoi, code_at(secret, at), at=at)
    assert refusal.value.wait == timedelta(minutes=15)
    later = at + timedelta(minutes=15)
    assert second.check(aoi, code_at(secret, later), at=later) == "totp"


def test_secrets_are_sealed_in_the_database(aoi: Person, secret: str, codes: tuple[str, ...]) -> None:
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert codes[0] not in kept


def test_another_installations_key_opens_no_factor_and_says_no_more_than_that(
    aoi: Person, secret: str, codes: tuple[str, ...], at: datetime, settings: object
) -> None:
    settings.SECRET_KEY = "another installation"  # type: ignore[attr-defined]
    for code in (code_at(secret, at), codes[0]):
        with pytest.raises(Invalid):
            second.check(aoi, code, at=at)


def test_whoever_lost_the_device_has_the_factor_taken_away_by_revops(
    aoi: Person, kei: Person, mio: Person, admin: Person, codes: tuple[str, ...], as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        second.take_away(aoi.pk, by=as_(mio), at=at)
    second.take_away(aoi.pk, by=as_(kei), at=at)
    assert not second.factors_of(aoi).is_there
    with pytest.raises(Forbidden):
        second.take_away(admin.pk, by=as_(kei), at=at)


def test_one_takes_ones_own_factor_away_by_a_code_unless_the_role_must_have_one(
    aoi: Person, admin: Person, secret: str, codes: tuple[str, ...], as_: As, at: datetime
) -> None:
    second.demand_of(["sdr"], by=as_(admin), at=at)
    with pytest.raises(NotPossibleNow):
        second.remove(aoi, code_at(secret, at), at=at)
    second.demand_of([], by=as_(admin), at=at)
    with pytest.raises(Invalid):
        second.remove(aoi, "123456", at=at)
    second.remove(aoi, code_at(secret, at), at=at)
    assert not second.factors_of(aoi).is_there


def test_only_an_admin_says_which_roles_must_have_a_second_factor(
    aoi: Person, kei: Person, admin: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        second.demand_of(["sdr"], by=as_(kei), at=at)
    with pytest.raises(Invalid):
        second.demand_of(["king"], by=as_(admin), at=at)
    second.demand_of(["admin", "revops"], by=as_(admin), at=at)
    assert second.demanded_roles() == ("admin", "revops")
    assert second.is_demanded_of(kei)
    assert not second.is_demanded_of(aoi)
    assert Event.objects.get(code="sign_in.rule_changed").data == {"roles": ["admin", "revops"]}
