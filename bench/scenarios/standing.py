"""The web server itself: how long until it answers, and how large its workers are after all that was asked of them."""

from __future__ import annotations

from collections.abc import Iterator

from bench.figure import Figure, at_most
from bench.processes import family, resident_megabytes
from bench.stage import Stage


def web_server(stage: Stage) -> Iterator[Figure]:
    """The largest worker counts, and the first list of leads over HTTP."""
    workers = [one for one in family(stage.web.process.pid) if one != stage.web.process.pid]
    yield Figure("start to the first answer", stage.seconds_to_first_answer, "s", musts=(at_most(3),))
    yield Figure("memory of a web worker", max(map(resident_megabytes, workers)), "MB", musts=(at_most(160),))
