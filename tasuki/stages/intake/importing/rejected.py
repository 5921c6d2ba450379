"""The rows that stay outside, kept with their import so that they can be fetched later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any

import orjson

from tasuki.rules.kept import kept_sentence, sentence_of
from tasuki.stages.intake.importing.parsing import Problems, Reject
from tasuki.stages.intake.models import Import, Rejected

BATCH = 1_000
IN_MEMORY = 8_000_000
LONGEST_KEPT = 32_767


def keep_rejects(imported: Import, rejects: Sequence[Reject]) -> None:
    _write(imported, map(_kept, rejects))


class Spool:
    """Where a trial puts its rejects aside, since everything that it writes to the database is taken back."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the trial

    def add(self, rejects: Sequence[Reject]) -> None:
        for reject in rejects:
            self._file.write(orjson.dumps(_kept(reject)) + b"\n")

    def write_out(self, imported: Import) -> None:
        self._file.seek(0)
        _write(imported, map(orjson.loads, self._file))

    def close(self) -> None:
        self._file.close()


def problems_of(row: Rejected) -> Problems:
    """Each reason with the header of its column."""
    return [(held["column"], sentence_of(held)) for held in row.problems]


def _write(imported: Import, rejects: Iterable[dict[str, Any]]) -> None:
    remaining: Iterator[dict[str, Any]] = iter(rejects)
    while batch := [Rejected(imported=imported, **one) for one in islice(remaining, BATCH)]:
        Rejected.objects.bulk_create(batch)


def _kept(reject: Reject) -> dict[str, Any]:
    return {
        "line": reject.line,
        "cells": [cell[:LONGEST_KEPT] for cell in reject.cells],
        "problems": [{"column": header, **kept_sentence(why)} for header, why in reject.problems],
    }
