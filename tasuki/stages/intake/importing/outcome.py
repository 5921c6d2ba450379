"""What became of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tasuki.stages.intake.importing.parsing import Reject
from tasuki.stages.intake.importing.rejects import Speak, in_english, spoken


@dataclass(frozen=True, slots=True)
class Outcome:
    """``rejects`` are the first thousand; the rejects file has all."""

    import_id: UUID
    rows: int
    created: int
    updated: int
    skipped: int
    rejected: int
    seconds: float
    rejects: tuple[Reject, ...]
    unmapped: tuple[str, ...]
    mapping: Mapping[str, str]
    choices: Mapping[str, str]
    encoding: str
    dry_run: bool

    @property
    def counts(self) -> dict[str, int]:
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "skipped": self.skipped,
            "rejected": self.rejected,
        }

    def as_json(self, speak: Speak = in_english) -> dict[str, Any]:
        """The public shape of an import's result (design.md §6)."""
        return {
            "import_id": str(self.import_id), **self.counts, "seconds": round(self.seconds, 3),
            "dry_run": self.dry_run, "encoding": self.encoding, "mapping": dict(self.mapping),
            "unmapped": list(self.unmapped), "choices": dict(self.choices),
            "rejects": [
                {"line": one.line, "cells": one.cells, "reason": spoken(one.problems, speak)} for one in self.rejects
            ],
        }  # fmt: skip
