"""`tasuki up`, `serve` and `work`: the product's processes, together or one by one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_operator
from tasuki.cli.session import Session
from tasuki.rules.wording import N_

HOST = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
PORT = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    envvar="TASUKI_PORT",
    help="The port to listen on (or TASUKI_PORT).",
)


@click.command("up")
@HOST
@PORT
@as_operator
def up_command(session: Session, host: str, port: int) -> Answer:
    """Run everything on this machine: database, worker and web server.

    Brings the database up to date first (see migrate), then keeps all three alive until SIGTERM or Ctrl-C. With
    DATABASE_URL no database is started.

    \b
    Example:
      tasuki up --port 8100
    """
    return Answer({"stopped": True}, exit_code=run_everything(host, port, os.environ))


def run_everything(host: str, port: int, environ: Mapping[str, str]) -> int:
    """Migrate, then supervise until asked to stop. The database stays up in between; returns the exit code."""
    from tasuki.platform.home import home
    from tasuki.platform.server.supervisor import run

    environ = with_address(port, environ)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _database(environ):
            migrated = subprocess.run(
                [sys.executable, "-m", "tasuki.cli", "migrate"], env=dict(environ), check=False
            )
            return migrated.returncode or run(home(), host, port, environ)
    except KeyboardInterrupt:
        return 0


def with_address(port: int, environ: Mapping[str, str]) -> Mapping[str, str]:
    """Where nobody says under which address people open the desk, letters lead to the one that is served here."""
    return {"TASUKI_URL": f"http://127.0.0.1:{port}", **environ}


def _database(environ: Mapping[str, str]) -> AbstractContextManager[object]:
    from tasuki.platform.home import home
    from tasuki.platform.server.postgres import EmbeddedPostgres

    return nullcontext() if environ.get("DATABASE_URL") else EmbeddedPostgres(home())


@click.command("serve")
@HOST
@PORT
@as_operator
def serve_command(session: Session, host: str, port: int) -> Answer:
    """Run a web server alone, for several on one DATABASE_URL.

    \b
    Example:
      DATABASE_URL=postgresql://… tasuki serve --host 0.0.0.0 --port 8000
    """
    from tasuki.platform.server.supervisor import web_command

    command = web_command(host, port)
    sys.stdout.flush()
    os.execvp(command[0], command)


@click.command("work")
@click.option(
    "--concurrency", type=click.IntRange(1, 64), default=4, show_default=True, help="Jobs at the same time."
)
@click.option(
    "--health", is_flag=True, help="Only say how the queue does; exit 1 where somebody should look."
)
@as_operator
def work_command(session: Session, concurrency: int, health: bool) -> Answer:
    """Work off the queue of jobs, follow the journal, send what is due.

    Several may run side by side. Goes on until SIGTERM or Ctrl-C; the jobs at hand are finished first.

    \b
    Example:
      tasuki work --concurrency 8
      tasuki work --health
    """
    if health:
        return _health(session)
    from tasuki.cli.product import open_product

    open_product()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from tasuki.platform.jobs.pulse import Pulse
    from tasuki.platform.time.now import now

    assert isinstance(app.connector, DjangoConnector)
    worker = app.with_connector(app.connector.get_worker_connector())
    pulse = Pulse(now)
    pulse.start()
    try:
        with worker.open():
            worker.run_worker(concurrency=concurrency)
    finally:
        pulse.stop()
    return Answer({"stopped": True})


def _health(session: Session) -> Answer:
    from tasuki.cli.product import open_product

    open_product()
    from tasuki.platform.jobs.health import health_of_the_queue, shape_of
    from tasuki.platform.time.now import now

    found = health_of_the_queue(now())
    lines = [
        session.say(N_("%(count)s workers are alive."), count=found.workers),
        session.say(N_("%(count)s jobs wait."), count=found.waiting),
        *(f"  {one.task}: {one.waiting} + {one.working}" for one in found.depths),
        *(f"  ✗ {one.task} {one.id}" for one in found.failed),
        session.say(N_("%(count)s jobs have failed."), count=len(found.failed)),
    ]
    return Answer(shape_of(found), lines, int(not found.is_well))
