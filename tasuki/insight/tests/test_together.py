"""Questions of one report are asked of two connections at the same time, where nothing is written meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tasuki.insight import together as asked_together
from tasuki.insight.asked import Asked
from tasuki.insight.asking import PRIMARY, asking, fetched
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.insight.tests.history import dense, write
from tasuki.insight.together import MANY, leave, together
from tasuki.playbooks.presets import load_preset

AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
WHO = "SELECT pg_backend_pid(), current_setting('max_parallel_workers_per_gather')::int, pg_sleep(0.02)"


def whom() -> tuple[int, int]:
    ((connection, processes, _),) = fetched(WHO, {})
    return connection, processes


def test_two_connections_share_the_questions_and_each_is_answered_in_its_place(committed: None) -> None:
    def place(number: int) -> Callable[[], tuple[int, int]]:
        return lambda: (number, whom()[0])

    told = together([place(number) for number in range(8)])
    assert [number for number, _ in told] == [*range(8)]
    assert len({connection for _, connection in told}) == 2


def test_neither_spreads_a_statement_and_what_is_asked_later_may(committed: None) -> None:
    assert {processes for _, processes in together([whom] * 6)} == {0}
    assert whom()[1] > 0


def test_within_a_transaction_everything_is_asked_there(committed: None) -> None:
    with transaction.atomic():
        assert len({connection for connection, _ in together([whom] * 4)}) == 1


def test_who_finds_the_second_one_taken_asks_alone_and_spreads_nothing(committed: None) -> None:
    with asked_together._taken:
        told = together([whom] * MANY)
    assert len({connection for connection, _ in told}) == 1
    assert {processes for _, processes in told} == {0}


def test_few_questions_are_asked_of_one_connection_that_may_spread_them(committed: None) -> None:
    told = together([whom] * (MANY - 1))
    assert len({connection for connection, _ in told}) == 1
    assert all(processes for _, processes in told)


def test_where_no_second_connection_is_to_be_had_the_first_answers_everything(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave()
    connection.ensure_connection()
    with monkeypatch.context() as gone:
        gone.setitem(connection.settings_dict, "HOST", "/there/is/no/server")
        assert len({one for one, _ in together([whom] * 6)}) == 1
    assert len({one for one, _ in together([whom] * 6)}) == 2


def test_a_question_that_fails_is_told_and_the_next_ones_are_answered(committed: None) -> None:
    def wrong() -> tuple[int, int]:
        raise DatabaseError(str(fetched("SELECT 1 / 0", {})))

    for questions in ([wrong, whom, whom, whom], [whom, whom, whom, wrong]):
        with pytest.raises(DatabaseError, match="division by zero"):
            together(questions)
    assert len({connection for connection, _ in together([whom] * 6)}) == 2


def test_a_diagnosis_says_the_same_of_one_connection_and_of_two(committed: None) -> None:
    book = load_preset("article")
    write(dense(5))
    asked = Asked(date(2026, 9, 1), date(2026, 12, 31), AT, "Asia/Tokyo")
    report = report_named("diagnosis")
    with transaction.atomic():
        alone = answer(report, asked, book)
    with asking(PRIMARY):
        assert answer(report, asked, book).tables == alone.tables
