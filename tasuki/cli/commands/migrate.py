"""`tasuki migrate`: the database as this version needs it, and on an empty one what is needed to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_operator
from tasuki.cli.session import Session
from tasuki.platform.refusals import NotPossibleNow
from tasuki.rules.wording import N_, Sentence

if TYPE_CHECKING:
    from django.db.migrations.executor import MigrationExecutor

ONE_AT_A_TIME = 0x7461_7375_6D69  # the advisory lock of whoever migrates


@click.command("migrate")
@as_operator
def migrate_command(session: Session) -> Answer:
    """Bring the database up to date, and set an empty one up.

    On an empty database the article's playbook is put in force and one person made, admin. Does nothing where
    nothing is to be done, and waits where another process migrates at the same moment.

    \b
    Example:
      tasuki migrate && tasuki doctor
    """
    from tasuki.cli.product import open_product

    open_product()
    from tasuki.platform.people.models import Person
    from tasuki.playbooks.queries import in_force

    applied, began = migrate_and_install()
    facts = {
        "migrations": applied,
        "installed": began,
        "playbook": in_force().stamp,
        "people": Person.objects.count(),
    }
    lines = [
        session.say(N_("%(n)s migrations were applied."), n=applied)
        if applied
        else session.say(N_("The database is up to date.")),
        session.say(N_("The playbook %(stamp)s is in force."), stamp=facts["playbook"]),
    ]
    if began:
        lines.append(
            session.say(N_("There is one person, admin: tasuki person add … --as admin makes others."))
        )
    return Answer(facts, lines)


def migrate_and_install() -> tuple[int, bool]:
    """How many migrations were applied, and whether the database was empty. The product must be open.

    Raises NotPossibleNow, having changed nothing, where another version of Tasuki has migrated the database.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from tasuki.platform.time.now import now
    from tasuki.playbooks.install import install

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            executor = MigrationExecutor(connection)
            _refuse_another_version(executor)
            planned = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
            if planned:
                executor.migrate(_of_others(executor))
                call_command("migrate", verbosity=0, interactive=False)
            return planned, install(now())
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def _of_others(executor: MigrationExecutor) -> list[tuple[str, str]]:
    """The last migrations of the libraries. They come first: Django draws whatever refers to a changed table anew,
    and most of our tables refer to theirs."""
    from django.apps import apps

    leaves: list[tuple[str, str]] = executor.loader.graph.leaf_nodes()
    return [leaf for leaf in leaves if not apps.get_app_config(leaf[0]).name.startswith("tasuki.")]


def _refuse_another_version(executor: MigrationExecutor) -> None:
    """Refuse a database with migrations of ours that this version does not have: its tables are other tables."""
    loader = executor.loader
    strange = next(
        (
            name
            for name in loader.applied_migrations
            if name[0] in loader.migrated_apps and name not in loader.graph.nodes
        ),
        None,
    )
    if strange:
        raise NotPossibleNow(
            Sentence(
                N_("Another version of Tasuki made this database: it has the migration %(name)s."),
                {"name": ".".join(strange)},
            ),
            fix=Sentence(
                N_(
                    "Run the version that made it, or begin with a new database: another TASUKI_HOME or DATABASE_URL."
                )
            ),
        )
