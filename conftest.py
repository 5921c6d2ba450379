"""The cast and the stage that every test of a stage shares."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from tasuki.platform.access.actor import Actor
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person, Team

# The same examples in every run of the pipeline, so that a green change stays green; new ones are found by developers.
settings.register_profile("pipeline", derandomize=True, deadline=None)
settings.register_profile("developer", deadline=None)
settings.load_profile("pipeline" if os.environ.get("CI") else "developer")


@pytest.fixture(autouse=True)
def nothing_is_recalled() -> None:
    """No test knows the numbers of another one."""
    from tasuki.insight.recalled import forget

    forget()


@pytest.fixture
def at() -> datetime:
    """Friday 20 November 2026, 15:00 in Tokyo."""
    return datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture
def agreement(db: None, at: datetime) -> None:
    """The article's playbook, in force."""
    from tasuki.playbooks.install import install

    install(at)


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(name="東日本")


@pytest.fixture
def cast(agreement: None, team: Team, at: datetime) -> Callable[..., Person]:
    """Make somebody: ``cast("aoi", "sdr")``."""

    def make(handle: str, *roles: str, name: str = "", **fields: object) -> Person:
        return Person.objects.create(
            handle=handle, name=name or handle.title(), roles=[Role(role).value for role in roles],
            created_at=at, **{"team": team, **fields},
        )  # fmt: skip

    return make


@pytest.fixture
def mio(cast: Callable[..., Person]) -> Person:
    return cast("mio", "manager", name="森 美緒")


@pytest.fixture
def aoi(cast: Callable[..., Person], mio: Person) -> Person:
    return cast("aoi", "sdr", name="青木 葵", manager=mio)


@pytest.fixture
def ren(cast: Callable[..., Person], mio: Person) -> Person:
    return cast("ren", "ae", name="林 蓮", manager=mio)


@pytest.fixture
def sora(cast: Callable[..., Person]) -> Person:
    return cast("sora", "marketer", name="空野 空", team=None)


@pytest.fixture
def kei(cast: Callable[..., Person]) -> Person:
    return cast("kei", "revops", name="桂 圭", team=None)


@pytest.fixture
def stranger(cast: Callable[..., Person]) -> Person:
    """Another SDR, of another team, who has no business with anybody's lead."""
    return cast("stranger", "sdr", name="余所 者", team=Team.objects.create(name="西日本"))


@pytest.fixture
def as_() -> Callable[[Person], Actor]:
    """``as_(aoi)``: the person as an actor at the command line."""
    return lambda person: Actor.of(person, "cli")


@pytest.fixture
def guarded_journal(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The journal refuses to be emptied again once the test database has been."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_event ENABLE TRIGGER journal_is_never_truncated")


@pytest.fixture
def committed(guarded_journal: None, transactional_db: None) -> Iterator[None]:
    """Real transactions, for threads that wait for each other; afterwards the database is emptied."""
    from tasuki.insight.together import leave

    yield
    leave()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_event DISABLE TRIGGER journal_is_never_truncated")


@pytest.fixture
def replica() -> Iterator[Callable[..., None]]:
    """The same server over another connection, which does not see what the test has not committed."""

    from django.conf import settings as configured

    from tasuki.platform.database import REPLICA

    def named(**different: Any) -> None:
        other = connections["default"].copy()
        other.settings_dict.update(different)
        connections[REPLICA], configured.DATABASES[REPLICA] = other, other.settings_dict

    yield named
    connections[REPLICA].close()
    del connections[REPLICA], configured.DATABASES[REPLICA]


@pytest.fixture
def empty_queue(db: None) -> None:
    """No job of a test before, whose own transactions were real, is left in the queue's tables."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_periodic_defers")
        cursor.execute("DELETE FROM procrastinate_jobs")
