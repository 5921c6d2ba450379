"""What this product needs before it may be given work."""

from __future__ import annotations

from tasuki.platform.health import MigrationsApplied, Readiness, database_answers
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import in_force


def playbook_in_force() -> str | None:
    try:
        in_force()
    except NotFound:
        return "no playbook is in force: run tasuki migrate"
    return None


ready = Readiness(database=database_answers, migrations=MigrationsApplied(), playbook=playbook_in_force)
