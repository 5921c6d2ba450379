"""Who works at the demo company: two teams, thirteen people, and one of them on leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.access.roles import Role
from tasuki.platform.people.actions import add
from tasuki.platform.people.models import Absence, Person, Team

EAST, WEST = "東日本", "西日本・海外"
AWAY = "hinata"
TRAINING_HOURS_AGO = 30
"""Office hours before now at which all SDRs were away together."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the cast. ``deals_with`` are the columns that routing reads: territories, segments, skills …"""

    handle: str
    name: str
    roles: tuple[Role, ...]
    team: str = ""
    manager: str = ""
    backup: str = ""
    language: str = "ja"
    deals_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def password(self) -> str:
        return f"{self.handle}-demo"


CAST: tuple[Member, ...] = (
    Member("mio", "森 美緒", (Role.MANAGER,), EAST),
    Member("daichi", "大地 亮", (Role.MANAGER,), WEST),
    Member(
        "aoi", "青木 葵", (Role.SDR,), EAST, "mio", "hinata", deals_with={"territories": ("関東", "東北")}
    ),
    Member(
        "hinata",
        "日向 陽",
        (Role.SDR,),
        WEST,
        "daichi",
        "aoi",
        deals_with={"territories": ("関西", "九州", "中部")},
    ),
    Member(
        "emma",
        "Emma Larsen",
        (Role.SDR,),
        WEST,
        "daichi",
        "hinata",
        "en",
        {"territories": ("海外",), "skills": ("en",)},
    ),
    Member("ren", "林 蓮", (Role.AE,), EAST, "mio", "kenta", deals_with={"territories": ("関東", "東北")}),
    Member("kenta", "健田 太一", (Role.AE,), EAST, "mio", "ren", deals_with={"segments": ("enterprise",)}),
    Member(
        "yui",
        "結城 結衣",
        (Role.AE,),
        WEST,
        "daichi",
        "lucas",
        deals_with={"territories": ("関西", "九州", "中部")},
    ),
    Member(
        "lucas",
        "Lucas Meyer",
        (Role.AE,),
        WEST,
        "daichi",
        "yui",
        "en",
        {"territories": ("海外",), "skills": ("en",)},
    ),
    Member("sora", "空野 空", (Role.MARKETER,)),
    Member("nagi", "凪 しおり", (Role.MARKETER,)),
    Member("kei", "桂 圭", (Role.REVOPS,)),
    Member("sumi", "澄田 純", (Role.READ_ONLY,)),
)
ADMIN = Member("admin", "admin", (Role.ADMIN,))


def hire(at: datetime) -> None:
    """Everybody joins at ``at``, and gets what routing needs to know; ``admin`` gets a password."""
    for member in CAST:
        add(
            member.handle,
            by=SYSTEM,
            at=at,
            name=member.name,
            roles=[role.value for role in member.roles],
            email=f"{member.handle}@tasuki.example",
            team=member.team,
            manager=member.manager,
            language=member.language,
            password=member.password,
        )
    people = {person.handle: person for person in Person.objects.all()}
    for member in CAST:
        person = people[member.handle]
        person.backup = people.get(member.backup)
        for column, values in member.deals_with.items():
            setattr(person, column, list(values))
        person.save()
    for team, leader in ((EAST, "mio"), (WEST, "daichi")):
        Team.objects.filter(name=team).update(lead_by=people[leader])
    _give_admin_a_password()


def plan_absences(now: datetime, training_at: datetime) -> None:
    """One SDR is away since yesterday, for four days; and on one afternoon all SDRs were in a training together."""
    people = {person.handle: person for person in Person.objects.with_role(Role.SDR)}
    away = Absence(
        person=people[AWAY],
        from_at=now - timedelta(days=1),
        until_at=now + timedelta(days=3),
        note="夏季休暇の振替",
    )
    training = [
        Absence(
            person=person, from_at=training_at, until_at=training_at + timedelta(hours=4), note="全員研修"
        )
        for person in people.values()
    ]
    Absence.objects.bulk_create([away, *training])


def _give_admin_a_password() -> None:
    admin = Person.objects.get(handle=ADMIN.handle)
    admin.set_password(ADMIN.password)
    admin.save(update_fields=["password"])
