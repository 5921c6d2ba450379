"""``python -m bench``: the same as `tasuki bench`."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click

from bench.run import NAMES, run


@click.command("bench")
@click.option("--only", type=click.Choice(NAMES), multiple=True, help="Measure this alone; may be repeated.")
@click.option(
    "--small", is_flag=True, help="Small numbers: shows that everything runs, says nothing about speed."
)
@click.option(
    "--out",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where the result goes; otherwise bench/results/<moment>.json.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the result as JSON on stdout, instead of the table."
)
def bench_command(only: tuple[str, ...], small: bool, file: Path | None, as_json: bool) -> None:
    """Measure speed on an embedded server of its own, beside raw psycopg on the same server in the same minutes.

    Prints a table, or JSON, and writes JSON to a file. Exits with 1 when a figure is short of what it must be (with
    --small never).

    \b
    Example:
      tasuki bench --only convert --only http
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever stops it finds nothing left behind
    whole = run(only, small, file, as_json, say=lambda line: click.echo(line, err=True))
    if not whole and not small:
        sys.exit(1)


if __name__ == "__main__":
    bench_command()
