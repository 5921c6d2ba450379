"""Is the process up (/health), and may it be given work (/ready)?"""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tasuki.platform.http.json import answer

# Each check answers None where all is well, else what is missing, in a few words for whoever runs the machine.
Check = Callable[[], str | None]


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The process answers; it says nothing about the database."""
    return answer({"status": "up"})


class Readiness:
    """The view of /ready: 200 when every check holds, 503 with the reasons otherwise."""

    def __init__(self, **checks: Check) -> None:
        self.checks = checks

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = {name: _outcome(check) for name, check in self.checks.items()}
        ready = all(outcome is None for outcome in found.values())
        report = {name: outcome or "ok" for name, outcome in found.items()}
        return answer({"status": "ready" if ready else "not_ready", "checks": report}, 200 if ready else 503)


def database_answers() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return None


class MigrationsApplied:
    """Whether the schema is the code's. Once it is, it stays so for this process, and is not asked again."""

    def __init__(self) -> None:
        self.known = False

    def __call__(self) -> str | None:
        if not self.known:
            executor = MigrationExecutor(connection)
            missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if missing:
                return f"{len(missing)} migrations are not applied: run tasuki migrate"
            self.known = True
        return None


def _outcome(check: Check) -> str | None:
    try:
        return check()
    except DatabaseError as error:
        return f"the database does not answer: {type(error).__name__}"
