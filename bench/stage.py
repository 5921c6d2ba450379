"""What the scenarios share: the database with its people and leads, made when somebody first needs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client

from bench import company, crowd
from bench.place import Place
from bench.processes import cpu_seconds, server_pid
from bench.web import Ask, Web, bearer, serving
from tasuki.platform.access import tokens
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person, Team
from tasuki.platform.time.now import now

TEAMS, SDRS_PER_TEAM, AES_PER_TEAM = 8, 6, 4
CSRF = "bench" * 6 + "x2"  # as long as Django wants one
REGIONS = ("関東", "関西", "東海", "九州", "北海道")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: in full, or just enough to see that everything runs."""

    imported: int
    copies: int
    operations: int
    requests: int
    judgements: int
    rounds: int


FULL = Size(imported=100_000, copies=10, operations=300, requests=400, judgements=20_000, rounds=3)
SMALL = Size(imported=1_000, copies=3, operations=16, requests=16, judgements=500, rounds=1)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the file of leads: the command's answer, wall time, largest size, and whose CPU it took."""

    answer: Mapping[str, Any]
    seconds: float
    megabytes: float
    python_seconds: float
    database_seconds: float


@dataclass(frozen=True, slots=True)
class Ready:
    """A lead that is ready to convert, and what the AE asks for it."""

    lead_id: UUID
    request: Mapping[str, Any]


class Stage:
    """The people are Aoi (SDR), Ren (AE), Sora (marketer) and Kei (RevOps), with seven more teams around them."""

    def __init__(self, place: Place, size: Size, say: Callable[[str], None]) -> None:
        self.place, self.size, self.say = place, size, say
        self.made = 0
        self.seconds_to_first_answer = 0.0
        self._leaving = ExitStack()
        self._aoi, self._ren = company.people()
        Person.objects.filter(handle__in=["aoi", "ren"]).update(territories=list(REGIONS))
        for handle, role in (("sora", "marketer"), ("kei", "revops")):
            Person.objects.create(handle=handle, name=handle, roles=[role], created_at=now())
        Person.objects.bulk_create(_colleagues())

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *error: object) -> None:
        self._leaving.close()
        connection.close()

    def actor(self, handle: str) -> Actor:
        return Actor.of(Person.objects.get(handle=handle), "cli")

    def ready(self, count: int) -> list[Ready]:
        """So many more leads that Ren can convert now."""
        start, at = self.made, now()
        self.made += count
        leads = company.ready_leads(count, self._aoi, self._ren, start, at)
        self.settle()
        return [Ready(UUID(lead), company.request_for(start + n, at)) for n, lead in enumerate(leads)]

    def delivered(self, count: int) -> list[UUID]:
        """So many more leads that wait for Aoi to accept them."""
        start, at = self.made, now()
        self.made += count
        leads = company.delivered_leads(count, self._aoi, start, at)
        self.settle()
        return leads

    def settle(self) -> None:
        """Let the planner know what has just been loaded."""
        with psycopg.connect(self.place.dsn, autocommit=True) as other:
            other.execute("ANALYZE")

    @cached_property
    def web(self) -> Web:
        """The web server, once it has answered."""
        web = self._leaving.enter_context(serving(self.place))
        self.seconds_to_first_answer = web.seconds_to_first(
            Ask("/api/v1/leads?limit=1", headers=self.token("kei"))
        )
        return web

    def token(self, handle: str) -> Mapping[str, str]:
        """The headers of a program that works for this person."""
        person = Person.objects.get(handle=handle)
        _, secret = tokens.create(person, by=Actor.of(person, "cli"), at=now(), scopes=frozenset({"all"}))
        return bearer(secret)

    def session(self, handle: str) -> Mapping[str, str]:
        """The headers of this person's browser."""
        browser = Client()
        browser.force_login(Person.objects.get(handle=handle))
        name = settings.SESSION_COOKIE_NAME
        return {"Cookie": f"{name}={browser.cookies[name].value}", "Accept-Language": "ja"}

    def desk(self, handle: str) -> Mapping[str, str]:
        """The headers of this person's browser when it sends a form through htmx."""
        seen = self.session(handle)
        form = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": CSRF,
            "HX-Request": "true",
        }
        return {**seen, **form, "Cookie": f"{seen['Cookie']}; csrftoken={CSRF}"}

    @cached_property
    def imported(self) -> Imported:
        """The file of leads, brought in through the command line into an otherwise empty company."""
        self.say(f"importing {self.size.imported:,} leads")
        file = self.place.home / "leads.csv"
        crowd.write_csv(file, self.size.imported, now())
        imported = _import(file, self.place)
        self.settle()
        return imported

    def bring_leads_in(self) -> None:
        """Nothing is measured in an empty company: the imported leads are there."""
        if not self.imported.answer["created"]:
            raise RuntimeError(f"no lead was imported: {self.imported.answer}")

    @cached_property
    def crowd(self) -> int:
        """How many leads there are, after the imported ones were copied into all states and given owners."""
        self.bring_leads_in()
        self.say(f"making {self.size.imported * self.size.copies:,} leads of them")
        sdrs, aes = (
            [str(person.pk) for person in Person.objects.filter(roles=[role]).order_by("handle")]
            for role in ("sdr", "ae")
        )
        crowd.multiply(self.place.dsn, self.size.copies, sdrs, aes)
        return self.size.imported * self.size.copies


def _import(file: Path, place: Place) -> Imported:
    command = [sys.executable, "-m", "tasuki.cli", "import", "leads", str(file), "--as", "kei", "--json"]
    database = server_pid(place.dsn)
    began, used_before = time.perf_counter(), cpu_seconds(database)
    process = subprocess.Popen(command, env=dict(place.environ), stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read()
    used_by_database = cpu_seconds(database) - used_before
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the import failed: {said.decode()}")
    return Imported(
        json.loads(said), time.perf_counter() - began, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime,
        used_by_database,
    )  # fmt: skip


def _colleagues() -> list[Person]:
    """Seven more teams, so that visibility and routing have something to choose from."""
    found = []
    for number in range(1, TEAMS):
        team = Team.objects.create(name=f"team {number}")
        region = [REGIONS[number % len(REGIONS)]]
        for role, count in (("sdr", SDRS_PER_TEAM), ("ae", AES_PER_TEAM)):
            found += [
                Person(
                    handle=f"{role}-{number}-{n}", name=f"{role} {number} {n}", roles=[role], team=team,
                    territories=region, created_at=now(),
                )
                for n in range(count)
            ]  # fmt: skip
    return found
