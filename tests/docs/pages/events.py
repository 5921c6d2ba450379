"""docs/reference/events.md: the catalogue of the journal, with the clocks and notices of the article that listen."""

from __future__ import annotations

from tasuki.platform.journal.catalogue import EVENTS
from tasuki.playbooks.presets import load_preset
from tasuki.rules.lifecycle import MOVES
from tests.docs.pages.markdown import code, codes, document, table

INTRODUCTION = """\
The journal is the only history. Every action appends one event or more, in the transaction of the rows it
tells of. Codes are `noun.past_tense` and stable for ever. `GET /api/v1/events` reads them with a cursor.

An event holds ids and codes: `code`, `at` (UTC), who (`actor_id`, `door`), what (`subject`, `subject_id`,
`lead_id`, `opportunity_id`), the playbook's version, a `reason` code and `data`. Words that a person typed
(a rationale, a note) are kept apart in a payload, which can be erased when somebody asks to be forgotten;
the event itself stays. The database refuses UPDATE, DELETE and TRUNCATE on it.

*Moves* are the changes of state that the event records ([lifecycle](lifecycle.md)). *Clocks* are those of
the article's playbook that the event starts or stops."""


def page() -> str:
    return document(
        "Events", INTRODUCTION, table(("code", "sentence", "moves", "clocks"), map(_row, EVENTS.items()))
    )


def _row(event: tuple[str, str]) -> tuple[str, ...]:
    name, said = event
    book = load_preset("article")
    moves = [f"{move.subject} {move.verb}" for move in MOVES if move.event == name]
    clocks = [
        *(f"starts {sla.id}" for sla in book.sla if name in sla.starts_on),
        *(f"stops {sla.id}" for sla in book.sla if name in sla.stops_on),
    ]
    return code(name), said, codes(moves), ", ".join(clocks)
