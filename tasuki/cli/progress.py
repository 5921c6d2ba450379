"""A progress bar for somebody who watches; none for programs and pipes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from tasuki.cli.session import Session

Report = Callable[[int, int], None]
"""Called with what is done and what there is."""


@contextmanager
def bar(label: str, session: Session) -> Iterator[Report]:
    """Shows on stderr how far a long piece of work is."""
    if session.as_json or not sys.stderr.isatty():
        yield lambda done, of: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as shown:

        def report(done: int, of: int) -> None:
            shown.length = max(of, 1)
            shown.update(max(done - shown.pos, 0))

        yield report
