"""`tasuki doctor`: is everything as it must be?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_operator
from tasuki.cli.session import Session
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.cli.invariants import Finding


@click.command("doctor")
@click.option(
    "--all", "every_record", is_flag=True,
    help="Hold every clock against the journal, not the newest ones and those due next.",
)  # fmt: skip
@as_operator
def doctor_command(session: Session, every_record: bool) -> Answer:
    """Examine the database: is all that must be true, true?

    Reads only. Exits with 0 where all is well and with 1 where something is not, naming the first few ids of
    each finding. A replica has to answer, to have the same schema, and to be less than five minutes behind.

    \b
    Example:
      tasuki doctor --json
    """
    from tasuki.cli.product import open_product

    open_product()
    from tasuki.cli.invariants import examine
    from tasuki.platform.health import MigrationsApplied
    from tasuki.platform.replica import examine_replica
    from tasuki.platform.time.now import now, on_other_clocks

    missing = MigrationsApplied()()
    if missing:
        text = session.say(N_("The database is not up to date: run `tasuki migrate`."))
        return Answer(
            {"healthy": False, "database": _database(), "migrations": missing, "checks": []}, [text], 1
        )
    found, replica = examine(every_record=every_record), examine_replica(on_other_clocks(now()))
    broken = [one for one in found if not one.holds]
    lines = [
        *(f"{'✓' if one.holds else '✗'} {session.say(one.invariant.sentence)}" for one in found),
        *([f"{'✓' if replica.is_well else '✗'} {session.speak(replica.says())}"] if replica else []),
        *(f"  {one.invariant.key}: {one.count} ({', '.join(one.examples)} …)" for one in broken),
        session.say(N_("%(n)s of %(of)s findings need somebody."), n=len(broken), of=len(found))
        if broken
        else session.say(N_("All %(of)s hold."), of=len(found)),
    ]
    checks = [_shape(one, session) for one in found]
    healthy = not broken and (replica is None or replica.is_well)
    facts = {
        "healthy": healthy,
        "database": _database(),
        "replica": replica.as_data() if replica else None,
        "migrations": "ok",
        "checks": checks,
    }
    return Answer(facts, lines, int(not healthy))


def _shape(finding: Finding, session: Session) -> dict[str, object]:
    return {
        "key": finding.invariant.key,
        "sentence": session.say(finding.invariant.sentence),
        "holds": finding.holds,
        "count": finding.count,
        "examples": list(finding.examples),
    }


def _database() -> dict[str, object]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_database(), pg_database_size(current_database())"
        )
        version, name, size = cursor.fetchone()
    return {"server": version, "name": name, "bytes": size}
