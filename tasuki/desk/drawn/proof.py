"""What a piece of evidence is, in a few words."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from tasuki.desk.formats import moment
from tasuki.desk.words import word


class Proof(Protocol):
    """Evidence of a lead, as its row or as a fact of the dossier."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime | None: ...
    @property
    def ref(self) -> str: ...
    @property
    def note(self) -> str: ...


SHORT = 40


def proof_said(proof: Proof) -> str:
    """Its kind, and when it was or else what it says: call · Fri 20 Nov 2026 15:00."""
    about = moment(proof.at) or proof.note or proof.ref
    short = about if len(about) <= SHORT else f"{about[: SHORT - 1]}…"
    return " · ".join(part for part in (word(proof.kind), short) if part)
