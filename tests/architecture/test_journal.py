"""The journal is the only history: what is written there has a name, and stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.catalogue import EVENT_CODES
from tasuki.platform.journal.models import Event
from tasuki.playbooks.presets import load_preset, preset_names
from tasuki.rules.lifecycle import MOVES
from tests.architecture.source import argument, dotted, literal, product

CHANGES_THE_JOURNAL = re.compile(
    r"\b(update|delete\s+from|truncate(\s+table)?)\s+(only\s+)?journal_event\b", re.IGNORECASE
)
AFTER_A_RESTORE = "journal/restored.py"
"""The one place that may: it moves restored events to their place in the feed, and changes nothing that they tell."""
CHANGES_ROWS = frozenset({"update", "delete", "bulk_update", "update_or_create"})


@pytest.fixture
def event(db: None, at: datetime) -> Event:
    subject = new_id(at)
    with transaction.atomic():
        append(Entry("token.created", at, SYSTEM, "token", subject))
    return Event.objects.get(subject_id=subject)


@pytest.mark.parametrize(
    "change",
    [
        lambda event: Event.objects.filter(pk=event.pk).update(reason="nicer"),
        lambda event: Event.objects.filter(pk=event.pk).delete(),
        lambda event: _execute("UPDATE journal_event SET at = at WHERE seq = %s", event.pk),
        lambda event: _execute("DELETE FROM journal_event WHERE seq = %s", event.pk),
        lambda event: _execute("TRUNCATE journal_event CASCADE"),
    ],
    ids=["update by the ORM", "delete by the ORM", "UPDATE", "DELETE", "TRUNCATE"],
)
def test_the_database_itself_refuses_to_rewrite_an_event(
    event: Event, change: Callable[[Event], object]
) -> None:
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        change(event)
    assert Event.objects.get(pk=event.pk).reason == ""


def test_the_words_of_an_event_can_be_erased_when_somebody_asks_to_be_forgotten(
    db: None, at: datetime
) -> None:
    subject = new_id(at)
    with transaction.atomic():
        append(Entry("token.created", at, SYSTEM, "token", subject, words={"note": "Misaki, room 4"}))
    event = Event.objects.select_related("payload").get(subject_id=subject)
    event.payload.delete()
    assert Event.objects.filter(pk=event.pk, payload=None).exists()


def test_no_code_changes_or_deletes_events() -> None:
    offenders = [
        f"{module.place}:{line} {what}"
        for module in product()
        if not str(module.place).endswith(AFTER_A_RESTORE)
        for what, line in (
            *(
                (f"SQL: {text.strip()[:60]}", line)
                for text, line in module.texts()
                if CHANGES_THE_JOURNAL.search(text)
            ),
            *(
                (f"{dotted(call.func)}()", call.lineno)
                for call in module.calls()
                if dotted(call.func).startswith("Event.objects")
                and dotted(call.func).split(".")[-1] in CHANGES_ROWS
            ),
        )
    ]
    assert not offenders


def test_every_event_that_is_written_is_in_the_catalogue() -> None:
    unknown = [f"{code} ({where})" for code, where in sorted(set(written())) if code not in EVENT_CODES]
    assert not unknown


@pytest.mark.parametrize("preset", preset_names())
def test_every_clock_and_notice_of_a_playbook_hears_events_that_exist(preset: str) -> None:
    book = load_preset(preset)
    heard = {code for sla in book.sla for code in (*sla.starts_on, *sla.stops_on)}
    heard |= {code for notice in book.notice for code in notice.on}
    assert not {code for code in heard if "." in code and code not in EVENT_CODES}


def written() -> Iterator[tuple[str, str]]:
    """Event codes with the place that writes them: literal entries, and the moves of the lifecycle."""
    for module in product():
        for call in module.calls():
            if dotted(call.func).split(".")[-1] in {"Entry", "entry"}:
                code = literal(argument(call, 0, "code"))
                if code and "." in code:
                    yield code, f"{module.place}:{call.lineno}"
    for move in MOVES:
        yield move.event, f"lifecycle: {move.subject} {move.verb}"


def _execute(statement: str, *parameters: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
